import { EtlError } from '../../core/errors.ts';
import type { RangeState } from './rangeScan.ts';

/** Lets a scan that gave up begin again. */
export interface Patience {
  /** The state to go on with: with no restarts counted, if the scan gave up at this cursor before. */
  readonly renew: <State extends RangeState>(state: State, cursor: string | undefined) => State;
  /** Runs a step, and remembers the cursor at which the scan gave up (`REGISTRY_RESTLESS`). */
  readonly watch: <Result>(cursor: string | undefined, run: () => Promise<Result>) => Promise<Result>;
}

/** The error of a restless registry is told once for a cursor; asked again, the scan has as many restarts as a new one. */
export const createPatience = (): Patience => {
  let restless: string | undefined;
  return {
    renew: (state, cursor) => (cursor !== undefined && cursor === restless ? { ...state, restarts: 0 } : state),
    async watch(cursor, run) {
      try {
        return await run();
      } catch (thrown) {
        if (thrown instanceof EtlError && thrown.code === 'REGISTRY_RESTLESS') restless = cursor;
        throw thrown;
      }
    },
  };
};
