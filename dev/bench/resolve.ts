import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { readModel, type LinkageModel } from '../../processors/identity/linkage/index.ts';
import { wholeNumber } from '../../runtime/cli/wholeNumber.ts';
import { defaultStackDirectory } from '../stack/places.ts';
import { startStack } from '../stack/startStack.ts';
import { atEnd, measureLibrary } from './resolve/measure.ts';
import { pairsPerRecord } from './resolve/pairs.ts';
import { summaryText } from './resolve/print.ts';
import { measureStage } from './resolve/stage.ts';
import { costRatio, summarise, type Run, type Summary } from './resolve/summary.ts';
import { machine, machineText } from './shared/machine.ts';
import { wholeNumbers } from './shared/numbers.ts';
import { buildProgram } from './shared/program.ts';
import { progressLine } from './shared/progress.ts';

interface Options {
  readonly records: readonly number[];
  readonly runs: number;
  readonly model?: string;
  readonly stage: boolean;
  readonly profile?: string;
  readonly json?: boolean;
}

/** Records before the first that count: until then the code is still being compiled, and a small registry shows little else. */
const WARM_UP = 20_000;

const options = new Command('bench:resolve')
  .description(
    'Measures the resolver on invented registries: first as a library (normalising, weighing, deciding and all writes to a\n' +
      'real PostgreSQL), then as the whole stage in a process of its own: Kafka in, decoding, the same work, publishing.\n\n' +
      'What a record costs is processor time over the last fifth of the records; the last line says how much of it the\n' +
      'largest registry costs over the smallest.',
  )
  .option('--records <numbers>', 'sizes: one or several numbers', wholeNumbers(1000), [10_000, 100_000, 1_000_000])
  .option('--runs <number>', 'how often at each size', wholeNumber(1), 1)
  .option('--model <file>', 'a model of identity train for the library; without it the starter weighs')
  .option('--no-stage', 'only the library, without Kafka')
  .option('--profile <folder>', "write profiles of the stage's processor time (.cpuprofile)")
  .option('--json', 'figures for a program: the last line')
  .parse()
  .opts<Options>();

const { records: sizes, runs, json } = options;
const line = progressLine();
const say = (text: string): void => {
  line.clear();
  if (json !== true) process.stdout.write(`${text}\n\n`);
};
const counted = (size: number) => (done: number) => {
  line.tell(`library: ${done.toLocaleString('en')} of ${size.toLocaleString('en')} records`);
};

const before = machine();
const model: LinkageModel | undefined =
  options.model === undefined ? undefined : readModel(readFileSync(options.model, 'utf8'));
line.tell('starting PostgreSQL, Kafka and the schema registry');
const stack = await startStack({ directory: join(defaultStackDirectory, 'bench'), lifetime: 'starter', fresh: true });
try {
  const { url } = stack.postgres;
  const profiles = options.profile === undefined ? undefined : resolve(options.profile);
  const start = options.stage ? await buildProgram(profiles) : undefined;
  await measureLibrary(url, WARM_UP, model, counted(WARM_UP));
  const measured: Run[] = [];
  for (let run = 0; run < runs; run += 1)
    // All sizes in every run, so that a machine that is slower for a while is so for all.
    for (const records of sizes) {
      const library = await measureLibrary(url, records, model, counted(records));
      const stage = start === undefined ? undefined : await measureStage(stack, start, records, line.tell);
      measured.push({ records, library, stage });
    }
  const summaries: Summary[] = [];
  for (const records of sizes) {
    line.tell('counting pairs');
    const ofSize = measured.filter((run) => run.records === records);
    const summary = summarise(ofSize, pairsPerRecord(records, atEnd(records), model));
    summaries.push(summary);
    say(summaryText(summary));
  }
  const ratio = costRatio(summaries);
  const after = machine();
  if (ratio !== undefined)
    say(`A record costs ${String(ratio)} times as much in the largest registry as in the smallest.`);
  say(machineText(before, after));
  if (json === true) {
    const report = { sizes: summaries, costRatio: ratio, machine: before, loadAfter: after.load };
    process.stdout.write(`${JSON.stringify(report)}\n`);
  }
} finally {
  line.clear();
  await stack.stop();
}
