import type { Query } from '../../../core/streamProcessor.ts';
import type { EntityKind, FirstSeen } from '../../../schemas/generated/types.ts';
import { memberKeysOf } from '../facts.ts';
import type { EntityIds } from '../ids.ts';
import { entityIdsOf } from '../ids.ts';
import type { Review } from '../node.ts';
import { profileOf } from '../profile.ts';
import { postgresReader } from '../store/postgresReader.ts';
import { selectSealed } from '../store/reviewStatements.ts';
import type { StateReader } from '../store/reader.ts';
import type { View } from '../view.ts';

/** A record as the resolver knows it. Holds a person's data. */
export interface KnownRecord {
  readonly recordKey: string;
  readonly kind: EntityKind;
  /** Record key of the first seen record of its registrant or group. */
  readonly anchorKey: string;
  /** Its registrant or group. */
  readonly entityId: string;
  /** When it was first published; the anchor's decides which of two registrants goes on. */
  readonly firstSeen: FirstSeen;
  /** Newest state in each import, normalised. */
  readonly views: readonly View[];
  /** The entries in which it came, sorted. */
  readonly submissions: readonly string[];
  /** Ids of the groups that list it, sorted. */
  readonly groups: readonly string[];
  /** Ids of the registrants whom a group lists, in its own order. */
  readonly members: readonly string[];
  readonly review: Review | null;
  /** Whether its registrant is sealed off: then no value of it is shown. */
  readonly sealed: boolean;
}

const groupIdsOf = async (reader: StateReader, recordKey: string, idOf: EntityIds): Promise<readonly string[]> => {
  const groups = await reader.groupsWith([recordKey]);
  const anchors = await reader.anchors(groups);
  return [...new Set(groups.map((key) => idOf(anchors.get(key) ?? key)))].sort();
};

const memberIdsOf = async (
  reader: StateReader,
  views: readonly View[],
  idOf: EntityIds,
): Promise<readonly string[]> => {
  const keys = [...memberKeysOf({ views: new Map(views.map((view) => [view.import, view])) })];
  const anchors = await reader.anchors(keys);
  return [...new Set(keys.map((key) => idOf(anchors.get(key) ?? key)))];
};
/** Those of some anchors of whose registrants a record, in whatever import, is sealed off. */
const sealedAnchors = async (query: Query, anchors: readonly string[]): Promise<ReadonlySet<string>> =>
  new Set((await query(selectSealed, [[...new Set(anchors)]])).map((row) => String(row['anchor_key'])));

/**
 * Reads records by their keys; a key that the resolver does not know is left out.
 *
 * @param deployment deployment id, for the ids of registrants and groups
 * @throws EtlError `config` `NORMALISER_CHANGED` when another version of the program wrote them
 */
export const knownRecords = async (
  query: Query,
  deployment: string,
  recordKeys: readonly string[],
): Promise<ReadonlyMap<string, KnownRecord>> => {
  const reader = postgresReader(query);
  const idOf = entityIdsOf(deployment);
  const records = new Map<string, KnownRecord>();
  const nodes = await reader.nodes([...new Set(recordKeys)]);
  const sealed = await sealedAnchors(
    query,
    nodes.map(({ anchor }) => anchor),
  );
  for (const { recordKey, kind, anchor, views, review } of nodes) {
    const { firstSeen, submissions } = profileOf(kind, views);
    const groups = kind === 'individual' ? await groupIdsOf(reader, recordKey, idOf) : [];
    const members = kind === 'group' ? await memberIdsOf(reader, views, idOf) : [];
    const entityId = idOf(anchor);
    records.set(recordKey, {
      recordKey,
      kind,
      anchorKey: anchor,
      entityId,
      firstSeen,
      views,
      submissions,
      groups,
      members,
      review,
      sealed: sealed.has(anchor),
    });
  }
  return records;
};
