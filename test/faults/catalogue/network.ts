import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../../dev/simulator/random.ts';
import { KAFKA_API } from '../../support/tcpProxy.ts';
import type { Link } from '../world/link.ts';
import type { World } from '../world/world.ts';
import type { FaultKind } from './fault.ts';

const roles = ['source', 'processor', 'sink'] as const;
const services = ['kafka', 'postgres'] as const;

interface Place {
  readonly role: (typeof roles)[number];
  readonly service: (typeof services)[number];
  readonly index: number;
}

const drawPlace = (random: Random): Place => {
  const role = random.pick(roles);
  // A source has no database.
  return { role, service: role === 'source' ? 'kafka' : random.pick(services), index: random.integer(0, 1) };
};

const linkOf = (world: World, { role, service, index }: Place): Link => {
  const stations = world.of(role);
  const station = stations[index % stations.length];
  if (station === undefined) throw new Error(`the world has no ${role}`);
  return station[service];
};

const disturbed = (
  kind: string,
  weight: number,
  disturb: (link: Link, random: Random) => void,
  milliseconds: readonly [number, number],
  short = false,
): FaultKind => ({
  kind,
  weight,
  short,
  draw: (random) => {
    const place = drawPlace(random);
    const time = random.integer(...milliseconds);
    const own = random.fork('disturbance');
    return {
      detail: `${place.role} ${String(place.index + 1)} to ${place.service} for ${String(time)} ms`,
      uses: [place.role],
      inject: async (world) => {
        const link = linkOf(world, place);
        disturb(link, own);
        try {
          await pause(time);
        } finally {
          link.clear();
        }
      },
    };
  },
});

const lostAnswers = [
  ['Produce', KAFKA_API.produce],
  ['EndTxn', KAFKA_API.endTransaction],
  ['TxnOffsetCommit', KAFKA_API.transactionOffsets],
  ['Heartbeat', KAFKA_API.heartbeat],
] as const;

const kafkaAnswersLost: FaultKind = {
  kind: "broker's answers lost",
  weight: 4,
  draw: (random) => {
    const [name, api] = random.pick(lostAnswers);
    const role = random.pick(name === 'Produce' || name === 'EndTxn' ? roles : (['processor', 'sink'] as const));
    const time = random.integer(2_000, 4_000);
    return {
      detail: `to ${name} of the ${role}s for ${String(time)} ms`,
      uses: [role],
      inject: async (world) => {
        const links = world.of(role).map(({ kafka }) => kafka);
        for (const link of links) link.loseAnswersTo(api);
        try {
          await pause(time);
        } finally {
          for (const link of links) link.clear();
        }
      },
    };
  },
};

/** Faults of the network between a worker and a service. */
export const networkFaults: readonly FaultKind[] = [
  disturbed(
    'network cut',
    4,
    (link) => {
      link.cut();
    },
    [1_000, 6_000],
    true,
  ),
  disturbed(
    'network half-open',
    3,
    (link) => {
      link.silence();
    },
    [2_000, 6_000],
  ),
  disturbed(
    'network slow',
    3,
    (link, random) => {
      link.slowDown(random.integer(100, 400));
    },
    [3_000, 6_000],
  ),
  disturbed(
    'connections broken once',
    2,
    (link) => {
      link.breakOnce();
    },
    [1, 1],
  ),
  kafkaAnswersLost,
];
