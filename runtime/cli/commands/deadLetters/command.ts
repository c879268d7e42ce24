import type { Command } from 'commander';
import { withCommonOptions } from '../../options.ts';
import { digits } from '../../wholeNumber.ts';
import type { Deployment } from '../../../deployment/deployment.ts';
import type { LetterFilter } from '../../../letters/index.ts';
import type { Output } from '../../output.ts';
import { discard } from './discard.ts';
import { listLetters } from './list.ts';
import { redrive, writeRedrive } from './redrive.ts';
import { letterKafka, sinceOf } from './selected.ts';
import type { LetterChoice } from './selected.ts';
import { showLetter } from './show.ts';

interface FilterOptions {
  readonly code?: string;
  readonly component?: string;
  readonly topic?: string;
  readonly record?: string;
  readonly source?: string;
  readonly import?: string;
  readonly since?: string;
}

interface Common {
  readonly config: string;
  readonly json?: boolean;
}

type ChoiceOptions = Common & FilterOptions & { readonly all?: boolean };

/** Opens the deployment of the configuration, uses it, and closes it whatever happens. */
export type WithDeployment = (
  options: Common,
  use: (deployment: Deployment, output: Output) => Promise<void>,
) => Promise<void>;

const filterOf = (options: FilterOptions): LetterFilter => {
  const { code, component, record, since, source, topic } = options;
  return {
    ...(code === undefined ? {} : { code }),
    ...(component === undefined ? {} : { component }),
    ...(topic === undefined ? {} : { topic }),
    ...(record === undefined ? {} : { recordKey: record }),
    ...(source === undefined ? {} : { source }),
    ...(options.import === undefined ? {} : { import: options.import }),
    ...(since === undefined ? {} : { since: sinceOf(since, Date.now()) }),
  };
};

const choiceOf = (keys: readonly string[], options: ChoiceOptions): LetterChoice => ({
  keys,
  filter: filterOf(options),
  all: options.all ?? false,
});

const filters = (command: Command): Command =>
  withCommonOptions(command)
    .option('--code <code>', 'only with this error code, for example GROUP_TWO_HEADS')
    .option('--component <name>', 'only from this component, for example processors/identity')
    .option('--topic <name>', 'only records of this topic, without the prefix: source.records, registrants, groups')
    .option('--record <key>', 'only about the record with this key')
    .option('--source <name>', 'only of this source')
    .option('--import <name>', 'only of this import')
    .option('--since <when>', 'only what was met since: a date (2026-03-01T08:00Z), or how long ago (30m, 6h, 2d)');

const addList = (parent: Command, withDeployment: WithDeployment): void => {
  filters(parent.command('list'))
    .description('dead letters, newest first, and how many have each reason; shows no personal data')
    .option('--limit <n>', 'how many are shown', digits, 50)
    .action((options: Common & FilterOptions & { readonly limit: number }) =>
      withDeployment(options, (deployment, output) =>
        listLetters(letterKafka(deployment), filterOf(options), options.limit, output),
      ),
    );
};

const addShow = (parent: Command, withDeployment: WithDeployment): void => {
  withCommonOptions(parent.command('show'))
    .description('all that is known of one dead letter; values by their shape only')
    .argument('<key>', 'as `dead-letters list` shows it')
    .option('--show-values', "show the record's values: personal data")
    .action((key: string, options: Common & { readonly showValues?: boolean }) =>
      withDeployment(options, (deployment, output) =>
        showLetter(letterKafka(deployment), key, options.showValues ?? false, output),
      ),
    );
};

type RedriveOptions = ChoiceOptions & { readonly dryRun?: boolean; readonly limit: number; readonly wait: number };

const addRedrive = (parent: Command, withDeployment: WithDeployment, signal: AbortSignal): void => {
  filters(parent.command('redrive'))
    .description(
      'send records on their way again, after what was wrong is corrected; older than what passed is dropped',
    )
    .argument('[keys...]', 'as `dead-letters list` shows them; or choose by options')
    .option('--all', 'every dead letter')
    .option('--dry-run', 'decide everything, publish nothing')
    .option('--limit <n>', 'at most so many, the oldest first', digits, 10_000)
    .option('--wait <seconds>', 'how long to wait for the outcome; 0: not at all', digits, 30)
    .action((keys: readonly string[], options: RedriveOptions) =>
      withDeployment(options, async (deployment, output) => {
        const { dryRun = false, limit, wait } = options;
        const request = { choice: choiceOf(keys, options), dryRun, limit, wait: wait * 1000 };
        writeRedrive(await redrive(deployment, request, output, signal), output);
      }),
    );
};

const addDiscard = (parent: Command, withDeployment: WithDeployment): void => {
  filters(parent.command('discard'))
    .description('take letters away for good; their records stay as they are')
    .argument('[keys...]', 'as `dead-letters list` shows them; or choose by options')
    .option('--all', 'every dead letter')
    .option('--reason <text>', 'why, kept with the tombstone for as long as Kafka keeps it; no personal data')
    .action((keys: readonly string[], options: ChoiceOptions & { readonly reason?: string }) =>
      withDeployment(options, (deployment, output) => {
        const { deployment: name } = deployment.config;
        return discard(letterKafka(deployment), name, choiceOf(keys, options), options.reason, output);
      }),
    );
};

/** Adds `registry-stream dead-letters list | show | redrive | discard`. */
export const addDeadLetters = (program: Command, withDeployment: WithDeployment, signal: AbortSignal): void => {
  const parent = program
    .command('dead-letters')
    .description('records that could not go on: list, show, redrive, discard')
    .addHelpText(
      'after',
      '\nFor example, after a correction of the mapping:\n' +
        '  registry-stream dead-letters list --code FIELD_TOO_LONG\n' +
        '  registry-stream dead-letters redrive --code FIELD_TOO_LONG --dry-run\n' +
        '  registry-stream dead-letters redrive --code FIELD_TOO_LONG\n' +
        'A running deployment may go on meanwhile: its sources wait for the redrive and go on by themselves.',
    );
  addList(parent, withDeployment);
  addShow(parent, withDeployment);
  addRedrive(parent, withDeployment, signal);
  addDiscard(parent, withDeployment);
};
