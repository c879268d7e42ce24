/**
 * Ends a stack when its starter is gone, however it went: by itself, by Ctrl-C, killed.
 *
 * It runs as a process of its own, and its standard input is a pipe whose other end only the starter holds. The
 * system closes that end with the starter; nothing has to be sent.
 *
 *   guardian.ts <directory of the stack> [--discard]
 *
 * With --discard, what the services stored goes with them; the logs stay.
 */
import { endStack } from './endStack.ts';

const [directory, discard] = process.argv.slice(2);
if (directory === undefined) throw new Error('usage: guardian.ts <directory of the stack> [--discard]');

process.stdin.resume();
process.stdin.once('close', () => {
  void endStack(directory, { discard: discard === '--discard' });
});
