import { addTo } from './collections.ts';
import { Erasures } from './erasure/erasures.ts';
import type { Component } from './graph/component.ts';
import { Memberships } from './groups/memberships.ts';
import type { Node } from './node.ts';
import type { Restraint } from './restraint/restraint.ts';
import type { StandingSource } from './standing.ts';
import { Standing } from './standing.ts';

/**
 * The working memory of a batch: what was read of the resolver's state, and over it what the batch has decided so far.
 * It holds whole components: every record that a record of the batch can be connected with, before or after.
 */
export interface Facts {
  readonly nodes: Map<string, Node>;
  /** Anchors of group members that are not among `nodes`, where they are not their own. */
  readonly anchors: Map<string, string>;
  /** Record key of a member → record keys of the groups that have it as a member. */
  readonly groupsByMember: Map<string, Set<string>>;
  /** Which registrants are members of the groups among `nodes`. */
  readonly memberships: Memberships;
  /** Record key of a group among `nodes` → the component in which identifiers and verdicts put it. */
  readonly groupComponents: Map<string, Component>;
  /** What is kept of erased records. */
  readonly erased: Erasures;
  /** Persons' verdicts and enrolments. */
  readonly standing: Standing;
  /** As the records that were decided on have left it. */
  readonly restraint: Restraint;
  /** Hears which records belong to another registrant, or wait for something else, than before. */
  readonly decided: (nodes: Iterable<Node>) => void;
}

/** An empty working memory. */
export const emptyFacts = (
  source: StandingSource,
  restraint: Restraint,
  decided: Facts['decided'] = () => undefined,
): Facts => {
  const facts: Facts = {
    nodes: new Map(),
    anchors: new Map(),
    groupsByMember: new Map(),
    memberships: new Memberships(
      (recordKey) => anchorOf(facts, recordKey),
      (source, other) => restraint.mayLink(source, other),
    ),
    groupComponents: new Map(),
    erased: new Erasures(),
    standing: new Standing(source),
    restraint,
    decided,
  };
  return facts;
};

/** Puts a node into the working memory, as new or in its new state. */
export const putNode = (node: Node, { nodes, memberships }: Facts): void => {
  const { recordKey, anchor, profile } = node;
  nodes.set(recordKey, node);
  if (profile.household !== undefined) memberships.put(recordKey, profile.household);
  // A group that lists it may have been put first.
  else if (anchor !== null && anchor !== recordKey) memberships.moved([recordKey]);
};

/** Anchor of the registrant to which a record belongs; a record that was never met will be its own. */
export const anchorOf = (facts: Facts, recordKey: string): string => {
  const node = facts.nodes.get(recordKey);
  return (node === undefined ? facts.anchors.get(recordKey) : node.anchor) ?? recordKey;
};

/** Record keys of the members of a group, in all its imports. */
export const memberKeysOf = (node: Pick<Node, 'views'>): Set<string> => {
  const keys = new Set<string>();
  for (const view of node.views.values()) {
    if (view.kind === 'group') for (const { recordKey } of view.fields.members) keys.add(recordKey);
  }
  return keys;
};

/** Notes that a group has a member. */
export const addMember = (facts: Facts, memberKey: string, groupKey: string): void => {
  addTo(facts.groupsByMember, memberKey, groupKey);
};

/** The nodes of some records, those that were not loaded left out. */
export const nodesOf = (recordKeys: Iterable<string>, facts: Facts): Node[] =>
  [...recordKeys].flatMap((recordKey) => facts.nodes.get(recordKey) ?? []);
