import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { readModel } from '../../processors/identity/linkage/index.ts';
import { defaultStackDirectory } from '../stack/places.ts';
import { startStack } from '../stack/startStack.ts';
import type { Figures } from './resolver/measure.ts';
import { measure } from './resolver/measure.ts';

const wholeNumber = (text: string): number => {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1000) return number;
  throw new InvalidArgumentError('A whole number of at least 1000.');
};

const table = (figures: Figures): string =>
  [
    `${String(figures.records)} records`,
    `  whole run                ${String(figures.recordsPerSecond)} records/s`,
    `  last tenth               ${String(figures.recordsPerSecondAtEnd)} records/s`,
    `  processor time, last     ${String(figures.processorTimeAtEnd)} microseconds a record`,
    `  memory                   ${String(figures.bytesPerRecord)} bytes a record`,
    `  reload                   ${figures.reloadSeconds.toFixed(1)} s, ${String(figures.reloadProcessorTime)} microseconds of processor time a record`,
    ...Object.entries(figures.decisions)
      .sort()
      .map(([kind, count]) => `  ${kind.padEnd(24)} ${String(count)}`),
  ].join('\n');

interface Options {
  readonly records: number;
  readonly model?: string;
  readonly json?: boolean;
}

const program = new Command('bench:resolver')
  .description(
    'Measures the resolver on an invented registry: normalising, weighing, deciding and all writes to a real PostgreSQL,\n' +
      'without Kafka.',
  )
  .option('--records <number>', 'size of the registry', wholeNumber, 10_000)
  .option('--model <file>', 'a model of identity train; without it the starter weighs')
  .option('--json', 'figures for a program')
  .action(async ({ records, model, json }: Options) => {
    const stack = await startStack({
      directory: join(defaultStackDirectory, 'bench'),
      lifetime: 'starter',
      fresh: true,
    });
    try {
      const used = model === undefined ? undefined : readModel(readFileSync(model, 'utf8'));
      const figures = await measure(stack.postgres.url, records, used, (done) => {
        if (process.stderr.isTTY) process.stderr.write(`\r${String(done)} of ${String(records)} records`);
      });
      if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
      process.stdout.write(`${json === true ? JSON.stringify(figures) : table(figures)}\n`);
    } finally {
      await stack.stop();
    }
  });

await program.parseAsync();
