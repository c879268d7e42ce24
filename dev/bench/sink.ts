import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { wholeNumber } from '../../runtime/cli/wholeNumber.ts';
import { defaultStackDirectory } from '../stack/places.ts';
import { startStack } from '../stack/startStack.ts';
import { runBench } from './sink/bench.ts';
import { ratioTable, summaryTable } from './sink/print.ts';
import { candidateNames, type CandidateName } from './sink/run.ts';
import { streamNames, type StreamName } from './sink/streams.ts';
import { ratiosOf, summarise } from './sink/summary.ts';

interface Options {
  readonly records: number;
  readonly runs: number;
  readonly only: readonly CandidateName[];
  readonly streams: readonly StreamName[];
  readonly profile?: string;
  readonly json?: boolean;
}

const options = new Command('bench:sink')
  .description(
    'Measures the PostgreSQL sink beside Kafka Connect with the Debezium JDBC sink, and beside what the same PostgreSQL\n' +
      'takes without a sink: the same people, the same broker and database, all of them in turn in every round.\n\n' +
      'With --json each run is a line, and the last line has the ratios: fromStart, warm and limit without audit,\n' +
      'withAudit with everything on. A run of less than 500,000 records measures mostly how programs start.',
  )
  .option('--records <number>', 'records of each stream', wholeNumber(1000), 500_000)
  .option('--runs <number>', 'rounds', wholeNumber(1), 5)
  .addOption(new Option('--only <what...>', 'measure only these').choices(candidateNames).default(candidateNames))
  .addOption(new Option('--streams <what...>', 'only these streams').choices(streamNames).default(streamNames))
  .option('--profile <folder>', "write profiles of the sink's processor time (.cpuprofile)")
  .option('--json', 'figures for a program')
  .parse()
  .opts<Options>();

const interactive = process.stderr.isTTY;
const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const stack = await startStack({ directory: join(defaultStackDirectory, 'bench'), lifetime: 'starter', fresh: true });
try {
  const { records, runs: rounds, only: candidates, streams, profile } = options;
  const profiles = profile === undefined ? undefined : resolve(profile);
  const told = (text: string): void => {
    if (interactive) process.stderr.write(`\r\u001b[K${text}`);
  };
  const runs = await runBench(stack, { records, rounds, candidates, streams, profiles, told }, (run) => {
    if (options.json === true) say(JSON.stringify(run));
  });
  if (interactive) process.stderr.write('\r\u001b[K');
  const byStream = streams.map((stream) => [stream, ratiosOf(runs.filter((run) => run.stream === stream))] as const);
  const whole = ratiosOf(runs);
  if (options.json === true) {
    say(JSON.stringify({ ...whole, streams: Object.fromEntries(byStream), figures: summarise(runs) }));
  } else {
    say(summaryTable(summarise(runs)));
    say(`\n${ratioTable([...byStream, ['all', whole]])}`);
  }
} finally {
  await stack.stop();
}
