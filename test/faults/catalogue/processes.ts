import { setTimeout as pause } from 'node:timers/promises';
import { sourcePoints, stagePoints } from '../../../runtime/faultPoint.ts';
import { waitFor } from '../../support/stack.ts';
import type { Role } from '../world/worker.ts';
import type { Station, World } from '../world/world.ts';
import type { FaultKind, PlannedFault } from './fault.ts';

/** Longer than the session timeout of the workers, which is three seconds: others have taken over by then. */
const PAST_THE_SESSION = 4_500;
const ARMED_DEADLINE = 90_000;

const roles = ['source', 'processor', 'sink'] as const;

const stationOf = (world: World, role: Role, index: number): Station => {
  const stations = world.of(role);
  const station = stations[index % stations.length];
  if (station === undefined) throw new Error(`the world has no ${role}`);
  return station;
};

/** Sends the process a signal that ends it, and waits until it is gone. */
const end = async ({ worker }: Station, signal: NodeJS.Signals): Promise<void> => {
  const pid = worker.pid;
  worker.signal(signal);
  await waitFor(`${worker.name} to end`, () => Promise.resolve(worker.pid !== pid), 20_000);
};

/** One worker of any role is ended by a signal. */
const ended = (kind: 'SIGKILL' | 'SIGTERM', weight: number): FaultKind => ({
  kind,
  weight,
  short: true,
  draw: (random) => {
    const role = random.pick(roles);
    const index = random.integer(0, 1);
    return {
      detail: `${role} ${String(index + 1)}`,
      uses: [role],
      inject: (world) => end(stationOf(world, role, index), kind),
    };
  },
});

const kill = ended('SIGKILL', 4);

const terminate = ended('SIGTERM', 3);

/**
 * Starts a worker that stops itself at a point, and waits until it has. The others of its role are away meanwhile: they
 * would hold what it needs to come to the point.
 */
const stopAtPoint = async (
  world: World,
  { role, index, setting }: { readonly role: Role; readonly index: number; readonly setting: string },
  hasStopped: (armed: Station, pid: number | undefined) => boolean,
): Promise<Station> => {
  const armed = stationOf(world, role, index);
  const others = world.of(role).filter((other) => other !== armed);
  armed.worker.arm(setting);
  for (const { worker } of others) worker.hold();
  try {
    await end(armed, 'SIGKILL');
    await waitFor(`${armed.worker.name} to start`, () => Promise.resolve(armed.worker.pid !== undefined));
    const pid = armed.worker.pid;
    await waitFor(
      `${armed.worker.name} to stop at ${setting}`,
      () => Promise.resolve(hasStopped(armed, pid)),
      ARMED_DEADLINE,
    );
  } catch (thrown) {
    // It must not stop later, when nobody would wake it.
    armed.worker.signal('SIGKILL');
    throw thrown;
  } finally {
    for (const { worker } of others) worker.start();
  }
  return armed;
};

const killAt = (kind: string, role: Role, points: readonly string[], weight: number): FaultKind => ({
  kind,
  weight,
  short: true,
  draw: (random) => {
    const point = random.pick(points);
    // A worker takes over, and opens, no more often than it has to.
    const passage = /^takeover|after-open/.test(point) ? 1 : random.integer(1, 3);
    const index = random.integer(0, 1);
    return {
      detail: `${role} at ${point}, passage ${String(passage)}`,
      uses: [role],
      inject: async (world) => {
        const at = { role, index, setting: `${point}:${String(passage)}` };
        await stopAtPoint(world, at, ({ worker }, pid) => worker.pid !== pid);
      },
    };
  },
});

const wake = async ({ worker }: Station): Promise<void> => {
  try {
    await pause(PAST_THE_SESSION);
  } finally {
    worker.signal('SIGCONT');
  }
};

const zombie: FaultKind = {
  kind: 'SIGSTOP, SIGCONT',
  weight: 3,
  short: true,
  draw: (random) => {
    const role = random.pick(roles);
    const index = random.integer(0, 1);
    return {
      detail: `${role} ${String(index + 1)} for ${String(PAST_THE_SESSION)} ms`,
      uses: [role],
      inject: async (world) => {
        const station = stationOf(world, role, index);
        station.worker.signal('SIGSTOP');
        await wake(station);
      },
    };
  },
};

/** Frozen between the last check and the effect; awake again when another has long taken over. */
const zombieAtPoint: FaultKind = {
  kind: 'SIGSTOP between check and effect',
  weight: 4,
  draw: (random) => {
    const role = random.pick(roles);
    const point = random.pick(
      role === 'source' ? (['source.before-publish'] as const) : (['stage.before-claim', 'relay.before-send'] as const),
    );
    const passage = random.integer(1, 3);
    const index = random.integer(0, 1);
    return {
      detail: `${role} at ${point}, passage ${String(passage)}`,
      uses: [role],
      inject: async (world) => {
        const at = { role, index, setting: `${point}:${String(passage)}:SIGSTOP` };
        const armed = await stopAtPoint(world, at, ({ worker }) => worker.isStopped());
        try {
          // The source has nobody to stand by: another one takes it over while it is frozen.
          if (role === 'source') await withGuest(world, 'source', () => pause(PAST_THE_SESSION));
          else await pause(PAST_THE_SESSION);
        } finally {
          armed.worker.signal('SIGCONT');
        }
      },
    };
  },
};

let guests = 0;

/** Lets a further worker work for a while. */
const withGuest = async (world: World, role: Role, while_: () => Promise<unknown>): Promise<void> => {
  guests += 1;
  const guest = await world.station(role, `guest-${String(guests)}`);
  guest.worker.start();
  try {
    await while_();
  } finally {
    guest.worker.signal('SIGKILL');
    await world.dismiss(guest);
  }
};

const secondSource: FaultKind = {
  kind: 'second source worker',
  weight: 2,
  draw: (random) => {
    const lives = random.integer(2_000, 5_000);
    return {
      detail: `for ${String(lives)} ms`,
      uses: ['source'],
      // It stands by, and goes on in the other one's place when that is killed meanwhile.
      inject: (world) => withGuest(world, 'source', () => pause(lives)),
    };
  },
};

const storm: FaultKind = {
  kind: 'rebalance storm',
  weight: 2,
  draw: (random): PlannedFault => {
    const role = random.pick(['processor', 'sink'] as const);
    const rounds = random.integer(3, 5);
    return {
      detail: `${role}s, ${String(rounds)} members come and go, one each second`,
      uses: [role],
      inject: async (world) => {
        const leaving: Promise<void>[] = [];
        for (let round = 0; round < rounds; round += 1) {
          leaving.push(withGuest(world, role, () => pause(2_500)));
          await pause(1_000);
        }
        await Promise.all(leaving);
      },
    };
  },
};

/** Faults of the product's own processes. */
export const processFaults: readonly FaultKind[] = [
  kill,
  terminate,
  killAt('SIGKILL at a point of the source', 'source', sourcePoints, 5),
  killAt('SIGKILL at a point of the resolver', 'processor', stagePoints, 6),
  killAt('SIGKILL at a point of the sink', 'sink', stagePoints, 6),
  zombie,
  zombieAtPoint,
  secondSource,
  storm,
];
