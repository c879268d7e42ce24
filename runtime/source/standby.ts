import { once } from 'node:events';
import { EtlError } from '../../core/errors.ts';
import { SOURCE_TAKEN_OVER } from './holdWatch.ts';
import type { SourceSlot } from './slot.ts';
import type { SourceWorker } from './workerContract.ts';

/** What a worker needs that runs a source only while it is its turn. */
export interface StandbyOptions {
  readonly worker: SourceWorker;
  /** Makes the slot, not joined yet; a member that was overtaken joins anew. */
  readonly slot: () => SourceSlot;
  /** Hears whether this worker has the slot, at first and whenever that changes. */
  readonly onSlot?: (held: boolean) => void;
}

const isTakenOver = (thrown: unknown): thrown is EtlError =>
  thrown instanceof EtlError && thrown.code === SOURCE_TAKEN_OVER;

/** Runs the source for as long as the slot is held. @returns the error when another worker has taken the source over */
const runWhileHeld = async (
  worker: SourceWorker,
  held: AbortSignal,
  signal: AbortSignal,
): Promise<EtlError | undefined> => {
  const either = AbortSignal.any([held, signal]);
  try {
    await worker.run(either);
    if (!either.aborted) await once(either, 'abort');
    return undefined;
  } catch (thrown) {
    if (!isTakenOver(thrown)) throw thrown;
    return thrown;
  } finally {
    await worker.release();
  }
};

/**
 * Runs a source whenever this process has its slot, and stands by meanwhile, until the signal is aborted.
 *
 * A worker that was frozen for longer than its session finds either that the slot is another's, or that it is fenced. In
 * both cases it publishes nothing more and stands by. When it is fenced although nobody else is in the group, somebody
 * publishes for the source without having its slot, such as `import --once`: then there is no other worker to leave it to.
 *
 * @throws EtlError `config` `SOURCE_TAKEN_OVER` in that case; what the worker or the group cannot go on with
 */
export const runInSlot = async (options: StandbyOptions, signal: AbortSignal): Promise<void> => {
  const { worker, onSlot } = options;
  let slot = options.slot();
  try {
    await slot.join();
    while (!signal.aborted) {
      if (!slot.held()) onSlot?.(false);
      const held = await slot.untilHeld(signal);
      onSlot?.(true);
      const overtaken = await runWhileHeld(worker, held, signal);
      if (overtaken === undefined) continue;
      await slot.leave();
      slot = options.slot();
      await slot.join();
      if (slot.held()) throw overtaken;
    }
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  } finally {
    await slot.leave();
  }
};
