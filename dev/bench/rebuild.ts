import { join } from 'node:path';
import { Command, Option } from 'commander';
import { wholeNumber } from '../../runtime/cli/wholeNumber.ts';
import { defaultStackDirectory } from '../stack/places.ts';
import { startStack } from '../stack/startStack.ts';
import { measure, type Figures, type Measurement } from './rebuild/measure.ts';

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

const table = (figures: Figures): string =>
  [
    `${figures.people.toLocaleString('en')} people and their households, ${String(figures.workers)} workers`,
    `  rebuild                  ${seconds(figures.rebuildMs)}, ${figures.peoplePerSecond.toLocaleString('en')} people/s`,
    `    of which reading       ${seconds(figures.readMs)}`,
    `    processor time         ${seconds(figures.rebuildCpuMs)} of this process, comparison included`,
    `  plain COPY and indexes   ${seconds(figures.copyMs)} and ${seconds(figures.copyIndexMs)}`,
    `  of plain COPY            ${String(Math.round(figures.ratioToCopy * 100))} % (rows alone: ${String(Math.round(figures.ratioOfReading * 100))} %)`,
    `  comparison               ${seconds(figures.diffMs)}`,
    `  exchange stood still     ${String(figures.swapMs)} ms`,
    `  equal                    ${figures.equal ? 'yes' : 'NO'}`,
  ].join('\n');

const program = new Command('bench:rebuild')
  .description(
    'Measures the rebuild of an invented registry from its topics beside the plain COPY of the same rows in the same run,\n' +
      'its comparison, and an exchange under the running sink. On a real Kafka, schema registry and PostgreSQL.',
  )
  .option('--people <number>', 'how many; their households come on top', wholeNumber(100), 10_000)
  .option('--workers <number>', 'partitions that are read at once, and connections of COPY', wholeNumber(1), 2)
  .option('--partitions <number>', 'of the topics', wholeNumber(1), 4)
  .addOption(
    new Option('--live <by>', 'who writes the registry that is compared: the sink, or, much quicker, another rebuild')
      .choices(['sink', 'rebuild'])
      .default('sink'),
  )
  .option('--json', 'figures for a program')
  .action(async ({ json, ...measurement }: Measurement & { readonly json?: boolean }) => {
    const stack = await startStack({
      directory: join(defaultStackDirectory, 'bench-rebuild'),
      lifetime: 'starter',
      fresh: true,
    });
    try {
      const figures = await measure(stack, measurement, (text) => {
        if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
      });
      if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
      process.stdout.write(`${json === true ? JSON.stringify(figures) : table(figures)}\n`);
      if (!figures.equal) process.exitCode = 1;
    } finally {
      await stack.stop();
    }
  });

await program.parseAsync();
