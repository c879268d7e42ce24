import type { Component } from '../graph/component.ts';
import type { PairVerdict } from '../graph/verdicts.ts';
import type { Content } from '../linkage/index.ts';
import type { Member } from '../linkage/edges/index.ts';
import type { Node } from '../node.ts';
import { keptWhole, standingEntities } from './hold.ts';
import type { Restraining } from './restraining.ts';

const united = <T>(sets: readonly ReadonlySet<T>[]): Set<T> => new Set(sets.flatMap((set) => [...set]));

const unitedMembers = (components: readonly Component[]): Member<Content>[] => {
  const found = new Map<string, Member<Content>>();
  for (const member of components.flatMap(({ members }) => members)) {
    const known = found.get(member.contentId);
    found.set(
      member.contentId,
      known === undefined ? member : { ...member, ids: [...new Set([...known.ids, ...member.ids])].sort() },
    );
  }
  return [...found.values()];
};

const unitedVerdicts = (components: readonly Component[]): PairVerdict[] => {
  const found = new Map(components.flatMap(({ verdicts }) => verdicts.map((one) => [`${one.a}\t${one.b}`, one])));
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, verdict]) => verdict);
};

const oneOf = (components: readonly [Component, ...Component[]]): Component => {
  const [first] = components;
  if (components.length === 1) return first;
  return {
    linkage: first.linkage,
    recordKeys: components.flatMap(({ recordKeys }) => recordKeys).sort(),
    silent: united(components.map(({ silent }) => silent)),
    silentValues: united(components.map(({ silentValues }) => silentValues)),
    members: unitedMembers(components),
    edges: [
      ...new Map(components.flatMap(({ edges }) => edges.map((edge) => [`${edge.a}\t${edge.b}`, edge]))).values(),
    ],
    verdicts: unitedVerdicts(components),
    enrolled: united(components.map(({ enrolled }) => enrolled)),
    touched: true,
  };
};

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
  const enrolled = united(components.map((one) => one.enrolled));
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
    joined.push(oneOf([first, ...others]));
  }
  return joined;
};
