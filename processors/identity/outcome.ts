import { sameReview } from './lineage.ts';
import type { Resolution } from './resolve.ts';
import type { View } from './view.ts';

/** What became of a source record, once for each (DESIGN §8, runs). */
export type RecordOutcome =
  'new' | 'linked' | 'updated' | 'unchanged' | 'withdrawn' | 'out-of-scope' | 'held' | 'superseded';

const joined = (resolution: Resolution): boolean => {
  const { before, cluster, node } = resolution;
  return cluster.members.length > 1 && before?.anchor !== node.anchor;
};

/** Reasons for which evidence does not link: whoever waits for these alone merely resembles somebody. */
const resemblance: readonly string[] = ['ambiguous', 'conflict', 'guard', 'indistinguishable'];

const isHeld = ({ before, cluster, node }: Resolution): boolean =>
  node.review !== null &&
  node.review.conflicts.some((conflict) => !resemblance.includes(conflict)) &&
  cluster.members.length === 1 &&
  !sameReview(before?.review ?? null, node.review);

const firstOutcome = (resolution: Resolution): RecordOutcome =>
  resolution.before !== undefined || joined(resolution) ? 'linked' : 'new';

const hasGone = (view: View, previous: View | undefined): boolean =>
  view.state !== 'present' &&
  view.withheld === undefined &&
  (previous?.state !== view.state || previous.withheld !== undefined);

const isKeptBack = (view: View, previous: View | undefined): boolean =>
  view.withheld !== undefined && previous?.withheld === undefined;

/**
 * What became of a record: gone (withdrawn, out-of-scope); held when its going is kept back, or when it stands alone for
 * what speaks against an identifier, or because somebody enrolled would be touched; new when it
 * began a registrant or group; linked when it joined one (through another import's record of the same key, or another
 * record); updated; unchanged when it says what was known.
 */
export const outcomeOf = (view: View, resolution: Resolution): RecordOutcome => {
  const { previous } = resolution;
  if (hasGone(view, previous)) {
    return view.state === 'withdrawn' ? 'withdrawn' : 'out-of-scope';
  }
  if (isHeld(resolution) || isKeptBack(view, previous)) return 'held';
  if (previous === undefined) return firstOutcome(resolution);
  if (joined(resolution)) return 'linked';
  return previous.contentHash === view.contentHash && previous.state === view.state ? 'unchanged' : 'updated';
};
