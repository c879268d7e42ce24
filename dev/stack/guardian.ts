/**
 * Ends a stack when its starter is gone, however it went: by itself, by Ctrl-C, killed.
 *
 * It runs as a process of its own, and its standard input is a pipe whose other end only the starter holds. The
 * system closes that end with the starter; nothing has to be sent.
 *
 *   guardian.ts <directory of the stack> keep|discard <id of the starter>
 *
 * With discard, what the services stored goes with them; the logs stay, except in a folder made for this one starter.
 */
import { releaseDirectory } from './claim.ts';
import { endStack } from './endStack.ts';

const [directory, fate, starter] = process.argv.slice(2);
if (directory === undefined || starter === undefined) throw new Error('started without its three arguments');

process.stdin.resume();
process.stdin.once('close', () => {
  void endStack(directory, { discard: fate === 'discard' }).then(() => {
    releaseDirectory(directory, Number(starter));
  });
});
