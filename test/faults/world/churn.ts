import { identityKeys } from '../../../dev/simulator/identifiers.ts';
import { createRandom } from '../../../dev/simulator/random.ts';
import type { Random } from '../../../dev/simulator/random.ts';
import type { ChangeCounts } from '../../../dev/simulator/changes.ts';
import type { Simulator } from '../../../dev/simulator/index.ts';
import type { Partner } from '../../../dev/simulator/partner.ts';
import type { Registry } from './configuration.ts';

/** Changes whose outcome identifiers alone decide, and how often each is drawn. */
const changeWeights: readonly (readonly [keyof ChangeCounts, number])[] = [
  ['update', 10],
  ['updateHousehold', 4],
  ['correctName', 4],
  ['correctIdentifier', 2],
  ['addHousehold', 1],
  ['addPerson', 1],
  ['addMember', 2],
  ['removePerson', 2],
  ['move', 3],
  ['marry', 1],
];

/** Milliseconds between two rounds of changes. */
const ROUND = 500;
const DAY = 86_400_000;

const total = changeWeights.reduce((sum, [, weight]) => sum + weight, 0);

const drawChange = (random: Random): keyof ChangeCounts => {
  let left = random.integer(1, total);
  for (const [kind, weight] of changeWeights) {
    left -= weight;
    if (left <= 0) return kind;
  }
  return 'update';
};

/**
 * Gives a national id to everybody of a registry who has no valid identifier: the door of individuals cannot tell them
 * from one another, so nobody could say what must become of them.
 */
const identifyAll = ({ registry }: Simulator, next: () => string): void => {
  const now = registry.clock.now();
  for (const partner of registry.store.all()) {
    if (partner.isGroup || identityKeys(partner, now).length > 0) continue;
    const others = partner.regIds.filter(({ idTypeAsStr }) => idTypeAsStr !== 'National ID');
    const regIds = [{ idTypeAsStr: 'National ID', value: next(), expiryDate: null }, ...others];
    registry.store.write(partner.id, { regIds }, partner.writtenAt);
  }
};

/** Lets registries change all the time, by a script that follows from the seed. */
export class Churn {
  readonly #registries: readonly Registry[];
  readonly #random: Random;
  #timer: NodeJS.Timeout | undefined;
  #identifiers = 0;
  /** Changes that were made so far. */
  changes = 0;

  constructor(registries: readonly Registry[], seed: number) {
    this.#registries = registries;
    this.#random = createRandom(seed).fork('churn');
    for (const registry of registries) this.#identify(registry);
  }

  start(): void {
    this.#timer ??= setInterval(() => {
      for (const registry of this.#registries) this.change(registry);
    }, ROUND);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Makes a few changes at once; a kind for which nobody is left is passed over. */
  change(registry: Registry, count = this.#random.integer(1, 3)): void {
    for (let made = 0; made < count; made += 1) {
      const kind = drawChange(this.#random);
      try {
        this.changes += registry.simulator.registry.change({ [kind]: 1 }).length;
      } catch (thrown) {
        if (!(thrown instanceof RangeError)) throw thrown;
      }
    }
    this.#identify(registry);
  }

  /** Rows that appear, or change, with a date on which scans have long looked: transactions that committed late. */
  commitLate({ simulator }: Registry, count: number): void {
    const { store, clock } = simulator.registry;
    const people = store.all().filter(({ isGroup }) => !isGroup);
    for (let made = 0; made < count; made += 1) {
      const person: Partner = this.#random.pick(people);
      const address = `Late ${String(this.#random.integer(1, 9_999))}, Quay`;
      if (store.get(person.id) !== undefined) store.write(person.id, { address }, clock.now() - DAY / 24);
      this.changes += 1;
    }
  }

  #identify({ individuals, simulator }: Registry): void {
    if (individuals) identifyAll(simulator, () => `FT${String(1_000_000 + (this.#identifiers += 1))}`);
  }
}
