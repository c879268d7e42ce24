import { InvalidArgumentError, Option, type Command } from 'commander';
import { identityEvaluate } from './commands/identityEvaluate.ts';
import { identityTrain } from './commands/identityTrain.ts';
import type { WithDeployment } from './commands/deadLetters/command.ts';
import { addModels } from './identityModelProgram.ts';
import { configOption } from './options.ts';
import { processOutput } from './output.ts';
import { learnableOfFile, learnableOfRegistry } from './records/loadLearnable.ts';
import { wholeNumber } from './wholeNumber.ts';

/** `8` or `8,0`: the link line and the review line, in bits. */
const lines = (text: string): { link: number; review: number } => {
  const [link = Number.NaN, review = Math.min(0, link)] = text.split(',').map(Number);
  if (Number.isNaN(link) || Number.isNaN(review) || review > link) {
    throw new InvalidArgumentError('it must be LINK or LINK,REVIEW in bits, for example 8,0.');
  }
  return { link, review };
};

const recordsOptions = (command: Command): Command =>
  command
    .option('--mapping <file>', 'YAML or JSON, column → meaning, for columns that are not recognised by name')
    .option('--without <column...>', 'columns that are not to be used')
    .option('--country <code>', 'country of phone numbers without a country code, for example PH')
    .option('--seed <number>', 'draws the samples; the same seed gives the same model', wholeNumber(1))
    .addOption(new Option('--json', 'results as JSON, for programs'));

interface RecordsFlags {
  readonly mapping?: string;
  readonly without?: readonly string[];
  readonly country?: string;
  readonly seed?: number;
  readonly json?: boolean;
}

interface TrainFlags extends RecordsFlags {
  readonly config: string;
  readonly fromRegistry?: boolean;
  readonly records?: string;
  readonly output: string;
  readonly size?: number;
  readonly sample?: number;
}

interface EvaluateFlags extends RecordsFlags {
  readonly records: string;
  readonly truth: string;
  readonly truthPattern?: string;
  readonly model?: string;
  readonly lines?: { readonly link: number; readonly review: number };
}

const records = (): Option => new Option('--records <file>', 'a CSV file of people with a header line');

const trainHelp = `
Examples: registry-stream identity train --records people.csv --size 1000000 --output model.json
          registry-stream identity train --from-registry --output model.json

With --from-registry it learns from the records that the resolver of the deployment has stored, as the stream weighs
them, and nothing leaves the database but the model: numbers, and how rare hashed values are. Members of one group teach
what a household has in common, records that share a valid identifier what one person has.
Then: registry-stream identity diff --model model.json, and identity activate --model model.json.`;

const addTrain = (identity: Command, withDeployment: WithDeployment, signal: AbortSignal): void => {
  const command = identity
    .command('train')
    .description('learn from records, of which nobody need say who is who, what agreement is worth')
    .addOption(records())
    .addOption(
      new Option('--from-registry', 'learn from what the deployment has stored, instead of from a file').conflicts([
        'records',
        'mapping',
        'without',
        'country',
      ]),
    )
    .addOption(configOption());
  recordsOptions(command)
    .option(
      '--size <number>',
      'records that the registry is expected to hold; default as many as there are',
      wholeNumber(1),
    )
    .option('--sample <number>', 'records whose candidates are looked at; default 20,000', wholeNumber(1))
    .requiredOption('--output <file>', 'where the frozen model is written')
    .addHelpText('after', trainHelp)
    .action(({ config, fromRegistry, json, records: file, ...options }: TrainFlags) => {
      if (fromRegistry === true) {
        return withDeployment({ config, ...(json === undefined ? {} : { json }) }, (deployment, output) =>
          identityTrain(learnableOfRegistry(deployment), options, output, signal),
        );
      }
      const missing = "error: say what to learn from: '--records <file>' or '--from-registry'";
      const load = learnableOfFile({ ...options, records: file ?? command.error(missing) });
      return identityTrain(load, options, processOutput(json ?? false), signal);
    });
};

const addEvaluate = (identity: Command, signal: AbortSignal): void => {
  recordsOptions(
    identity
      .command('evaluate')
      .description('resolve a file of records of which the truth is known, and measure what came of it')
      .addOption(records().makeOptionMandatory()),
  )
    .requiredOption('--truth <column>', 'the column that names the person; it is never used as evidence')
    .option('--truth-pattern <regex>', "when the person is a part of the value: 'rec-(\\d+)-'; FEBRL's ids are known")
    .option('--model <file>', 'a model of `identity train`, or `starter`; default: trained on the file itself')
    .option('--lines <bits>', 'link line and review line, default 8,0: at 8 bits the odds are 256 to 1', lines)
    .addHelpText(
      'after',
      '\nExample: registry-stream identity evaluate --records people.csv --truth person_id\n' +
        'Columns are recognised by their names; what each was taken for is printed first.\n' +
        'The last line of --json is one object with precision, recall and f1, pairwise over the people found.',
    )
    .action((options: EvaluateFlags) => identityEvaluate(options, processOutput(options.json ?? false), signal));
};

/** Adds `identity` with its commands; those on files need neither a configuration nor Kafka or Postgres. */
export const addIdentity = (program: Command, withDeployment: WithDeployment, signal: AbortSignal): void => {
  const identity = program
    .command('identity')
    .description(
      'who is who: learn from records what agreement is worth, measure it against a truth, and put it to work',
    )
    .addHelpText('after', '\nThe way: train (or evaluate, where the truth is known), then diff, then activate');
  addTrain(identity, withDeployment, signal);
  addEvaluate(identity, signal);
  addModels(identity, withDeployment, signal);
};
