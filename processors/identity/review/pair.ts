import type { Query } from '../../../core/streamProcessor.ts';
import { selectAsked, selectFormer, selectVerdicts } from '../store/reviewStatements.ts';
import { compareFirstSeen } from '../view.ts';
import { entityIdsOf } from '../ids.ts';
import { orderedPair } from '../pairs.ts';
import { knownRecords } from './records.ts';
import type { KnownRecord } from './records.ts';

/** A verdict that stands. */
export interface StandingVerdict {
  readonly lowerRecordKey: string;
  readonly higherRecordKey: string;
  readonly judgement: 'same' | 'different';
  readonly decidedBy: string;
  readonly note: string | null;
  /** Milliseconds since 1970 UTC. */
  readonly decidedAt: number;
}

/** The verdicts on pairs of records that the resolver knows of; a pair without one is left out. */
export const standingVerdicts = async (
  query: Query,
  pairs: readonly (readonly [one: string, other: string])[],
): Promise<readonly StandingVerdict[]> => {
  const ordered = pairs.map(([one, other]) => orderedPair(one, other));
  const keys = [ordered.map(([lower]) => lower), ordered.map(([, higher]) => higher)];
  return (await query(selectVerdicts, keys)) as unknown as readonly StandingVerdict[];
};

/** What there is to know of two records before somebody judges them. */
export interface JudgedPair {
  /** Undefined when the resolver does not know the key; so with `other`. */
  readonly one: KnownRecord | undefined;
  readonly other: KnownRecord | undefined;
  /** Of the two registrants or groups the one that was first seen: it would go on. Undefined as above. */
  readonly elderId: string | undefined;
  /** Whether an open review asks about the two, or about their registrants. */
  readonly asked: boolean;
}

/**
 * Reads what there is to know of two records before somebody judges them.
 *
 * @param deployment deployment id, for the ids of registrants and groups
 */
export const judgedPair = async (
  query: Query,
  deployment: string,
  recordKey: string,
  otherRecordKey: string,
): Promise<JudgedPair> => {
  const known = await knownRecords(query, deployment, [recordKey, otherRecordKey]);
  const [one, other] = [known.get(recordKey), known.get(otherRecordKey)];
  if (one === undefined || other === undefined) return { one, other, elderId: undefined, asked: false };
  const anchors = await knownRecords(query, deployment, [one.anchorKey, other.anchorKey]);
  const [elder] = [...anchors.values()].sort((a, b) => compareFirstSeen(a.firstSeen, b.firstSeen));
  const [row] = await query(selectAsked, [one.anchorKey, other.anchorKey, recordKey, otherRecordKey]);
  return { one, other, elderId: elder?.entityId, asked: row?.['asked'] === true };
};

/** Ids of the registrants or groups that have come to the one anchored on a record, by merges or redirections. */
export const formerEntities = async (
  query: Query,
  deployment: string,
  anchorKey: string,
): Promise<readonly string[]> => {
  const idOf = entityIdsOf(deployment);
  const rows = (await query(selectFormer, [anchorKey])) as unknown as readonly { readonly record_key: string }[];
  return rows.map(({ record_key }) => idOf(record_key));
};
