import type { Random } from '../../../dev/simulator/random.ts';
import type { World } from '../world/world.ts';

/** A fault that has been drawn: nothing of it is left to chance any more but the moment. */
export interface PlannedFault {
  /** What a table shows: which worker, which point, for how long. */
  readonly detail: string;
  /** Two faults that use the same thing are never under way at once. */
  readonly uses: readonly string[];
  /**
   * Disturbs the world, and undoes what would not end by itself.
   *
   * @returns when the disturbance is over and the system may recover
   * @throws Error when the fault could not be brought about; then it does not count
   */
  readonly inject: (world: World) => Promise<void>;
}

/** One kind of fault of the catalogue. */
export interface FaultKind {
  readonly kind: string;
  /** How often it is drawn beside the others. */
  readonly weight: number;
  /** Part of the short form that every run of the tests makes. */
  readonly short?: boolean;
  readonly draw: (random: Random) => PlannedFault;
}
