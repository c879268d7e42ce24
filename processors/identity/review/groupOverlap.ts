import type { Query } from '../../../core/streamProcessor.ts';
import { householdOf } from '../groups/household.ts';
import { Memberships } from '../groups/memberships.ts';
import type { Overlap } from '../groups/overlap.ts';
import { judgeOverlap } from '../groups/rule.ts';
import type { OverlapRule } from '../groups/rule.ts';
import { postgresReader } from '../store/postgresReader.ts';
import type { GroupView } from '../view.ts';
import type { KnownRecord } from './records.ts';

/** What two groups have in common as things stand: counts and levels. */
export interface ShownOverlap extends Overlap {
  /** By which rule it would link; null: it does not by itself. */
  readonly rule: OverlapRule | null;
}

/** Compares two groups by their members as the stream does; undefined for persons. */
export const groupOverlap = async (
  query: Query,
  one: KnownRecord,
  other: KnownRecord,
): Promise<ShownOverlap | undefined> => {
  if (one.kind !== 'group' || other.kind !== 'group') return undefined;
  const households = [one, other].map(({ views }) =>
    householdOf(views.filter((view): view is GroupView => view.kind === 'group')),
  );
  const anchors = await postgresReader(query).anchors(households.flatMap(({ members }) => members));
  const memberships = new Memberships(
    (recordKey) => anchors.get(recordKey) ?? recordKey,
    () => true,
  );
  for (const [at, household] of households.entries()) memberships.put(String(at), household);
  const overlap = memberships.overlap('0', '1');
  if (overlap === undefined) return undefined;
  const verdict = judgeOverlap(overlap);
  return { ...overlap, rule: verdict === 'ask' || verdict === 'nothing' ? null : verdict };
};
