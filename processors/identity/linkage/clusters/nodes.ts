import type { Edge, Member } from '../edges/index.ts';
import type { Apart, Sets } from './apart.ts';
import { mayMeet } from './apart.ts';
import type { ClusterRules } from './types.ts';

/**
 * Into how many people one content may fall before it says nothing of which is which. Bounds the pairs that contents
 * with many records give.
 */
export const mostPeople = 8;

/** Records that nothing tells apart: they go the same way, and count once in every mean however often they were sent. */
export interface Node<Content> {
  readonly contentId: string;
  readonly content: Content;
  /** Ascending. */
  readonly ids: readonly string[];
  /** The cannot-link sets of all its records. */
  readonly sets: Sets;
  /**
   * Whether its content has other records which are neither one person with it nor to be told from it: a link to either
   * would be arbitrary, so that only a person links them.
   */
  readonly loose: boolean;
}

/** The nodes of a component. */
export interface Nodes<Content> {
  /** In the order of their smallest record ids. */
  readonly all: readonly Node<Content>[];
  /** Content id to the indices of its nodes, ascending. */
  readonly ofContent: ReadonlyMap<string, readonly number[]>;
}

interface Group {
  readonly ids: string[];
  readonly sets: Set<number>;
}

/** Puts every record into the first group in which nobody is kept apart from it; stops when there are too many. */
const groupsOf = (ids: readonly string[], apart: Apart): Group[] => {
  const groups: Group[] = [];
  for (const id of ids) {
    const sets = apart.of(id);
    const group = groups.find((candidate) => mayMeet(candidate.sets, sets));
    if (group === undefined) {
      groups.push({ ids: [id], sets: new Set(sets) });
      if (groups.length > mostPeople) break;
      continue;
    }
    group.ids.push(id);
    for (const set of sets) group.sets.add(set);
  }
  return groups;
};

/**
 * Takes out of each group who could as well be in another: which of twins without names somebody is who was sent once is
 * not to be told, and nobody goes to the first. They form groups of their own.
 */
const settled = (groups: readonly Group[], apart: Apart): Group[] => {
  if (groups.length > mostPeople) return [...groups];
  let kept = [...groups];
  const moved: string[] = [];
  for (let before = -1; before < moved.length && kept.length > 1;) {
    before = moved.length;
    const stays = kept.map((group) =>
      group.ids.filter((id) => kept.every((other) => other === group || !mayMeet(other.sets, apart.of(id)))),
    );
    kept.forEach(({ ids }, index) => {
      const here = new Set(stays[index]);
      for (const id of ids) if (!here.has(id)) moved.push(id);
    });
    kept = stays
      .filter((ids) => ids.length > 0)
      .map((ids) => ({ ids, sets: new Set(ids.flatMap((id) => [...apart.of(id)])) }));
  }
  return [...kept, ...groupsOf(moved.sort(), apart)];
};

/**
 * Takes the records of each content together where their own edge links them; where it does not, they stand alone.
 * Records of one content that a cannot-link keeps apart (twins without names, sent twice) become several nodes, and so does
 * who could be any of them.
 *
 * @param members of the component
 * @param edges of the component
 */
export const nodesOf = <Content>(
  members: readonly Member<Content>[],
  edges: readonly Edge[],
  apart: Apart,
  rules: ClusterRules<Content>,
): Nodes<Content> => {
  const own = new Map<string, number>();
  for (const { a, b, weight } of edges) if (a === b) own.set(a, weight);
  const all: Node<Content>[] = [];
  for (const { contentId, content, ids } of members) {
    const [first] = ids;
    if (first !== undefined && ids.length === 1) {
      all.push({ contentId, content, ids, sets: apart.of(first), loose: false });
      continue;
    }
    const groups = settled(groupsOf(ids, apart), apart);
    const weight = own.get(contentId) ?? -Infinity;
    const linked = weight >= Math.max(rules.linkLine, rules.guard) && !rules.conflict(content, content);
    if (linked && groups.length <= mostPeople) {
      for (const group of groups) all.push({ contentId, content, ids: group.ids, sets: group.sets, loose: false });
      continue;
    }
    for (const id of ids) all.push({ contentId, content, ids: [id], sets: apart.of(id), loose: true });
  }
  all.sort((x, y) => ((x.ids[0] ?? '') < (y.ids[0] ?? '') ? -1 : 1));
  const ofContent = new Map<string, number[]>();
  all.forEach(({ contentId }, index) => {
    const found = ofContent.get(contentId);
    if (found === undefined) ofContent.set(contentId, [index]);
    else found.push(index);
  });
  return { all, ofContent };
};
