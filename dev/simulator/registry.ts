import { applyChanges, type ChangeCounts, type ChangeRecord } from './changes.ts';
import type { Clock } from './clock.ts';
import type { Partner } from './partner.ts';
import { addPoison, type PoisonKind } from './poison.ts';
import { populate, type PopulationOptions, type Settler } from './population.ts';
import { createRandom, type Random } from './random.ts';
import { PartnerStore } from './store.ts';
import { truthOf, type Truth } from './truth.ts';

/** All rows of the registry at one moment. */
export interface Snapshot {
  readonly partners: readonly Partner[];
  /** Milliseconds since 1970, by the registry's clock. */
  readonly takenAt: number;
}

/** The simulated registry itself: what it holds, what can be done to it, and what is true. */
export class Registry {
  readonly clock: Clock;
  readonly store: PartnerStore;
  readonly #settler: Settler;
  readonly #random: Random;
  readonly #silentMemberships: number;

  constructor(clock: Clock, options: PopulationOptions) {
    this.clock = clock;
    this.store = new PartnerStore(clock);
    this.#settler = populate(this.store, clock, options);
    this.#random = createRandom(options.seed).fork('changes');
    this.#silentMemberships = options.silentMemberships;
  }

  /** How many rows there are. */
  counts(): { readonly people: number; readonly households: number } {
    const households = this.store.all().filter((partner) => partner.isGroup).length;
    return { people: this.store.size - households, households };
  }

  /**
   * Lets the registry change. Which rows change follows from the seed, the counts, and what was changed before.
   *
   * @returns what was changed, in the order in which it was done
   * @throws RangeError when there are not enough rows that can be changed in this way
   */
  change(counts: ChangeCounts): ChangeRecord[] {
    const context = {
      store: this.store,
      clock: this.clock,
      settler: this.#settler,
      random: this.#random,
      silentMemberships: this.#silentMemberships,
    };
    return applyChanges(context, counts);
  }

  /** Adds rows that no registry should have. The new rows come back. */
  poison(kind: PoisonKind): Partner[] {
    return addPoison(this.store, kind);
  }

  /** Who is who at this moment. */
  truth(): Truth {
    return truthOf(this.store.all(), this.clock.now());
  }

  /** All rows at this moment; later changes do not alter it. */
  snapshot(): Snapshot {
    return { partners: this.store.all(), takenAt: this.clock.now() };
  }
}
