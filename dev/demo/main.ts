import { Command, Option } from 'commander';
import { processOutput, reportFailure } from '../../runtime/cli/output.ts';
import { demonstrate } from './demonstrate.ts';

interface Options {
  readonly households: string;
  readonly seed: string;
  readonly keep?: boolean;
}

const program = new Command('demo')
  .description(
    'Starts a real Kafka, schema registry and Postgres, imports a simulated social registry, lets it change, and imports\n' +
      'again; exits 0 only if every count equals what the simulator knows to be true.',
  )
  .addOption(new Option('--households <number>', 'how many households the registry has').default('2000'))
  .addOption(new Option('--seed <number>', 'another registry for another seed').default('1'))
  .option('--keep', 'leave everything running for kcat, psql and a browser, until Ctrl-C');

const abort = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    abort.abort(new Error(`stopped by ${signal}`));
  });
}

const output = processOutput(false);
const { households, seed, keep } = program.parse().opts<Options>();
try {
  const failures = await demonstrate(
    { households: Number(households), seed: Number(seed), keep: keep ?? false },
    output,
    abort.signal,
  );
  if (failures > 0) {
    output.remark(`${String(failures)} counts differ from the truth`);
    process.exitCode = 1;
  }
} catch (error) {
  process.exitCode = abort.signal.aborted ? 130 : reportFailure(error, output);
}
