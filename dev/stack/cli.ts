import { resolve } from 'node:path';
import { Command } from 'commander';
import { EtlError } from '../../core/errors.ts';
import { endStack } from './endStack.ts';
import { defaultStackDirectory } from './places.ts';
import { describeEnvironment, describeReport, reportStatus } from './reportStatus.ts';
import { startStack } from './startStack.ts';

interface StatusOptions {
  readonly json?: true;
  readonly env?: true;
}

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const directoryOf = (command: Command): string => resolve(command.optsWithGlobals<{ directory: string }>().directory);

const up = async (_options: unknown, command: Command): Promise<void> => {
  const directory = directoryOf(command);
  await startStack({
    directory,
    lifetime: 'detached',
    onProgress: ({ what, text, seconds }) => {
      print(`${seconds.toFixed(1).padStart(6)} s  ${what}: ${text}`);
    },
  });
  print(describeReport(await reportStatus(directory)));
};

const down = async (_options: unknown, command: Command): Promise<void> => {
  const directory = directoryOf(command);
  await endStack(directory, { discard: false });
  print('The stack is down. What it stored is kept: up brings it back, reset discards it.');
};

const reset = async (_options: unknown, command: Command): Promise<void> => {
  const directory = directoryOf(command);
  await endStack(directory, { discard: true });
  print('The stack is down and what it stored is gone; the downloaded libraries are kept.');
};

const status = async ({ json, env }: StatusOptions, command: Command): Promise<void> => {
  const directory = directoryOf(command);
  const report = await reportStatus(directory);
  if (json) print(JSON.stringify(report, null, 2));
  else print(env ? describeEnvironment(report) : describeReport(report));
  if (!report.running) process.exitCode = 1;
};

const program = new Command('npm run stack --')
  .description(
    'A real Apache Kafka, a schema registry and a PostgreSQL on this machine, without Docker.\n' +
      'They listen on free ports of 127.0.0.1 and run in the background until "down".',
  )
  .option(
    '-d, --directory <path>',
    'the folder of the stack; those of different folders run side by side',
    defaultStackDirectory,
  )
  .addHelpText(
    'after',
    `
A stack keeps everything in its folder: data/, logs/ and status.json. Downloads go to .stack/lib of the checkout.

Services of your own win; what is set here is not started:
  REGISTRY_STREAM_KAFKA_BROKERS        host:port[,host:port]
  REGISTRY_STREAM_SCHEMA_REGISTRY_URL  for example http://127.0.0.1:8080/apis/ccompat/v7
  REGISTRY_STREAM_POSTGRES_URL         postgres://user:password@host:5432/database

Examples:
  npm run stack -- up
  npm run -s stack -- status --json
  eval "$(npm run -s stack -- status --env)" && psql "$REGISTRY_STREAM_POSTGRES_URL"`,
  )
  .showHelpAfterError();

program.command('up').description('start what is not running yet, wait until all answer').action(up);
program.command('down').description('stop everything, keep what it stored').action(down);
program
  .command('status')
  .description('addresses and whether they answer; exit code 1 if something is down')
  .option('--json', 'for programs')
  .option('--env', 'as shell commands that set the three variables')
  .action(status);
program.command('reset').description('stop everything and discard what it stored').action(reset);

try {
  await program.parseAsync();
} catch (thrown) {
  if (!(thrown instanceof EtlError)) throw thrown;
  process.stderr.write(`${thrown.message}\n`);
  process.exitCode = 1;
}
