import { EtlError } from '../../../core/errors.ts';
import { compareClusterings } from '../cluster.ts';
import type { Facts } from '../facts.ts';
import { nodesOf } from '../facts.ts';
import type { Component } from '../graph/component.ts';
import { compareComponents, oneComponent } from '../graph/component.ts';
import type { EntityIds } from '../ids.ts';
import type { Clustered } from '../lineage.ts';
import { groupClustersOf } from './groupClusters.ts';
import { tieBetween } from './ties.ts';

/** Record keys of the groups with which a group has enough in common for a link or a question, as things stand. */
export const tiedTo = (groupKey: string, { nodes, memberships }: Facts): string[] => {
  const group = nodes.get(groupKey);
  if (group === undefined) return [];
  return [...memberships.sharing(groupKey)].filter((key) => {
    const other = nodes.get(key);
    return other !== undefined && tieBetween(group, other, memberships) !== undefined;
  });
};

const componentOf = (groupKey: string, { groupComponents }: Facts): Component => {
  const component = groupComponents.get(groupKey);
  if (component !== undefined) return component;
  const context = { component: 'processors/identity', recordKey: groupKey };
  throw new EtlError('GROUP_NOT_READ', 'bug', 'A group came to be clustered that was not read.', context);
};

/** Components of groups that are connected with one by ties, itself among them. */
const connectedWith = (start: string, facts: Facts): readonly [Component, ...Component[]] => {
  const keys = new Set([start]);
  const components = new Map<string, Component>();
  // A set is walked in the order of insertion, and what is added on the way is met too.
  for (const key of keys) {
    const component = componentOf(key, facts);
    components.set(component.recordKeys[0] ?? key, component);
    for (const other of [...component.recordKeys, ...tiedTo(key, facts)]) keys.add(other);
  }
  // There is that of the start at least.
  return [...components.values()].sort(compareComponents) as [Component, ...Component[]];
};

/**
 * Clusters some groups anew, with all that they are connected with by identifiers, verdicts and members.
 *
 * @param groupKeys those that are not there yet are left out
 */
export const clusterGroups = (groupKeys: Iterable<string>, facts: Facts, idOf: EntityIds): Clustered[] => {
  const { memberships, standing, restraint } = facts;
  const met = new Set<string>();
  const found: Clustered[] = [];
  for (const start of groupKeys) {
    if (met.has(start) || !facts.nodes.has(start)) continue;
    const components = connectedWith(start, facts);
    const parts = components.map((component) => ({ component, nodes: nodesOf(component.recordKeys, facts) }));
    const nodes = parts.flatMap((part) => part.nodes);
    for (const { recordKey } of nodes) met.add(recordKey);
    const isEnrolled = (recordKey: string): boolean => standing.isEnrolled(idOf(recordKey));
    found.push({
      component: oneComponent(components),
      nodes,
      memberships,
      ...groupClustersOf({ parts, standing, memberships, restraint, isEnrolled }),
    });
  }
  return found.sort(compareClusterings);
};
