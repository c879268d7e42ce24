import type { Resolver } from '../../../test/unit/processors/support/resolver.ts';
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

/** Group of each group's record, as it came out. */
const groupsOf = (resolver: Resolver): Map<string, string> => {
  const groupOf = new Map<string, string>();
  for (const [id, { status, sources }] of resolver.groups)
    if (status !== 'merged') for (const { recordKey } of sources) groupOf.set(recordKey, id);
  return groupOf;
};

/** Questions about groups that nobody has answered: `<record key>\t<group id>`. */
const openQuestions = (resolver: Resolver): Set<string> => {
  const asked = new Map<string, readonly string[]>();
  for (const { entityKind, kind, recordKey, otherEntityIds } of resolver.lineage) {
    if (entityKind === 'individual') continue;
    if (kind === 'review_opened' || kind === 'held') asked.set(recordKey, otherEntityIds);
    else if (kind === 'review_closed') asked.delete(recordKey);
  }
  return new Set([...asked].flatMap(([recordKey, ids]) => ids.map((id) => `${recordKey}\t${id}`)));
};

const countRules = (resolver: Resolver, listings: TwoRegistries['listings']): Map<string, ByRule> => {
  const householdOf = new Map(listings.map(({ recordKey, household }) => [recordKey, household]));
  const last = new Map(
    resolver.lineage.flatMap(({ recordKey, overlap }) => (overlap === null ? [] : [[recordKey, overlap] as const])),
  );
  const byRule = new Map<string, ByRule>();
  for (const [recordKey, { otherRecordKey, rule, guard }] of last) {
    const name = guard === null ? (rule ?? '') : `asked: ${guard}`;
    const one = entry(byRule, name, () => ({ count: 0, right: 0 }));
    one.count += 1;
    if (householdOf.get(recordKey) === householdOf.get(otherRecordKey)) one.right += 1;
  }
  return byRule;
};

/** Compares what the resolver has come to with what is true. */
export const measureGroups = (resolver: Resolver, listings: TwoRegistries['listings']): GroupFigures => {
  const groupOf = groupsOf(resolver);
  const ofNorth = listings.filter(({ recordKey }) => recordKey.startsWith('n'));
  const inNorth = new Map(ofNorth.map(({ household, recordKey }) => [household, recordKey]));
  const northOf = new Map<string, string[]>();
  for (const { recordKey } of ofNorth) entry(northOf, groupOf.get(recordKey) ?? '', () => []).push(recordKey);
  const open = openQuestions(resolver);
  const pairs = { true: 0, linked: 0, right: 0, asked: open.size, askedTrue: 0 };
  const byChange = new Map<Change, ByChange>();
  for (const { recordKey, household, change } of listings) {
    if (!recordKey.startsWith('s')) continue;
    const told = entry(byChange, change, () => ({ pairs: 0, linked: 0, asked: 0, wrong: 0 }));
    const truly = inNorth.get(household);
    const others = northOf.get(groupOf.get(recordKey) ?? '') ?? [];
    const right = others.filter((other) => other === truly).length;
    const isAsked = right === 0 && truly !== undefined && open.has(`${recordKey}\t${groupOf.get(truly) ?? ''}`);
    pairs.true += Number(truly !== undefined);
    pairs.linked += others.length;
    pairs.right += right;
    pairs.askedTrue += Number(isAsked);
    told.pairs += Number(truly !== undefined);
    told.linked += right;
    told.asked += Number(isAsked);
    told.wrong += others.length - right;
  }
  return { pairs, byRule: countRules(resolver, listings), byChange };
};
