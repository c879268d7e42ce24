import type { Component } from '../graph/component.ts';
import { oneComponent } from '../graph/component.ts';
import type { Node } from '../node.ts';
import { keptWhole, standingEntities } from './hold.ts';
import type { Restraining } from './restraining.ts';

type Neighbours = ReadonlyMap<Component, ReadonlySet<Component>>;

/** Everything that is reached from some components. */
const reached = (from: Iterable<Component>, neighbours: Neighbours): Set<Component> => {
  const found = new Set(from);
  // A set is walked as it grows.
  for (const one of found) for (const other of neighbours.get(one) ?? []) found.add(other);
  return found;
};

/** Which components share a registrant as things stand, and which of them one that is kept whole. */
const neighboursOf = (
  components: readonly Component[],
  nodes: ReadonlyMap<string, Node>,
  restraint: Restraining,
): { readonly sharing: Neighbours; readonly kept: Neighbours } => {
  const componentOf = new Map(components.flatMap((one) => one.recordKeys.map((recordKey) => [recordKey, one])));
  const enrolled = new Set(components.flatMap((one) => [...one.enrolled]));
  const [sharing, kept] = [new Map<Component, Set<Component>>(), new Map<Component, Set<Component>>()];
  const known = [...componentOf.keys()].flatMap((recordKey) => nodes.get(recordKey) ?? []);
  for (const members of standingEntities(known).values()) {
    const involved = new Set(members.flatMap(({ recordKey }) => componentOf.get(recordKey) ?? []));
    if (involved.size < 2) continue;
    const isKept = keptWhole(members, enrolled, restraint) !== undefined;
    for (const neighbours of isKept ? [sharing, kept] : [sharing]) {
      for (const one of involved) {
        const found = neighbours.get(one) ?? new Set();
        neighbours.set(one, found);
        for (const other of involved) found.add(other);
      }
    }
  }
  return { sharing, kept };
};

/**
 * Components with those of whoever shares with them a registrant that is kept whole: what joined its records may have
 * fallen away, and only who knows all of them can hold them together. Where a registrant is not kept whole any more, its
 * parts are clustered each on its own, but all of them: what one of them loses has to be told. What was told of only
 * because it might belong is dropped where it does not.
 *
 * @param nodes records of the components, by record key
 */
export const joinKept = (
  components: readonly Component[],
  nodes: ReadonlyMap<string, Node>,
  restraint: Restraining,
): Component[] => {
  if (components.length < 2) return components.filter(({ touched }) => touched);
  const { sharing, kept } = neighboursOf(components, nodes, restraint);
  const concerned = reached(
    components.filter(({ touched }) => touched),
    sharing,
  );
  const taken = new Set<Component>();
  const joined: Component[] = [];
  for (const start of components) {
    if (!concerned.has(start) || taken.has(start)) continue;
    const group = reached([start], kept);
    for (const one of group) taken.add(one);
    const [first = start, ...others] = components.filter((one) => group.has(one));
    joined.push(oneComponent([first, ...others]));
  }
  return joined;
};
