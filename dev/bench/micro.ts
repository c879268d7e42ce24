import { Command } from 'commander';
import { Bench } from 'tinybench';
import { wholeNumber } from '../../runtime/cli/wholeNumber.ts';
import { table } from '../../runtime/cli/output.ts';
import { microTasks, type MicroTask } from './micro/tasks.ts';
import { machine, machineText } from './shared/machine.ts';
import { progressLine } from './shared/progress.ts';
import { rounded, spread, spreadText, type Spread } from './shared/spread.ts';

interface Options {
  readonly records: number;
  readonly runs: number;
  readonly only?: readonly string[];
  readonly json?: boolean;
}

/** Passes before the first that counts: until then the code is still being compiled. */
const WARM_UP = 3;

/** Microseconds a record, over the passes. */
const measure = async ({ name, count, prepare, pass }: MicroTask, runs: number): Promise<Spread | undefined> => {
  const bench = new Bench({ iterations: runs, time: 0, warmupIterations: WARM_UP, warmupTime: 0, retainSamples: true });
  bench.add(name, pass, prepare === undefined ? {} : { beforeEach: prepare });
  await bench.run();
  const result = bench.getTask(name)?.result;
  if (result === undefined || !('latency' in result))
    throw new Error(`${name} could not be measured`, { cause: result });
  return spread((result.latency.samples ?? []).map((milliseconds) => (milliseconds * 1000) / count));
};

const { records, runs, only, json } = new Command('bench:micro')
  .description(
    'Measures what a single record costs in each kind of work, in one process, without Kafka or PostgreSQL: mapping,\n' +
      'deciding, encoding, decoding, normalising, comparing. The people are those of the simulator. Each run is a pass over\n' +
      'all of them; figures are microseconds a record, the median of the runs and from where to where they went.',
  )
  .option('--records <number>', 'people that each pass works on', wholeNumber(100), 10_000)
  .option('--runs <number>', 'passes', wholeNumber(1), 15)
  .option('--only <name...>', 'only these kinds of work')
  .option('--json', 'figures for a program: the last line')
  .parse()
  .opts<Options>();

const line = progressLine();
const before = machine();
line.tell('inventing people');
const all = await microTasks(records);
const chosen = all.filter(({ name }) => only?.includes(name) ?? true);
if (chosen.length === 0) {
  process.stderr.write(`There are: ${all.map(({ name }) => name).join(', ')}.\n`);
  process.exit(1);
}
const figures: (MicroTask & { readonly microseconds: Spread | undefined })[] = [];
for (const task of chosen) {
  line.tell(task.name);
  figures.push({ ...task, microseconds: await measure(task, runs) });
}
line.clear();
const after = machine();
if (json === true) {
  const byName = figures.map(({ name, count, unit, microseconds }) => {
    const { least = 0, median = 0, most = 0 } = microseconds ?? {};
    return [name, { unit, count, least: rounded(least), median: rounded(median), most: rounded(most) }];
  });
  const report = {
    records,
    runs,
    machine: before,
    loadAfter: after.load,
    microseconds: Object.fromEntries(byName) as unknown,
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
} else {
  const rows = figures.map(({ name, what, unit, microseconds }) => [name, spreadText(microseconds), unit, what]);
  process.stdout.write(`${table(['work', 'microseconds', 'per', 'what'], rows)}\n${machineText(before, after)}\n`);
}
