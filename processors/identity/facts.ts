import { Claims } from './claims.ts';
import type { Node } from './node.ts';

/**
 * The working memory of a batch: what was read of the resolver's state, and over it what the batch has decided so far.
 * It holds whole components: every record that a record of the batch can be connected with, before or after.
 */
export interface Facts {
  readonly nodes: Map<string, Node>;
  readonly claims: Claims;
  /** Anchors of group members that are not among `nodes`, where they are not their own. */
  readonly anchors: Map<string, string>;
  /** Record key of a member → record keys of the groups that have it as a member. */
  readonly groupsByMember: Map<string, Set<string>>;
}

/** An empty working memory. @param cap how many different contents may hold an identifier that links */
export const emptyFacts = (cap: number): Facts => ({
  nodes: new Map(),
  claims: new Claims(cap),
  anchors: new Map(),
  groupsByMember: new Map(),
});

/** Anchor of the registrant to which a record belongs; a record that was never met will be its own. */
export const anchorOf = (facts: Facts, recordKey: string): string => {
  const node = facts.nodes.get(recordKey);
  return (node === undefined ? facts.anchors.get(recordKey) : node.anchor) ?? recordKey;
};

/** Record keys of the members of a group, in all its imports. */
export const memberKeysOf = (node: Node): Set<string> => {
  const keys = new Set<string>();
  for (const view of node.views.values()) {
    if (view.kind === 'group') for (const { recordKey } of view.fields.members) keys.add(recordKey);
  }
  return keys;
};

/** Notes that a group has a member. */
export const addMember = (facts: Facts, memberKey: string, groupKey: string): void => {
  const groups = facts.groupsByMember.get(memberKey);
  if (groups === undefined) facts.groupsByMember.set(memberKey, new Set([groupKey]));
  else groups.add(groupKey);
};

/** Records that an identifier that speaks connects with the start, the start among them. */
const componentFrom = (start: Node, facts: Facts): Node[] => {
  const found = new Set<Node>([start]);
  const asked = new Set<string>();
  // A set is walked in the order of insertion, and what is added on the way is met too.
  for (const node of found) {
    for (const { key } of node.profile.identifiers) {
      if (asked.has(key) || !facts.claims.speaks(key)) continue;
      asked.add(key);
      for (const recordKey of facts.claims.holders(key)) {
        const holder = facts.nodes.get(recordKey);
        if (holder !== undefined) found.add(holder);
      }
    }
  }
  return [...found];
};

/** The connected components that hold the given records, each once. */
export const componentsOf = (starts: Iterable<Node>, facts: Facts): Node[][] => {
  const seen = new Set<Node>();
  const components: Node[][] = [];
  for (const start of starts) {
    if (seen.has(start)) continue;
    const component = componentFrom(start, facts);
    for (const node of component) seen.add(node);
    components.push(component);
  }
  return components;
};
