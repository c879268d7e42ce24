import type { Component, PairVerdict } from '../graph/component.ts';
import type { Content } from '../linkage/index.ts';
import type { Member } from '../linkage/edges/index.ts';
import type { Node } from '../node.ts';
import { keptWhole, standingEntities } from './hold.ts';
import type { Restraint } from './restraint.ts';

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

/**
 * Components with those of whoever shares with them a registrant that is kept whole: what joined its records may have
 * fallen away, and only who knows all of them can hold them together. What was told of only because it might belong is
 * dropped where it does not.
 *
 * @param nodes records of the components, by record key
 */
export const joinKept = (
  components: readonly Component[],
  nodes: ReadonlyMap<string, Node>,
  restraint: Restraint,
): Component[] => {
  if (components.length < 2) return components.filter(({ touched }) => touched);
  const componentOf = new Map(components.flatMap((one) => one.recordKeys.map((recordKey) => [recordKey, one])));
  const enrolled = united(components.map((one) => one.enrolled));
  const neighbours = new Map<Component, Set<Component>>(components.map((one) => [one, new Set([one])]));
  const known = [...componentOf.keys()].flatMap((recordKey) => nodes.get(recordKey) ?? []);
  for (const members of standingEntities(known).values()) {
    const involved = new Set(members.flatMap(({ recordKey }) => componentOf.get(recordKey) ?? []));
    if (involved.size < 2 || keptWhole(members, enrolled, restraint) === undefined) continue;
    for (const one of involved) for (const other of involved) neighbours.get(one)?.add(other);
  }
  const taken = new Set<Component>();
  const joined: Component[] = [];
  for (const start of components) {
    if (!start.touched || taken.has(start)) continue;
    const group = new Set([start]);
    // A set is walked as it grows.
    for (const one of group) for (const other of neighbours.get(one) ?? []) group.add(other);
    for (const one of group) taken.add(one);
    const [first = start, ...others] = components.filter((one) => group.has(one));
    joined.push(oneOf([first, ...others]));
  }
  return joined;
};
