import { waitUntil } from '../../stack/waitUntil.ts';
import type { Deployment } from '../../../runtime/deployment/deployment.ts';
import { onBenchGround } from '../shared/ground.ts';
import type { ProgramProcess } from '../shared/program.ts';
import { committedOf, endsOf, untilDrained } from '../shared/stages.ts';
import { sourceOf } from './configuration.ts';
import { countCosts, type Cost } from './costs.ts';
import { startSource } from './firstRun.ts';
import type { Setting } from './hops.ts';
import { measureLatency, type Latency, type Changes } from './latency.ts';

/** Milliseconds until all workers have their partitions. */
const STARTING = 120_000;

/** The whole way with everything at work at once. */
export interface Whole {
  /** Processes that run the sink. */
  readonly workers: number;
  readonly people: number;
  /** From the first page that the source asked for until the last row was in the registry and its audit event in Kafka. */
  readonly peoplePerSecond: number;
  /** From the same moment until the source, and the resolver, were done. */
  readonly sourcePerSecond: number;
  readonly resolverPerSecond: number;
  readonly rows: number;
  readonly auditEvents: number;
  readonly costs: Readonly<Record<string, Cost>>;
  readonly latency: Latency | undefined;
}

const untilReady = async (deployment: Deployment): Promise<void> => {
  const ready = await waitUntil(async () => {
    for (const stage of ['identity', 'registry'] as const)
      if ((await committedOf(deployment, stage)).size < (await endsOf(deployment, stage)).size) return false;
    return true;
  }, STARTING);
  if (!ready) throw new Error('the resolver and the sink did not take their partitions over');
};

const counted = async ({ query }: Deployment): Promise<{ readonly rows: number; readonly auditEvents: number }> => {
  const [found] = await query(
    `select (select count(*) from registry.registrant)::float8 as rows,
       (select count(*) from registry.audit_log)::float8 as "auditEvents"`,
    [],
  );
  const { rows = 0, auditEvents = 0 } = (found ?? {}) as { rows?: number; auditEvents?: number };
  if (rows === 0 || auditEvents < rows)
    throw new Error(`${String(rows)} registrants and ${String(auditEvents)} audit events: something was lost`);
  return { rows, auditEvents };
};

/**
 * Measures the whole way: simulator, source, resolver, sink and audit in processes of their own, all at once.
 *
 * @param workers processes that run the sink
 * @param changes then let the registry change at this pace; undefined: not
 */
export const measureWhole = (setting: Setting, workers: number, changes: Changes | undefined): Promise<Whole> => {
  const { stack, simulator, start, told } = setting;
  return onBenchGround(stack, [sourceOf(simulator.url, setting.every)], async ({ file, deployment }) => {
    told(`${String(workers)} workers: starting`);
    const resolver = start(['run', 'processor', '--config', file]);
    const sinks = Array.from({ length: workers }, () => start(['run', 'sink', '--config', file]));
    const running: ProgramProcess[] = [resolver, ...sinks];
    const safely = <T>(work: Promise<T>): Promise<T> => Promise.race([work, ...running.map(({ failed }) => failed)]);
    try {
      await safely(untilReady(deployment));
      const { source, firstRun } = startSource(start, file);
      running.push(source);
      const costs = countCosts(stack, {
        simulator: [simulator.pid],
        source: [source.pid],
        resolver: [resolver.pid],
        sink: sinks.map(({ pid }) => pid),
      });
      told(`${String(workers)} workers: first import`);
      const { published: people, startedAt, endedAt } = await safely(firstRun);
      const tell = (left: number): void => {
        told(`${String(workers)} workers: ${left.toLocaleString('en')} left`);
      };
      const resolved = await safely(untilDrained(deployment, 'identity', tell));
      const written = await safely(untilDrained(deployment, 'registry', tell));
      const perSecond = (ended: number): number => Math.round((people * 1000) / (ended - startedAt));
      const figures = {
        workers,
        people,
        peoplePerSecond: perSecond(written.endedAt),
        sourcePerSecond: perSecond(endedAt),
        resolverPerSecond: perSecond(resolved.endedAt),
        costs: costs(people),
        ...(await counted(deployment)),
      };
      if (changes === undefined) return { ...figures, latency: undefined };
      return { ...figures, latency: await safely(measureLatency(deployment, simulator.url, changes, told)) };
    } finally {
      await Promise.all(running.reverse().map((one) => one.stop()));
    }
  });
};
