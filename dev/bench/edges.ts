import { Command, InvalidArgumentError } from 'commander';
import type { Figures } from './edges/measure.ts';
import { measure } from './edges/measure.ts';

const wholeNumber = (text: string): number => {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1000) return number;
  throw new InvalidArgumentError('A whole number of at least 1000.');
};

const table = (figures: Figures): string =>
  [
    `${String(figures.records)} records, ${String(figures.edges)} edges, ${String(figures.silentBlocks)} silent blocks`,
    `  edges, whole run             ${String(figures.recordsPerSecond)} records/s`,
    `  edges, last tenth            ${String(figures.recordsPerSecondAtEnd)} records/s`,
    `  edges and clusters, last     ${String(figures.withClustersAtEnd)} records/s`,
    `  pairs weighed, last tenth    ${figures.pairsPerRecordAtEnd.toFixed(1)} a record`,
    `  memory with ids              ${String(figures.bytesPerRecord)} bytes a record`,
    `  slowest 1,000 records        ${String(figures.slowestBatch)} ms`,
    `  largest component            ${String(figures.largestComponent)} contents`,
    `  fill                         ${figures.fillSeconds.toFixed(1)} s`,
  ].join('\n');

/** Every batch until the code is warm is slower than what comes after; a small registry would show little else. */
const warmUp = 30_000;

const program = new Command('bench:edges')
  .description('Measures the edge index of identity resolution on an invented registry: speed, memory, time to fill.')
  .option('--records <number>', 'size of the registry', wholeNumber, 100_000)
  .option('--seed <number>', 'seed of the invented registry', Number, 1)
  .option('--json', 'figures for a program')
  .action((options: { readonly records: number; readonly seed: number; readonly json?: boolean }) => {
    measure(warmUp, options.seed + 1, () => undefined);
    const figures = measure(options.records, options.seed, (done) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${String(done)} of ${String(options.records)} records`);
    });
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    process.stdout.write(`${options.json === true ? JSON.stringify(figures) : table(figures)}\n`);
  });

program.parse();
