import { existsSync, readFileSync } from 'node:fs';
import { endService } from './endStack.ts';
import { isMarked, markOf } from './processes.ts';
import type { Service, StartContext } from './services/service.ts';
import { stackError } from './stackError.ts';
import type { ServiceProcess } from './status.ts';
import { waitUntil } from './waitUntil.ts';

const READY_WITHIN_MS = 90_000;
const RETRIES = 2;
/** Of one whose port was taken in the seconds between finding it free and listening on it, as on a busy machine. */
const RETRIES_OF_PORTS = 5;
/** How long a living process may take to answer again, for example after its database came back. */
const RECOVERY_MS = 10_000;

const lastLines = (log: string, count = 15): string =>
  existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').slice(-count).join('\n') : '';

/** Kafka and PostgreSQL say the first, the schema registry the second. */
const portWasTaken = (log: string): boolean => /address already in use|seems to be in use/i.test(lastLines(log, 60));

/**
 * Whether the recorded process lives, is ours and answers.
 *
 * @param patienceMs how long it may take to answer, in milliseconds
 */
export const isUp = async (
  directory: string,
  service: Pick<Service, 'name' | 'isReady'>,
  process: ServiceProcess | undefined,
  patienceMs = 0,
): Promise<boolean> => {
  if (process === undefined || !isMarked(process.pid, markOf(directory, service.name))) return false;
  return waitUntil(() => service.isReady(process), patienceMs);
};

const startOnce = async <Context extends StartContext>(
  service: Service<Context>,
  context: Context,
  record: (process: ServiceProcess) => void,
): Promise<{ readonly process: ServiceProcess; readonly outcome: 'ready' | 'ended' | 'silent' }> => {
  const process = await service.start(context);
  record(process);
  const mark = markOf(context.directory, service.name);
  const isRunning = (): boolean => isMarked(process.pid, mark);
  const decided = await waitUntil(async () => !isRunning() || (await service.isReady(process)), READY_WITHIN_MS);
  if (!isRunning()) return { process, outcome: 'ended' };
  return { process, outcome: decided ? 'ready' : 'silent' };
};

/**
 * Starts a service unless it is up, and waits until it answers. One that ends while starting gets two more tries, since
 * children of a Postgres that was killed may hold its memory for another moment; and five when its port was taken since it
 * was found free.
 *
 * @param record called as soon as the process exists, before it answers
 * @returns the process, and whether it had to be started
 * @throws EtlError STACK_NOT_READY with the end of its log if it ends or does not answer within 90 s
 */
export const startService = async <Context extends StartContext>(
  service: Service<Context>,
  context: Context,
  record: (process: ServiceProcess) => void,
): Promise<{ readonly process: ServiceProcess; readonly started: boolean }> => {
  const { directory, previous } = context;
  if (previous !== undefined && (await isUp(directory, service, previous, RECOVERY_MS))) {
    return { process: previous, started: false };
  }
  await endService(directory, service.name);
  let last = await startOnce(service, context, record);
  const retries = (): number => (portWasTaken(last.process.log) ? RETRIES_OF_PORTS : RETRIES);
  for (let retry = 0; last.outcome === 'ended' && retry < retries(); retry += 1) {
    last = await startOnce(service, context, record);
  }
  const { process, outcome } = last;
  if (outcome === 'ready') return { process, started: true };
  await endService(directory, service.name);
  throw stackError(
    'STACK_NOT_READY',
    `${service.name} ${outcome === 'ended' ? 'ended while starting' : 'did not answer within 90 s'}; ` +
      `the end of ${process.log}:\n${lastLines(process.log)}`,
  );
};
