import type { Query } from '../../../core/streamProcessor.ts';
import { linkingIdentifiers } from '../profile.ts';
import { selectLinked } from '../store/reviewStatements.ts';
import { knownRecords } from './records.ts';
import type { KnownRecord } from './records.ts';

/** Two records of which a person is asked whether they are one. */
export interface Question {
  readonly one: KnownRecord;
  readonly other: KnownRecord;
  /** Why the weight, or of groups the members, did not settle it; null when the question comes from a shared identifier. */
  readonly reason: string | null;
  /** What spoke against linking by identifiers: `sex`, `birth-date` and the like; of all questions about the record. */
  readonly conflicts: readonly string[];
}

/** Records of some registrants with which the record shares a valid identifier of a unique type. */
const sharingWith = async (
  query: Query,
  deployment: string,
  record: KnownRecord,
  candidates: readonly KnownRecord[],
): Promise<readonly KnownRecord[]> => {
  const keys = new Set(linkingIdentifiers(record.kind, record.views).map(({ key }) => key));
  const anchors = candidates.map(({ anchorKey }) => anchorKey);
  const linked = (await query(selectLinked, [anchors])).map((row) => String(row['record_key']));
  const known = await knownRecords(query, deployment, [...anchors, ...linked]);
  return [...known.values()].filter(({ kind, views }) =>
    linkingIdentifiers(kind, views).some(({ key }) => keys.has(key)),
  );
};

/**
 * What a person is asked about a record that waits: one question for each registrant or group that it could be. Weighed
 * evidence, and members in common, name the two records that were compared; a shared identifier leads to the record that holds it, too.
 *
 * @returns weighed questions first, the strongest of them first; empty when the record does not wait
 */
export const questionsAbout = async (
  query: Query,
  deployment: string,
  record: KnownRecord,
): Promise<readonly Question[]> => {
  const { review } = record;
  if (review === null) return [];
  const doubts = [...review.weighed].sort((a, b) => b.weight - a.weight);
  const asking = [...doubts, ...review.overlaps];
  const named = [...review.candidates, ...asking.flatMap((doubt) => [doubt.recordKey, doubt.otherRecordKey])];
  const known = await knownRecords(query, deployment, named);
  const questions: Question[] = [];
  for (const { recordKey, otherRecordKey, reason } of asking) {
    const [one, other] = [known.get(recordKey), known.get(otherRecordKey)];
    if (one !== undefined && other !== undefined) questions.push({ one, other, reason, conflicts: [] });
  }
  const asked = new Set(questions.flatMap(({ one, other }) => [one.anchorKey, other.anchorKey]));
  const candidates = review.candidates.flatMap((key) => known.get(key) ?? []);
  const open = candidates.filter(({ anchorKey }) => anchorKey !== record.anchorKey && !asked.has(anchorKey));
  const sharing = open.length === 0 ? [] : await sharingWith(query, deployment, record, open);
  for (const candidate of new Map(open.map((one) => [one.anchorKey, one])).values()) {
    const other = sharing.find(({ anchorKey }) => anchorKey === candidate.anchorKey) ?? candidate;
    questions.push({ one: record, other, reason: null, conflicts: review.conflicts });
  }
  return questions;
};
