import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { claimDirectory, releaseDirectory } from './claim.ts';
import { endService, endStack } from './endStack.ts';
import { placesOf } from './places.ts';
import type { ServiceName } from './places.ts';
import { ownAddresses } from './ownAddresses.ts';
import { signal } from './processes.ts';
import { startMissing } from './startMissing.ts';
import type { StackProgress } from './startMissing.ts';
import { readStatus } from './status.ts';
import { stackError } from './stackError.ts';

/** How to start a stack. */
export interface StackOptions {
  /** The stack's own folder; stacks in different folders run side by side. */
  readonly directory: string;
  /**
   * `starter`: the stack ends with this process, however that ends; if it was fresh, what it stored goes too.
   * `detached`: it stays until {@link Stack.stop}, or `npm run stack -- down`.
   */
  readonly lifetime: 'starter' | 'detached';
  /** Whether to begin with nothing stored; left out, what is there is kept. */
  readonly fresh?: boolean;
  /** Where to look for own addresses, which win over embedded services; left out, this process's variables. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Told of every step. */
  readonly onProgress?: (progress: StackProgress) => void;
}

/** Control of one service, for tests of what happens when it fails. */
export interface ServiceControl {
  /** The present process; undefined when the service is somebody else's. */
  readonly pid: () => number | undefined;
  /** Kills the process (SIGKILL) or sends it another signal, for example SIGSTOP; returns when a killed one is gone. */
  readonly kill: (name?: NodeJS.Signals) => Promise<void>;
  /** Starts it again, with the same port and what it had stored, and waits until it answers. */
  readonly start: () => Promise<void>;
  /** Kills and starts. */
  readonly restart: () => Promise<void>;
}

/** A stack that is up. */
export interface Stack {
  /** Its folder: the one asked for, or a neighbour if a living process has that one to itself. */
  readonly directory: string;
  readonly kafka: { readonly brokers: readonly string[] };
  /** The base of the Confluent-compatible interface. */
  readonly schemaRegistry: { readonly url: string };
  /** The registry's database; the user may create others. */
  readonly postgres: { readonly url: string };
  /** Whether any of the services was started here and now; false if all were up or are somebody else's. */
  readonly owned: boolean;
  readonly services: Readonly<Record<ServiceName, ServiceControl>>;
  /** Ends what the stack started; services of own addresses are left alone. */
  readonly stop: () => Promise<void>;
}

const guardianProgram = fileURLToPath(new URL('guardian.ts', import.meta.url));

/** As a file URL; mocha may load this file by `require`, where `import.meta.resolve` is missing. */
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** The guardian's pipe must not keep this process alive, nor must its end be awaited. */
const startGuardian = (directory: string, discard: boolean): ChildProcess => {
  const { logs } = placesOf(directory);
  mkdirSync(logs, { recursive: true });
  const log = openSync(join(logs, 'guardian.log'), 'a');
  const fate = discard ? 'discard' : 'keep';
  const args = ['--import', loader, guardianProgram, directory, fate, String(process.pid)];
  const guardian = spawn(process.execPath, args, { detached: true, cwd: '/', stdio: ['pipe', log, log] });
  closeSync(log);
  guardian.unref();
  // A pipe is a socket to Node, although the types know it as a writable stream only.
  if (guardian.stdin instanceof Socket) guardian.stdin.unref();
  return guardian;
};

/** By now it has had the seconds that the services took: if it could not start, nobody would end them. */
const checkGuardian = ({ exitCode, signalCode }: ChildProcess, directory: string): void => {
  if (exitCode === null && signalCode === null) return;
  throw stackError(
    'STACK_NOT_READY',
    `what ends the stack with its starter has ended itself; see ${join(placesOf(directory).logs, 'guardian.log')}`,
  );
};

const dismissGuardian = async (guardian: ChildProcess): Promise<void> => {
  if (guardian.exitCode !== null || guardian.signalCode !== null) return;
  guardian.ref();
  guardian.stdin?.end();
  await once(guardian, 'exit');
};

const controlOf = (directory: string, service: ServiceName, environment: NodeJS.ProcessEnv): ServiceControl => {
  const pid = (): number | undefined => readStatus(directory)[service]?.process?.pid;
  const kill = async (name: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
    const running = pid();
    if (running === undefined) {
      throw stackError('STACK_SERVICE_NOT_OURS', `${service} was not started by this stack, so it is not killed here`);
    }
    if (name === 'SIGKILL') await endService(directory, service, true);
    else signal(running, name);
  };
  const start = async (): Promise<void> => {
    await startMissing({ directory, addresses: ownAddresses(environment), only: service });
  };
  return { pid, kill, start, restart: () => kill().then(start) };
};

/**
 * Brings a stack up: starts what is not running yet, in parallel where it can, and waits until everything answers.
 *
 * @throws EtlError STACK_TOOL_MISSING without Java or Maven, STACK_NOT_READY with the end of a service's log,
 *   STACK_ADDRESS_WRONG for an own address that is none
 */
export const startStack = async (options: StackOptions): Promise<Stack> => {
  const { environment = process.env, fresh = false, lifetime, onProgress } = options;
  const wanted = resolve(options.directory);
  const directory = lifetime === 'starter' ? claimDirectory(wanted) : wanted;
  const addresses = ownAddresses(environment);
  if (fresh) {
    await endStack(directory, { discard: true });
    rmSync(placesOf(directory).logs, { recursive: true, force: true });
  }
  mkdirSync(directory, { recursive: true });
  const guardian = lifetime === 'starter' ? startGuardian(directory, fresh) : undefined;
  const stop = async (): Promise<void> => {
    await endStack(directory, { discard: fresh && lifetime === 'starter' });
    if (guardian === undefined) return;
    await dismissGuardian(guardian);
    releaseDirectory(directory);
  };
  try {
    const { status, started } = await startMissing({ directory, addresses, ...(onProgress && { onProgress }) });
    if (guardian !== undefined) checkGuardian(guardian, directory);
    const control = (service: ServiceName): ServiceControl => controlOf(directory, service, environment);
    return {
      directory,
      kafka: { brokers: status.kafka.brokers },
      schemaRegistry: { url: status.schemaRegistry.url },
      postgres: { url: status.postgres.url },
      owned: started,
      services: {
        kafka: control('kafka'),
        schemaRegistry: control('schemaRegistry'),
        postgres: control('postgres'),
      },
      stop,
    };
  } catch (thrown) {
    if (guardian !== undefined) await stop();
    throw thrown;
  }
};
