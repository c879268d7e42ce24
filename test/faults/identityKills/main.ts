import { join } from 'node:path';
import { Command } from 'commander';
import { wholeNumber } from '../../../runtime/cli/wholeNumber.ts';
import { tell } from '../tell.ts';
import { startGround } from '../world/ground.ts';
import { bundleProgram } from '../world/program.ts';
import { killShow } from './killShow.ts';
import type { KillShowResult } from './killShow.ts';

interface Options {
  readonly records: number;
  readonly kills: number;
  readonly zombies: number;
  readonly seed: number;
  readonly json?: boolean;
}

const described = (result: KillShowResult): string => {
  const { counts } = result.disturbed;
  return [
    `${String(result.records)} records, seed ${String(result.seed)}`,
    `  processes killed     ${String(result.kills.owner)} that had the partition, ${String(result.kills.standby)} that stood by`,
    `  zombies              ${String(result.zombies)} woke up after another had gone on`,
    `  takeovers            ${String(result.takeovers)}`,
    `  ended by themselves  ${String(result.ownEndings)}`,
    `  seconds              ${String(result.seconds.undisturbed)} undisturbed, ${String(result.seconds.disturbed)} disturbed`,
    `  registrants, groups  ${String(counts.registrants)}, ${String(counts.groups)}`,
    `  decisions            ${String(counts.decisions)}`,
    `  events               ${String(counts.messages)}, published twice: ${String(counts.repeated)}`,
    result.differences.length === 0
      ? 'the same entities, the same edges, every event once'
      : `DIFFERENT:\n${result.differences.map((one) => `  ${one}`).join('\n')}`,
  ].join('\n');
};

const run = async ({ records, kills, zombies, seed, json }: Options): Promise<void> => {
  tell('starting Kafka, schema registry and PostgreSQL');
  const ground = await startGround('identity-kills');
  let result: KillShowResult;
  try {
    const { broker, stack } = ground;
    const services = {
      broker,
      schemaRegistryUrl: stack.schemaRegistry.url,
      postgresUrl: stack.postgres.url,
      directory: join(stack.directory, 'resolvers'),
    };
    const program = await bundleProgram('identity-kills');
    result = await killShow({ services, program, records, kills, zombies, seed, tell });
  } finally {
    await ground.stop();
  }
  process.stdout.write(`${json === true ? JSON.stringify(result) : described(result)}\n`);
  if (result.differences.length > 0) process.exitCode = 1;
};

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    tell(`${signal}: ending at once; the services end with this process`);
    process.exit(130);
  });

await new Command('npm run test:identity-kills --')
  .description(
    'Takes one invented log through the real resolver twice, on a Kafka, a schema registry and a PostgreSQL of its own:\n' +
      'undisturbed, and with its processes killed and frozen at random while the records stream. Compares every row of\n' +
      'its tables and every event that it published. Exit code 1: they differ.',
  )
  .option('--records <number>', 'length of the log', wholeNumber(500), 60_000)
  .option('--kills <number>', 'how many processes are killed (SIGKILL)', wholeNumber(0), 32)
  .option('--zombies <number>', 'how many are frozen until another has gone on (SIGSTOP, SIGCONT)', wholeNumber(0), 3)
  .option('--seed <number>', 'the same seed gives the same log and the same places in it', wholeNumber(1), 1)
  .option('--json', 'the result as one JSON document, for programs')
  .action(run)
  .parseAsync();
