import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../../dev/simulator/random.ts';
import type { FaultPlan } from '../../../dev/simulator/index.ts';
import type { Partner } from '../../../dev/simulator/partner.ts';
import { waitFor } from '../../support/stack.ts';
import type { World } from '../world/world.ts';
import type { Registry } from '../world/configuration.ts';
import type { FaultKind } from './fault.ts';

const HOUR_IN_DAYS = 1 / 24;
const STRUCK_DEADLINE = 30_000;

const registryOf = (world: World, index: number): Registry => {
  const registry = world.registries[index % world.registries.length];
  if (registry === undefined) throw new Error('the world has no registries');
  return registry;
};

/** Answers of the registry that are wrong. */
const answering = (kind: string, plan: (random: Random) => FaultPlan, short = false): FaultKind => ({
  kind: `registry: ${kind}`,
  weight: 1.5,
  short,
  draw: (random) => {
    const planned = plan(random);
    const index = random.integer(0, 1);
    return {
      detail: `${String(planned.count ?? 1)} times`,
      uses: [`registry ${String(index)}`],
      inject: async (world) => {
        const { simulator } = registryOf(world, index);
        simulator.faults.next(planned);
        await waitFor(
          'the fault to strike',
          () => Promise.resolve(simulator.faults.pending().length === 0),
          STRUCK_DEADLINE,
        );
      },
    };
  },
});

const pagesShifting: FaultKind = {
  kind: 'registry: pages shift while they are read',
  weight: 2,
  short: true,
  draw: (random) => {
    const rounds = random.integer(20, 40);
    const index = random.integer(0, 1);
    return {
      detail: `${String(rounds)} changes, one every 50 ms`,
      uses: [`registry ${String(index)}`],
      inject: async (world) => {
        for (let round = 0; round < rounds; round += 1) {
          world.churn.change(registryOf(world, index), 1);
          await pause(50);
        }
      },
    };
  },
};

const clockShifted: FaultKind = {
  kind: 'registry: clock an hour off',
  weight: 2,
  draw: (random) => {
    const sign = random.pick([-1, 1]);
    const index = random.integer(0, 1);
    return {
      detail: sign < 0 ? 'behind' : 'ahead',
      uses: [`registry ${String(index)}`],
      inject: async (world) => {
        const { clock } = registryOf(world, index).simulator;
        clock.advanceDays(sign * HOUR_IN_DAYS);
        await pause(3_000);
        clock.advanceDays(-sign * HOUR_IN_DAYS);
      },
    };
  },
};

const committedLate: FaultKind = {
  kind: 'registry: rows committed late',
  weight: 2,
  draw: (random) => {
    const rows = random.integer(3, 8);
    const index = random.integer(0, 1);
    return {
      detail: `${String(rows)} rows, an hour back`,
      uses: [`registry ${String(index)}`],
      inject: (world) => {
        world.churn.commitLate(registryOf(world, index), rows);
        return Promise.resolve();
      },
    };
  },
};

const placeOf = ({ address }: Partner): string | undefined => address?.split(', ').at(-1);

/** The place where most people live. */
const largestPlace = ({ simulator }: Registry): string | undefined => {
  const counts = new Map<string, number>();
  for (const partner of simulator.registry.store.all()) {
    const place = placeOf(partner);
    if (place !== undefined && place !== 'Quay') counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return [...counts].sort(([, left], [, right]) => right - left)[0]?.[0];
};

const heldBy = async (world: World, source: string, since: Date): Promise<boolean> => {
  const { rows } = await world.pool.query(
    `select 1 from registry.import_run_partition
      where source = $1 and phase = 'completed' and mode = 'complete' and started_at > $2 and withdrawals_held > 0`,
    [source, since],
  );
  return rows.length > 0;
};

const GUARD_DEADLINE = 150_000;

/** A complete scan that suddenly misses many: the guard must hold, which the checker sees by nobody being withdrawn. */
const hiding = (
  kind: string,
  hidden: (registry: Registry, random: Random) => (partner: Partner) => boolean,
): FaultKind => ({
  kind: `registry: complete scans miss ${kind}`,
  weight: 0.6,
  draw: (random) => {
    const own = random.fork('hidden');
    return {
      detail: 'until a guard holds',
      uses: ['registry 0'],
      inject: async (world) => {
        const registry = registryOf(world, 0);
        const { store } = registry.simulator.registry;
        const since = new Date();
        store.hide(hidden(registry, own));
        try {
          await waitFor('a guard to hold', () => heldBy(world, registry.name, since), GUARD_DEADLINE);
        } finally {
          store.hide();
        }
      },
    };
  },
});

/** Faults of the social registry. */
export const registryFaults: readonly FaultKind[] = [
  answering('429 with Retry-After', () => ({ kind: 'too-many-requests', count: 3, retryAfter: 1 }), true),
  answering('500', (random) => ({ kind: 'server-error', count: random.integer(1, 6) })),
  answering('no answer', () => ({ kind: 'timeout', count: 1 })),
  answering('truncated JSON', (random) => ({ kind: 'truncated', count: random.integer(1, 4) }), true),
  answering('connection broken in mid-answer', (random) => ({ kind: 'reset', count: random.integer(1, 4) })),
  answering('errors with status 200', (random) => ({ kind: 'errors-in-200', count: random.integer(1, 3) })),
  answering('token ends in mid-page', (random) => ({ kind: 'token-expired', count: random.integer(1, 2) })),
  pagesShifting,
  clockShifted,
  committedLate,
  hiding('60 % of the records', (_registry, random) => {
    const salt = random.integer(0, 9);
    return (partner) => (partner.id + salt) % 10 < 6;
  }),
  // Households stand where they are written down, which may be elsewhere: where few do, no guard could know of them.
  hiding('a whole area', (registry) => {
    const place = largestPlace(registry);
    return (partner) => !partner.isGroup && placeOf(partner) === place;
  }),
];
