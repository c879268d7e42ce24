import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { durationOf } from '../../runtime/config/pace.ts';
import { wholeNumber } from '../../runtime/cli/wholeNumber.ts';
import { defaultStackDirectory } from '../stack/places.ts';
import { startStack } from '../stack/startStack.ts';
import { measureHops } from './endToEnd/hops.ts';
import { hopsText, wholeText } from './endToEnd/print.ts';
import { measureWhole, type Whole } from './endToEnd/whole.ts';
import { machine, machineText } from './shared/machine.ts';
import { wholeNumbers } from './shared/numbers.ts';
import { buildProgram } from './shared/program.ts';
import { progressLine } from './shared/progress.ts';
import { startSimulatorProcess } from './sources/simulatorProcess.ts';

interface Options {
  readonly people: number;
  readonly workers: readonly number[];
  readonly changesPerSecond: number;
  readonly seconds: number;
  readonly every: string;
  readonly hops: boolean;
  readonly profile?: string;
  readonly json?: boolean;
}

const options = new Command('bench:end-to-end')
  .description(
    'Measures the whole way of people from a social registry into PostgreSQL with its audit: simulator, source, resolver\n' +
      'and sink in processes of their own, as `registry-stream run` starts them, with a real Kafka, schema registry and\n' +
      'PostgreSQL on the same machine. First each hop on its own, then everything at once with 1, 2 and 4 processes for the\n' +
      'sink, then how long a change takes to its row at a steady pace of changes.\n\n' +
      'The source and the resolver have one process each whatever --workers says: a source has one worker, and the log one\n' +
      'partition. Latency is told from the change in the simulator, which waits for the next poll (--every), and from its\n' +
      'publication in the log. Rates are from the first page asked for to the last row and audit event.',
  )
  .option('--people <number>', 'about so many in the registry', wholeNumber(1000), 100_000)
  .option('--workers <numbers>', 'processes that run the sink: one or several numbers', wholeNumbers(1), [1, 2, 4])
  .option('--changes-per-second <number>', 'pace at which the registry changes; 0: no latency', wholeNumber(0), 500)
  .option('--seconds <number>', 'for so long', wholeNumber(1), 60)
  .option('--every <pause>', 'pause between two polls, such as 1s or 250ms', '1s')
  .option('--no-hops', 'only everything at once')
  .option('--profile <folder>', 'write profiles of the processor time of each process (.cpuprofile)')
  .option('--json', 'figures for a program: the last line')
  .parse()
  .opts<Options>();

const { people, workers, changesPerSecond: perSecond, seconds, every, json } = options;
if (durationOf(every) === undefined) {
  process.stderr.write('--every must be a number and a unit, such as 1s or 250ms.\n');
  process.exit(1);
}
const line = progressLine();
const say = (text: string): void => {
  line.clear();
  if (json !== true) process.stdout.write(`${text}\n\n`);
};
const before = machine();
const profiles = options.profile === undefined ? undefined : resolve(options.profile);
line.tell('starting Kafka, the schema registry and PostgreSQL');
const stack = await startStack({ directory: join(defaultStackDirectory, 'bench'), lifetime: 'starter', fresh: true });
try {
  const start = await buildProgram(profiles);
  line.tell('inventing people');
  const simulator = await startSimulatorProcess(people, { realTime: true, profiles });
  try {
    const setting = { stack, simulator, start, every, told: line.tell };
    const hops = options.hops ? await measureHops(setting) : undefined;
    if (hops !== undefined) say(hopsText(hops));
    const whole: Whole[] = [];
    for (const count of workers) {
      // The registry is another one afterwards: only the last run may let it change.
      const changing = perSecond > 0 && count === workers.at(-1);
      whole.push(await measureWhole(setting, count, changing ? { perSecond, seconds } : undefined));
      say(whole.slice(-1).map(wholeText).join(''));
    }
    const after = machine();
    say(machineText(before, after));
    if (json === true)
      process.stdout.write(`${JSON.stringify({ hops, whole, every, machine: before, loadAfter: after.load })}\n`);
  } finally {
    await simulator.stop();
  }
} finally {
  line.clear();
  await stack.stop();
}
