import type { Query } from '../../../core/streamProcessor.ts';
import type { Household } from '../groups/household.ts';
import { householdOf } from '../groups/household.ts';
import type { Overlap, Registrants } from '../groups/overlap.ts';
import { overlapOf, registrantsOf } from '../groups/overlap.ts';
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

const householdIn = ({ views }: KnownRecord): Household =>
  householdOf(views.filter((view): view is GroupView => view.kind === 'group'));

/** Compares two groups by their members as the stream does; undefined for persons. */
export const groupOverlap = async (
  query: Query,
  one: KnownRecord,
  other: KnownRecord,
): Promise<ShownOverlap | undefined> => {
  if (one.kind !== 'group' || other.kind !== 'group') return undefined;
  const [mine, theirs] = [householdIn(one), householdIn(other)];
  const anchors = await postgresReader(query).anchors([...mine.members, ...theirs.members]);
  const listed = (household: Household): { household: Household; registrants: Registrants } => ({
    household,
    registrants: registrantsOf(household, (recordKey) => anchors.get(recordKey) ?? recordKey),
  });
  const overlap = overlapOf(listed(mine), listed(theirs));
  const verdict = judgeOverlap(overlap);
  return { ...overlap, rule: verdict === 'ask' || verdict === 'nothing' ? null : verdict };
};
