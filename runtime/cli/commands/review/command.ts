import { Argument, InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { authorOf } from '../../author.ts';
import { noteOption, withAuthor } from '../../deciding.ts';
import { withCommonOptions } from '../../options.ts';
import { digits } from '../../wholeNumber.ts';
import type { ReviewFilter } from '../../../../processors/index.ts';
import type { WithDeployment } from '../deadLetters/command.ts';
import { decideReview } from './decide.ts';
import type { VerdictOptions } from './decide.ts';
import { listReviews } from './list.ts';
import { showReview } from './show.ts';
import { undoVerdict } from './undo.ts';

interface Common {
  readonly config: string;
  readonly json?: boolean;
}

type ListOptions = Common & {
  readonly kind?: 'individual' | 'group';
  readonly reason?: string;
  readonly minWeight?: number;
  readonly limit: number;
};

type AuthorOptions = Common & {
  readonly by?: string;
  readonly note?: string;
  readonly dryRun?: boolean;
  readonly wait: number;
};

type DecideOptions = AuthorOptions & { readonly replace?: boolean; readonly anyway?: boolean };

const fromOne = (text: string): number => {
  const number = digits(text);
  if (number === 0) throw new InvalidArgumentError('must be 1 at least.');
  return number;
};

const inBits = (text: string): number => {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number))
    throw new InvalidArgumentError('must be a number of bits, for example 4.5.');
  return Math.round(number * 256);
};

const author = (command: Command): Command =>
  withAuthor(
    command,
    noteOption('--note <text>', 'why, kept with the verdict for good; no personal data'),
    new Option('--dry-run', 'say what would happen, publish nothing'),
  );

const filterOf = ({ kind, reason, minWeight }: ListOptions): ReviewFilter => ({
  ...(kind === undefined ? {} : { kind }),
  ...(reason === undefined ? {} : { reason }),
  ...(minWeight === undefined ? {} : { minWeight }),
});

const verdictOptions = ({ by, note, dryRun = false, wait }: AuthorOptions): VerdictOptions => ({
  by: authorOf(by),
  note: note ?? null,
  dryRun,
  wait: wait * 1000,
});

const addList = (parent: Command, withDeployment: WithDeployment): void => {
  withCommonOptions(parent.command('list'))
    .description('records that wait for a person, and how many for each reason; shows no personal data')
    .addOption(new Option('--kind <kind>', 'only people, or only groups').choices(['individual', 'group']))
    .option(
      '--reason <reason>',
      'only with this reason, for example sex, birth-date, identifier, band, conflict, guard',
    )
    .option(
      '--min-weight <bits>',
      'only with evidence of at least so many bits; leaves out what was not weighed',
      inBits,
    )
    .option('--limit <n>', 'how many are shown', fromOne, 50)
    .addHelpText(
      'after',
      '\nRecords that share an identifier, and groups, are not weighed and come first, then the strongest evidence. Reasons:\n' +
        '  sex, birth-date, identifier:<type>   the records share an identifier, and this speaks against their being one\n' +
        '  same-submission                      they came in one entry, whose members are different people\n' +
        '  several-registrants                  the record matches more than one\n' +
        '  band                                 the evidence is too weak to link, and too strong to pass over\n' +
        '  conflict                             the evidence is strong, and something contradicts it\n' +
        '  guard, ambiguous, indistinguishable  the evidence is strong for two records, not for all that would become one\n' +
        '  members                              two groups have members in common, too few to link, or something contradicts\n' +
        '  held, held:split, held:death         evidence alone would harm somebody enrolled, or somebody alive\n' +
        '  held:adopted                        evidence alone would make one of two whom an adopted registry had apart\n' +
        '  held:switch:<kind>, held:area:<kind> an operator, or the guard of an area, holds it: registry-stream hold list',
    )
    .action((options: ListOptions) =>
      withDeployment(options, (deployment, output) =>
        listReviews(deployment, filterOf(options), options.limit, output),
      ),
    );
};

const addShow = (parent: Command, withDeployment: WithDeployment): void => {
  withCommonOptions(parent.command('show'))
    .description('a record beside each that it could be, and what their agreement weighs; shows personal data')
    .argument('<record key>', 'as `review list` shows it')
    .argument('[other record key]', 'any other record, to lay the two side by side whether or not somebody asks')
    .action((recordKey: string, other: string | undefined, options: Common) =>
      withDeployment(options, (deployment, output) => showReview(deployment, recordKey, other, output)),
    );
};

const addDecide = (parent: Command, withDeployment: WithDeployment, signal: AbortSignal): void => {
  author(parent.command('decide'))
    .description('judge two records: they are one, or they are two; it stands until it is taken back')
    .argument('<record key>', 'as `review list` and `review show` name it')
    .argument('<other record key>', 'the record that it is compared with')
    .addArgument(new Argument('<judgement>', 'whether the two are one person or group').choices(['same', 'different']))
    .option('--replace', "put this in the place of somebody's opposite verdict")
    .option('--anyway', 'although the two are one registrant already, or no review asks about them')
    .action((recordKey: string, otherRecordKey: string, judgement: 'same' | 'different', options: DecideOptions) =>
      withDeployment(options, (deployment, output) => {
        const { replace = false, anyway = false } = options;
        const request = { recordKey, otherRecordKey, judgement, replace, anyway };
        return decideReview(deployment, request, verdictOptions(options), output, signal);
      }),
    );
};

const addUndo = (parent: Command, withDeployment: WithDeployment, signal: AbortSignal): void => {
  author(parent.command('undo'))
    .description('take a verdict back: the evidence decides again')
    .argument('<record key>', 'one of the two records')
    .argument('<other record key>', 'the other')
    .action((recordKey: string, otherRecordKey: string, options: AuthorOptions) =>
      withDeployment(options, (deployment, output) =>
        undoVerdict(deployment, [recordKey, otherRecordKey], verdictOptions(options), output, signal),
      ),
    );
};

/** Adds `registry-stream review list | show | decide | undo`. */
export const addReview = (program: Command, withDeployment: WithDeployment, signal: AbortSignal): void => {
  const parent = program
    .command('review')
    .description('records of which a person has to say whether they are one: list, show, decide, undo')
    .addHelpText(
      'after',
      '\nFor example:\n' +
        '  registry-stream review list --kind individual\n' +
        '  registry-stream review show <record key>\n' +
        '  registry-stream review decide <record key> <other record key> different --note "two sisters"\n' +
        'A verdict is part of the log: it outlives models and rebuilds, and counts until it is taken back.\n' +
        'When you are not sure, leave the question open: both stay registrants of their own meanwhile.',
    );
  addList(parent, withDeployment);
  addShow(parent, withDeployment);
  addDecide(parent, withDeployment, signal);
  addUndo(parent, withDeployment, signal);
};
