import type { Resolver } from '../../../test/unit/processors/support/resolver.ts';
import { idOf } from '../../../test/unit/processors/support/resolver.ts';
import type { Change, TwoRegistries } from './twoRegistries.ts';

interface ByRule {
  count: number;
  right: number;
}

interface ByChange {
  /** Of the same household. */
  pairs: number;
  linked: number;
  asked: number;
  wrong: number;
}

/** How the groups of two registries came out, in pairs of one group of each. */
export interface GroupFigures {
  readonly pairs: { true: number; linked: number; right: number; asked: number; askedTrue: number };
  /** How often each rule linked, or was asked about, and how often it was right. */
  readonly byRule: ReadonlyMap<string, ByRule>;
  /** By what had become of the household in the second registry. */
  readonly byChange: ReadonlyMap<Change, ByChange>;
}

const entry = <K, V>(map: Map<K, V>, key: K, make: () => V): V => {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
};

const lastOverlaps = ({ lineage }: Resolver) =>
  new Map(lineage.flatMap(({ recordKey, overlap }) => (overlap === null ? [] : [[recordKey, overlap] as const])));

/** Compares what the resolver has come to with what is true. */
export const measureGroups = (resolver: Resolver, listings: TwoRegistries['listings']): GroupFigures => {
  const groupOf = new Map<string, string>();
  for (const [id, { status, sources }] of resolver.groups)
    if (status !== 'merged') for (const { recordKey } of sources) groupOf.set(recordKey, id);
  const byKey = new Map(listings.map((listing) => [listing.recordKey, listing]));
  const north = new Map(
    listings.filter(({ recordKey }) => recordKey.startsWith('n')).map((one) => [one.household, one.recordKey]),
  );
  const open = new Set<string>();
  for (const { entityKind, kind, recordKey, otherEntityIds } of resolver.lineage) {
    if (entityKind === 'individual') continue;
    for (const key of [...open]) if (key.startsWith(`${recordKey}\t`)) open.delete(key);
    if (kind === 'review_opened' || kind === 'held') for (const id of otherEntityIds) open.add(`${recordKey}\t${id}`);
  }
  const asked = (south: string, other: string): boolean => open.has(`${south}\t${groupOf.get(other) ?? idOf(other)}`);
  const pairs = { true: 0, linked: 0, right: 0, asked: open.size, askedTrue: 0 };
  const byRule = new Map<string, ByRule>();
  const byChange = new Map<Change, ByChange>();
  const members = new Map<string, string[]>();
  for (const [recordKey, id] of groupOf) entry(members, id, () => []).push(recordKey);
  for (const { recordKey, household, change } of listings) {
    if (!recordKey.startsWith('s')) continue;
    const told = entry(byChange, change, () => ({ pairs: 0, linked: 0, asked: 0, wrong: 0 }));
    const others = (members.get(groupOf.get(recordKey) ?? '') ?? []).filter((key) => key.startsWith('n'));
    const truly = north.get(household);
    if (truly !== undefined) {
      pairs.true += 1;
      told.pairs += 1;
      if (others.includes(truly)) told.linked += 1;
      else if (asked(recordKey, truly)) {
        told.asked += 1;
        pairs.askedTrue += 1;
      }
    }
    for (const other of others) {
      pairs.linked += 1;
      if (other === truly) pairs.right += 1;
      else told.wrong += 1;
    }
  }
  for (const [recordKey, { otherRecordKey, rule, guard }] of lastOverlaps(resolver)) {
    const one = entry(byRule, rule !== null && guard === null ? rule : `asked: ${guard ?? ''}`, () => ({
      count: 0,
      right: 0,
    }));
    one.count += 1;
    if (byKey.get(recordKey)?.household === byKey.get(otherRecordKey)?.household) one.right += 1;
  }
  return { pairs, byRule, byChange };
};
