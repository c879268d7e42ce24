import type { Facts } from './facts.ts';
import { addMember, emptyFacts, memberKeysOf } from './facts.ts';
import type { Node } from './node.ts';
import { linkingIdentifiers, profileOf } from './profile.ts';
import type { StateReader, StoredNode } from './store/reader.ts';
import type { View } from './view.ts';

const nodeOf = (stored: StoredNode): Node => ({
  recordKey: stored.recordKey,
  kind: stored.kind,
  views: new Map(stored.views.map((view) => [view.import, view])),
  profile: profileOf(stored.kind, stored.views),
  anchor: stored.anchor,
  review: stored.review,
  published: stored.published,
});

/** Identifier key → record keys that hold it, now or by a record of the batch. */
type Holding = Map<string, Set<string>>;

const note = (holding: Holding, key: string, recordKey: string): void => {
  const records = holding.get(key);
  if (records === undefined) holding.set(key, new Set([recordKey]));
  else records.add(recordKey);
};

/** Loads nodes that are not loaded yet; returns them. */
const loadNodes = async (recordKeys: Iterable<string>, facts: Facts, reader: StateReader): Promise<Node[]> => {
  const missing = [...recordKeys].filter((recordKey) => !facts.nodes.has(recordKey));
  if (missing.length === 0) return [];
  const loaded = (await reader.nodes(missing)).map(nodeOf);
  for (const node of loaded) {
    facts.nodes.set(node.recordKey, node);
    facts.claims.add(node);
  }
  return loaded;
};

interface Closure {
  readonly facts: Facts;
  readonly reader: StateReader;
  readonly cap: number;
  /** Identifiers asked for already. */
  readonly asked: Set<string>;
  /** Who of the batch can change the holders of an identifier. */
  readonly touching: Holding;
}

/**
 * Loads everything that the identifiers connect with each other, round by round. A round is two reads, whatever the
 * batch's size; there are as many as the longest chain of records is long, which is two for nearly all batches.
 *
 * An identifier whose holders stay above the cap whatever the batch does to them is not followed: each record of the
 * batch can take away one content at most.
 */
const loadConnected = async (start: Iterable<string>, closure: Closure): Promise<void> => {
  const { facts, reader, cap, asked, touching } = closure;
  let keys = new Set(start);
  while (keys.size > 0) {
    for (const key of keys) asked.add(key);
    const answers = await reader.claims([...keys].map((key) => ({ key, limit: cap + (touching.get(key)?.size ?? 0) })));
    for (const { key, holders } of answers) if (holders === undefined) facts.claims.silence(key);
    const loaded = await loadNodes(new Set(answers.flatMap(({ holders }) => holders ?? [])), facts, reader);
    keys = new Set(keysOf(loaded).filter((key) => !asked.has(key)));
  }
};

const keysOf = (nodes: Iterable<Node>): string[] =>
  [...nodes].flatMap((node) => node.profile.identifiers.map(({ key }) => key));

/** Persons that share an identifier with another: only they can come to belong to another registrant than their own. */
const linkablePersons = (facts: Facts, touching: Holding): string[] => {
  const holding: Holding = new Map([...touching].map(([key, records]) => [key, new Set(records)]));
  for (const node of facts.nodes.values()) for (const key of keysOf([node])) note(holding, key, node.recordKey);
  const found = new Set<string>();
  for (const records of holding.values()) if (records.size > 1) for (const recordKey of records) found.add(recordKey);
  return [...found];
};

const loadGroups = async (views: readonly View[], closure: Closure): Promise<void> => {
  const { facts, reader, touching, asked } = closure;
  const persons = linkablePersons(facts, touching);
  const groups = persons.length === 0 ? [] : await reader.groupsWith(persons);
  const loaded = await loadNodes(new Set(groups), facts, reader);
  await loadConnected(new Set(keysOf(loaded).filter((key) => !asked.has(key))), closure);
  const members = new Set<string>();
  for (const node of facts.nodes.values()) {
    for (const member of memberKeysOf(node)) {
      addMember(facts, member, node.recordKey);
      members.add(member);
    }
  }
  for (const view of views)
    if (view.kind === 'group') for (const { recordKey } of view.fields.members) members.add(recordKey);
  const elsewhere = [...members].filter((member) => !facts.nodes.has(member));
  if (elsewhere.length === 0) return;
  for (const [member, anchor] of await reader.anchors(elsewhere)) facts.anchors.set(member, anchor);
};

/**
 * All that a batch needs to know: its records as they stand, every record that they are connected with now or will be,
 * the groups that list one whose registrant may change, and the registrants of those groups' members.
 *
 * @param views the batch's records, normalised
 * @param cap how many different contents may hold an identifier that links
 */
export const readFacts = async (views: readonly View[], cap: number, reader: StateReader): Promise<Facts> => {
  const facts = emptyFacts(cap);
  const closure: Closure = { facts, reader, cap, asked: new Set(), touching: new Map() };
  const stored = await loadNodes(new Set(views.map(({ recordKey }) => recordKey)), facts, reader);
  for (const view of views) {
    for (const { key } of linkingIdentifiers(view.kind, [view])) note(closure.touching, key, view.recordKey);
  }
  for (const node of stored) for (const key of keysOf([node])) note(closure.touching, key, node.recordKey);
  await loadConnected(closure.touching.keys(), closure);
  await loadGroups(views, closure);
  return facts;
};
