import { addTo } from '../collections.ts';
import { loadErased } from '../erasure/loadErased.ts';
import type { Facts } from '../facts.ts';
import { addMember, memberKeysOf, nodesOf } from '../facts.ts';
import type { Component } from '../graph/component.ts';
import type { IdentityGraph } from '../graph/identityGraph.ts';
import type { Places } from '../graph/places.ts';
import { RegistrantClasses } from '../graph/registrantClasses.ts';
import { loadNodes } from '../loadNodes.ts';
import type { Step } from '../step.ts';
import { componentsIn } from '../step.ts';
import type { StateReader } from '../store/reader.ts';
import type { Household } from './household.ts';
import { addressLevel } from './overlap.ts';

/** A batch whose persons were read, and what reads the rest of it. */
export interface GroupReading {
  readonly steps: readonly Step[];
  readonly facts: Facts;
  readonly graph: IdentityGraph;
  readonly places: Places;
  readonly reader: StateReader;
  /** Components of groups as they were before the batch, of those that it changes. */
  readonly componentsBefore: ReadonlyMap<string, Component>;
}

/**
 * Persons that may come to belong to another registrant than before: those that are not, or were not, alone, and those
 * that were erased or come again after it.
 */
const movable = (steps: readonly Step[], facts: Facts): Set<string> => {
  const found = new Set<string>();
  for (const step of steps) {
    if (step.kind === 'erasure') found.add(step.recordKey);
    if (step.kind === 'view' && facts.erased.has(step.view.recordKey)) found.add(step.view.recordKey);
  }
  for (const { recordKeys } of steps.flatMap(componentsIn)) {
    for (const recordKey of recordKeys) {
      const node = facts.nodes.get(recordKey);
      if (recordKeys.length > 1 || (node !== undefined && node.anchor !== recordKey)) found.add(recordKey);
    }
  }
  return found;
};

/** Reads the groups that a batch may concern, step by step outwards from those that it touches. */
class GroupLoader {
  readonly #reading: GroupReading;
  readonly #classes = new RegistrantClasses();
  /** By group: what it says before, in and after the batch. */
  readonly #households = new Map<string, Household[]>();
  /** Members that groups of the batch list, by group. */
  readonly #listed = new Map<string, string[]>();
  readonly #expanded = new Set<string>();
  /** Members whose registrants were asked for. */
  readonly #asked = new Set<string>();

  constructor(reading: GroupReading) {
    this.#reading = reading;
    const { steps, facts } = reading;
    for (const { recordKey, anchor } of facts.nodes.values()) this.#classes.unite([recordKey, anchor ?? recordKey]);
    for (const { recordKeys } of steps.flatMap(componentsIn)) this.#classes.unite(recordKeys);
    for (const step of steps) {
      if (step.kind === 'erasure') this.#remember(step.recordKey, step.rest?.profile.household);
      if (step.kind !== 'view' || step.view.kind !== 'group') continue;
      const { recordKey, fields } = step.view;
      const members = fields.members.map((member) => member.recordKey);
      this.#listed.set(recordKey, [...(this.#listed.get(recordKey) ?? []), ...members]);
      this.#remember(recordKey, step.profile.household);
    }
  }

  async load(): Promise<void> {
    const { steps, facts, reader, componentsBefore } = this.#reading;
    const persons = [...movable(steps, facts)];
    const changed = steps.flatMap(componentsIn).flatMap(({ recordKeys }) => recordKeys);
    const isGroup = (recordKey: string): boolean =>
      this.#listed.has(recordKey) || facts.nodes.get(recordKey)?.kind === 'group';
    let frontier = new Set([
      ...(persons.length === 0 ? [] : await reader.groupsWith(persons)),
      ...[...changed, ...componentsBefore.keys()].filter(isGroup),
    ]);
    while (frontier.size > 0) frontier = await this.#expand(frontier);
  }

  /** Reads some groups with all that identifiers and verdicts connect them with; @returns those that may be tied to them. */
  async #expand(groupKeys: ReadonlySet<string>): Promise<Set<string>> {
    const { facts, reader, graph } = this.#reading;
    const connected = graph.componentsOf(groupKeys).flatMap(({ recordKeys }) => recordKeys);
    const groups = new Set([...groupKeys, ...connected].filter((key) => !this.#expanded.has(key)));
    await this.#take(groups);
    for (const key of groups) this.#expanded.add(key);
    const members = [...groups].flatMap((key) => this.#membersOf(key));
    const mates = this.#matesOf(members);
    const near = new Set(mates.length === 0 ? [] : await reader.groupsWith(mates));
    await this.#take(near);
    const others = [...near, ...this.#listed.keys()].filter((key) => facts.nodes.has(key) && !this.#expanded.has(key));
    const sharing = this.#sharingWith(groups);
    return new Set(others.filter((other) => sharing(other).some((group) => this.#mayBeTied(group, other))));
  }

  /** Which of some groups may have a member in common with another at some moment. */
  #sharingWith(groupKeys: ReadonlySet<string>): (groupKey: string) => string[] {
    const listing = new Map<string, Set<string>>();
    for (const group of groupKeys) {
      for (const member of this.#statedMembersOf(group))
        for (const mate of this.#classes.of(member)) addTo(listing, mate, group);
    }
    return (groupKey) => [
      ...new Set(this.#statedMembersOf(groupKey).flatMap((member) => [...(listing.get(member) ?? [])])),
    ];
  }

  /** Reads groups and the registrants of their members. */
  async #take(groupKeys: ReadonlySet<string>): Promise<void> {
    const { facts, reader, graph, places, componentsBefore } = this.#reading;
    await loadNodes(groupKeys, facts, reader);
    const taken = [...groupKeys].filter((key) => facts.nodes.has(key) && !facts.groupComponents.has(key));
    for (const node of nodesOf(taken, facts))
      for (const member of memberKeysOf(node)) addMember(facts, member, node.recordKey);
    const components = new Map(
      graph
        .componentsOf(taken.filter((key) => !componentsBefore.has(key)))
        .flatMap((component) => component.recordKeys.map((key) => [key, component] as const)),
    );
    for (const key of taken) {
      const component = componentsBefore.get(key) ?? components.get(key);
      if (component !== undefined) facts.groupComponents.set(key, component);
    }
    const elsewhere = new Set(
      [...groupKeys]
        .flatMap((key) => this.#membersOf(key))
        .filter((member) => !facts.nodes.has(member) && !this.#asked.has(member)),
    );
    for (const member of elsewhere) this.#asked.add(member);
    await loadErased([...groupKeys, ...elsewhere], facts, reader);
    const linked = [...elsewhere].filter((member) => places.anchorOf(member) !== member);
    for (const member of linked) {
      const anchor = places.anchorOf(member);
      facts.anchors.set(member, anchor);
      this.#classes.unite([member, anchor]);
    }
    facts.memberships.moved(linked);
  }

  /** All records that may be of one registrant with one of some members. */
  #matesOf(members: readonly string[]): string[] {
    const { facts, places } = this.#reading;
    const known = new Set(members.flatMap((member) => [...this.#classes.of(member)]));
    const anchors = new Set([...known].map((key) => facts.nodes.get(key)?.anchor ?? facts.anchors.get(key) ?? key));
    for (const anchor of anchors) this.#classes.unite([anchor, ...places.linkedTo(anchor)]);
    return [...new Set(members.flatMap((member) => [...this.#classes.of(member)]))];
  }

  #remember(groupKey: string, household: Household | undefined): void {
    if (household !== undefined) this.#households.set(groupKey, [...this.#householdsOf(groupKey), household]);
  }

  #membersOf(groupKey: string): string[] {
    const node = this.#reading.facts.nodes.get(groupKey);
    return [...(node === undefined ? [] : memberKeysOf(node)), ...(this.#listed.get(groupKey) ?? [])];
  }

  /** What a group says at some moment of the batch. */
  #householdsOf(groupKey: string): readonly Household[] {
    const stored = this.#reading.facts.nodes.get(groupKey)?.profile.household;
    return [...(this.#households.get(groupKey) ?? []), ...(stored === undefined ? [] : [stored])];
  }

  /** Members that a group has at some moment of the batch. */
  #statedMembersOf(groupKey: string): string[] {
    return this.#householdsOf(groupKey).flatMap(({ members }) => members);
  }

  /** Whether two groups may have enough in common for a tie at some moment: never false where they have. */
  #mayBeTied(a: string, b: string): boolean {
    return this.#householdsOf(a).some((mine) =>
      this.#householdsOf(b).some((theirs) => {
        if ([...mine.sources].some((source) => theirs.sources.has(source))) return false;
        const common = Math.max(this.#commonOf(mine, theirs), this.#commonOf(theirs, mine));
        if (common !== 1) return common > 1;
        return Math.max(mine.members.length, theirs.members.length) === 1 || addressLevel(mine, theirs) === 'same';
      }),
    );
  }

  /** How many members of the one may be members of the other. */
  #commonOf(mine: Household, theirs: Household): number {
    const members = new Set(theirs.members);
    return mine.members.filter((member) => [...this.#classes.of(member)].some((mate) => members.has(mate))).length;
  }
}

/**
 * Reads the groups that a batch may cluster anew: those that it changes, those that list a person whose registrant may
 * change, and, from each, the groups with which it may have enough members in common at any moment of the batch.
 */
export const loadGroups = (reading: GroupReading): Promise<void> => new GroupLoader(reading).load();
