import { setTimeout as pause } from 'node:timers/promises';
import type { Query } from '../../core/streamProcessor.ts';
import { resolverPosition, type ResolverPosition } from '../deployment/resolverPosition.ts';

/** Milliseconds between two looks. */
const POLL = 250;

/** What waiting for the resolver takes. */
export interface Waiting {
  readonly query: Query;
  /** The offset after the last record that it has to pass. */
  readonly until: number;
  /**
   * Told at every look where the resolver stands and for how long it has not moved, milliseconds; what it throws or
   * rejects with ends the waiting.
   */
  readonly onLook: (position: ResolverPosition, still: number) => void | Promise<void>;
  readonly signal: AbortSignal;
}

/** Waits until the resolver has decided on everything below an offset, and what follows is published. */
export const untilPassed = async ({ query, until, onLook, signal }: Waiting): Promise<void> => {
  let last = -1;
  let movedAt = Date.now();
  for (;;) {
    const position = await resolverPosition(query);
    if (position.published >= until) return;
    if (position.next + position.published !== last) {
      last = position.next + position.published;
      movedAt = Date.now();
    }
    await onLook(position, Date.now() - movedAt);
    await pause(POLL, undefined, { signal });
  }
};
