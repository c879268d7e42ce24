import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { createPool } from '../../../runtime/postgres/index.ts';
import { patientPool, rebuild, type RebuildReport } from '../../../runtime/rebuild/index.ts';
import type { Group, Registrant } from '../../../schemas/generated/types.ts';
import type { Stack } from '../../stack/startStack.ts';
import { onBenchGround, type BenchGround } from './ground.ts';
import { inventStates } from './people.ts';
import { plainCopy, type CopyLimit } from './plainCopy.ts';

/** What is measured, and with what. */
export interface Measurement {
  readonly people: number;
  readonly workers: number;
  readonly partitions: number;
  /** Who writes the registry that is compared: the sink, or, quicker, a rebuild, which then says nothing of the sink. */
  readonly live: 'sink' | 'rebuild';
}

/** What was measured. Times in milliseconds. */
export interface Figures extends Measurement {
  /** The registry that the sink wrote is what the rebuild makes of the topics, before and after the exchange. */
  readonly equal: boolean;
  readonly peoplePerSecond: number;
  /** Plain COPY and the same indexes, over the rebuild: 1 is as fast as COPY. */
  readonly ratioToCopy: number;
  /** Plain COPY alone over reading alone, both without indexes. */
  readonly ratioOfReading: number;
  readonly swapMs: number;
  readonly rebuildMs: number;
  readonly readMs: number;
  /** Processor time of this process during the rebuild, without PostgreSQL's: what a busy machine does not distort. */
  readonly rebuildCpuMs: number;
  readonly copyMs: number;
  readonly copyIndexMs: number;
  readonly diffMs: number;
}

const run = (
  { deployment, config }: BenchGround,
  pool: Pool,
  workers: number,
  then: 'compare' | 'swap' | 'verify',
  assumeApplied = false,
): Promise<RebuildReport> =>
  rebuild(
    {
      deployment: config.deployment,
      topicPrefix: config.kafka.topicPrefix,
      kafka: deployment.kafka,
      codec: deployment.codec,
      pool,
      uniqueKinds: config.uniqueMembershipKinds,
      workers,
      skipUnreadable: false,
      assumeApplied,
      points: () => undefined,
      onProgress: () => undefined,
      signal: new AbortController().signal,
    },
    { then, sample: 0, acceptLosses: false },
  );

const inPool = async <T>(ground: BenchGround, workers: number, use: (pool: Pool) => Promise<T>): Promise<T> => {
  const pool = createPool(ground.deployment.postgres, patientPool(workers), () => undefined);
  try {
    return await use(pool);
  } finally {
    await pool.end();
  }
};

const limitOf = async (pool: Pool, workers: number): Promise<CopyLimit> => {
  const directory = mkdtempSync(join(tmpdir(), 'registry-stream-bench-'));
  try {
    return await plainCopy(pool, directory, workers);
  } finally {
    rmSync(directory, { recursive: true });
  }
};

/** A newer state of the first person, which the sink has to apply after the exchange. */
const changedState = (people: number): readonly (Registrant | Group)[] =>
  [...inventStates(1)].slice(0, 1).map((state) => ({ ...state, version: people + 1, area: 'moved' }));

const hundredth = (value: number): number => Math.round(value * 100) / 100;

/**
 * Puts invented people into topics, lets the real sink write the registry, and measures the rebuild of it beside the plain
 * COPY of the same rows, then an exchange under the running sink.
 *
 * @param told what is being done
 */
export const measure = (stack: Stack, measurement: Measurement, told: (text: string) => void): Promise<Figures> =>
  onBenchGround(stack, measurement.partitions, async (ground) => {
    const { people, workers } = measurement;
    await ground.publish(inventStates(people), (states) => {
      told(`${states.toLocaleString('en')} states published`);
    });
    const left = (count: number): void => {
      told(`${count.toLocaleString('en')} left for the sink`);
    };
    return inPool(ground, workers, async (pool) => {
      if (measurement.live === 'sink') {
        const sink = ground.startSink();
        await ground.untilApplied(left);
        await sink.stop();
      } else {
        told('filling the registry');
        await run(ground, pool, workers, 'swap', true);
      }
      told('plain COPY');
      const limit = await limitOf(pool, workers);
      told('rebuild');
      const busy = process.cpuUsage();
      const built = await run(ground, pool, workers, 'compare');
      const { user, system } = process.cpuUsage(busy);
      told('exchange under a running sink');
      const sink = ground.startSink();
      const swapped = await run(ground, pool, workers, 'swap');
      await ground.publish(changedState(people), () => undefined);
      await ground.untilApplied(left);
      await sink.stop();
      const after = await run(ground, pool, workers, 'verify');
      const rebuildMs = built.buildMilliseconds;
      return {
        ...measurement,
        rebuildMs,
        readMs: built.readMilliseconds,
        rebuildCpuMs: Math.round((user + system) / 1000),
        copyMs: limit.copy,
        copyIndexMs: limit.index,
        diffMs: built.comparison.milliseconds,
        equal: built.comparison.equal && swapped.comparison.equal && after.comparison.equal,
        peoplePerSecond: Math.round((people * 1000) / rebuildMs),
        ratioToCopy: hundredth((limit.copy + limit.index) / rebuildMs),
        ratioOfReading: hundredth(limit.copy / built.readMilliseconds),
        swapMs: swapped.swapped?.milliseconds ?? Number.NaN,
      };
    });
  });
