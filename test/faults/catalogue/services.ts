import { setTimeout as pause } from 'node:timers/promises';
import type { SupervisedWorker } from '../world/worker.ts';
import type { World } from '../world/world.ts';
import type { FaultKind } from './fault.ts';

const paused = (kind: string, service: 'kafka' | 'schemaRegistry' | 'postgres', weight: number): FaultKind => ({
  kind,
  weight,
  draw: (random) => {
    const milliseconds = random.integer(2_000, 6_000);
    return {
      detail: `for ${String(milliseconds)} ms`,
      uses: [service],
      inject: async ({ ground }) => {
        await ground.stack.services[service].kill('SIGSTOP');
        try {
          await pause(milliseconds);
        } finally {
          await ground.stack.services[service].kill('SIGCONT');
        }
      },
    };
  },
});

const brokerKilled: FaultKind = {
  kind: 'broker SIGKILL and restart',
  weight: 1,
  short: true,
  draw: () => ({
    detail: '',
    uses: ['kafka', 'postgres', 'schemaRegistry'],
    inject: ({ ground }) => ground.stack.services.kafka.restart(),
  }),
};

/** Workers that run have every schema they need; only one that starts misses the registry. */
const registryKilled: FaultKind = {
  kind: 'schema registry killed while workers start',
  weight: 1,
  draw: (random) => {
    const role = random.pick(['source', 'processor', 'sink'] as const);
    return {
      detail: `with the ${role}s`,
      uses: ['schemaRegistry', 'kafka', role],
      inject: async (world) => {
        const { schemaRegistry } = world.ground.stack.services;
        await schemaRegistry.kill('SIGKILL');
        for (const { worker } of world.of(role)) worker.signal('SIGKILL');
        await schemaRegistry.start();
      },
    };
  },
};

const registryAway: FaultKind = {
  kind: 'schema registry does not answer while workers start',
  weight: 2,
  draw: (random) => {
    const role = random.pick(['source', 'processor', 'sink'] as const);
    const milliseconds = random.integer(2_000, 5_000);
    return {
      detail: `for ${String(milliseconds)} ms, with the ${role}s`,
      uses: ['schemaRegistry', role],
      inject: async (world) => {
        const links = world.of(role).map(({ schemaRegistry }) => schemaRegistry);
        for (const link of links) link.silence();
        for (const { worker } of world.of(role)) worker.signal('SIGKILL');
        try {
          await pause(milliseconds);
        } finally {
          for (const link of links) link.clear();
        }
      },
    };
  },
};

const TRIES = 6;

/** Stops the workers of a stage at a moment at which all that they have published is marked as such. */
const stopQuietly = async (world: World, stage: string, workers: readonly SupervisedWorker[]): Promise<void> => {
  for (let tries = 0; tries < TRIES; tries += 1) {
    await Promise.all(workers.map((worker) => worker.stop()));
    const { rowCount } = await world.pool
      .query('select 1 from registry_stream.stream_offset where stage = $1 and published_offset < next_offset', [stage])
      .catch(() => ({ rowCount: null }));
    if (rowCount === 0) return;
    for (const worker of workers) worker.start();
    await pause(4_000);
  }
  throw new Error('the stage was never quiet: something was not marked as published');
};

/**
 * The workers take over with nothing but what PostgreSQL says of how far is published. Kafka forgets the offsets of a
 * group after seven quiet days: long after the last event was marked as published.
 */
const relayOffsetsExpired: FaultKind = {
  kind: 'relay offsets expired',
  weight: 2,
  draw: (random) => {
    const [role, stage] = random.pick([
      ['processor', 'identity'],
      ['sink', 'registry'],
    ] as const);
    return {
      detail: stage,
      uses: [role, 'kafka', 'postgres'],
      inject: async (world) => {
        const workers = world.of(role).map(({ worker }) => worker);
        await stopQuietly(world, stage, workers);
        try {
          const admin = await world.injections.admin();
          await admin.deleteGroups([`${world.name}.${stage}.relay`]).catch((thrown: unknown) => {
            // Nothing was ever published, or it has expired already.
            if (!JSON.stringify(thrown).includes('GROUP_ID_NOT_FOUND')) throw thrown;
          });
        } finally {
          for (const worker of workers) worker.start();
        }
      },
    };
  },
};

/** Faults of broker and schema registry. */
export const serviceFaults: readonly FaultKind[] = [
  brokerKilled,
  paused('broker paused', 'kafka', 2),
  relayOffsetsExpired,
  registryAway,
  registryKilled,
];
