import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { Deployment } from '../deployment/deployment.ts';
import { untilProcessed } from './commands/deadLetters/settled.ts';
import { withCommonOptions } from './options.ts';
import type { Output } from './output.ts';
import { createProgress } from './progress.ts';
import { digits } from './wholeNumber.ts';

const noteText = (text: string): string => {
  if (text.length > 1000) throw new InvalidArgumentError('must be 1,000 characters at most.');
  return text;
};

/** An option that says why somebody decides: a note of 1,000 characters at most. */
export const noteOption = (flags: string, description: string): Option =>
  new Option(flags, description).argParser(noteText);

/**
 * Gives a command by which somebody decides what all of them have: who it is, and how long, in seconds, to wait until the
 * decision is applied.
 *
 * @param more options that help shows between the two
 */
export const withAuthor = (command: Command, ...more: readonly Option[]): Command => {
  withCommonOptions(command).option(
    '--by <name>',
    "who decides, as your organisation names its people; the operating system's user when absent",
  );
  for (const option of more) command.addOption(option);
  return command.option(
    '--wait <seconds>',
    'how long to wait until the resolver has applied it; 0: not at all',
    digits,
    30,
  );
};

/**
 * Waits until the resolver has come to what was published.
 *
 * @param wait how long, milliseconds; 0: not at all
 * @returns whether it has by then
 */
export const untilApplied = async (
  deployment: Deployment,
  wait: number,
  output: Output,
  signal: AbortSignal,
): Promise<boolean> => {
  if (wait === 0) return false;
  const progress = createProgress(output);
  progress.show('waiting until the resolver has applied it');
  const applied = await untilProcessed(deployment, 'source.records', wait, signal);
  progress.end();
  return applied;
};

/** What is said of a decision that the resolver had not applied by the end of the wait, in milliseconds. */
export const notYetWords = (wait: number): string =>
  wait === 0
    ? 'published; the resolver applies it when it comes to it'
    : 'published; the resolver has not come to it yet: registry-stream status shows how far it is';
