import { setTimeout as pause } from 'node:timers/promises';
import { createRandom } from '../../dev/simulator/random.ts';
import type { Random } from '../../dev/simulator/random.ts';
import type { FaultKind, PlannedFault } from './catalogue/fault.ts';
import type { Monitor } from './world/monitor.ts';
import type { World } from './world/world.ts';

/** A fault with its kind, as it was drawn. */
interface Drawn extends PlannedFault {
  readonly kind: string;
}

/** What became of a fault. */
export interface FaultRecord {
  readonly kind: string;
  readonly detail: string;
  /** Milliseconds since the run began. */
  readonly at: number;
  /** Milliseconds for which it disturbed. */
  readonly lasted: number;
  /** Milliseconds from its end until everything that stood in the log then was worked on; null: never. */
  readonly recovered: number | null;
  /** Why it could not be brought about; it does not count then. */
  readonly failure?: string;
}

/** How faults are chosen. */
export interface ScheduleOptions {
  readonly kinds: readonly FaultKind[];
  readonly seed: number;
  /** How many faults; as many as there is time for when absent. */
  readonly faults?: number;
  /** Milliseconds after which no further fault begins. */
  readonly lasts: number;
  /** Faults that may be under way at once. */
  readonly atOnce: number;
  /** Milliseconds between two faults, at least and at most. */
  readonly gap: readonly [number, number];
  /** Milliseconds for which a recovery is waited for; three minutes when absent. */
  readonly recoverWithin?: number;
  readonly onFault?: (fault: FaultRecord) => void;
}

/** After so long something is wrong, however busy the machine is, milliseconds. */
const RECOVERY_DEADLINE = 180_000;
const LOOK_FOR_ROOM = 200;

const drawKind = (kinds: readonly FaultKind[], random: Random): FaultKind => {
  let left = random.next() * kinds.reduce((sum, { weight }) => sum + weight, 0);
  const last = kinds[kinds.length - 1];
  if (last === undefined) throw new RangeError('there are no kinds of faults to draw from');
  return kinds.find(({ weight }) => (left -= weight) < 0) ?? last;
};

/** Draws faults for ever: each kind once in shuffled order, then by weight, then each kind once again. */
function* drawFaults(kinds: readonly FaultKind[], seed: number): Generator<Drawn, never> {
  const random = createRandom(seed).fork('faults');
  for (;;) {
    const shuffled = kinds.map((kind) => ({ kind, place: random.next() })).sort((a, b) => a.place - b.place);
    const weighted = Array.from({ length: Math.ceil(kinds.length / 4) }, () => drawKind(kinds, random));
    for (const kind of [...shuffled.map((one) => one.kind), ...weighted])
      yield { kind: kind.kind, ...kind.draw(random) };
  }
}

const carryOut = async (
  fault: Drawn,
  world: World,
  monitor: Monitor,
  began: number,
  recoverWithin: number,
  release: () => void,
): Promise<FaultRecord> => {
  const { kind, detail } = fault;
  const at = Date.now() - began;
  let failure: string | undefined;
  try {
    await fault.inject(world);
  } catch (thrown) {
    failure = thrown instanceof Error ? thrown.message : String(thrown);
  }
  const lasted = Date.now() - began - at;
  release();
  const recovered = (await monitor.caughtUp(recoverWithin)) ?? null;
  return { kind, detail, at, lasted, recovered, ...(failure === undefined ? {} : { failure }) };
};

/**
 * Brings faults about, several at once where they use different things, and measures how long each takes to be
 * overcome.
 *
 * @returns what became of each, in the order in which they ended
 */
export const runFaults = async (
  world: World,
  monitor: Monitor,
  options: ScheduleOptions,
): Promise<readonly FaultRecord[]> => {
  const { kinds, seed, faults = Number.POSITIVE_INFINITY, lasts, atOnce, gap, onFault } = options;
  const { recoverWithin = RECOVERY_DEADLINE } = options;
  const random = createRandom(seed).fork('gaps');
  const drawn = drawFaults(kinds, seed);
  const began = Date.now();
  const records: FaultRecord[] = [];
  const used = new Set<string>();
  const underWay = new Set<Promise<void>>();
  for (let number = 0; number < faults && Date.now() - began < lasts; number += 1) {
    const fault = drawn.next().value;
    while (underWay.size >= atOnce || fault.uses.some((one) => used.has(one))) await pause(LOOK_FOR_ROOM);
    for (const one of fault.uses) used.add(one);
    const release = (): void => {
      for (const one of fault.uses) used.delete(one);
    };
    const work = carryOut(fault, world, monitor, began, recoverWithin, release).then((record) => {
      records.push(record);
      onFault?.(record);
      underWay.delete(work);
    });
    underWay.add(work);
    await pause(random.integer(...gap));
  }
  await Promise.all(underWay);
  return records;
};
