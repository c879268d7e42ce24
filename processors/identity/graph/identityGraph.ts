import type { Judgement } from '../../../schemas/generated/types.ts';
import type { Content, PersonLinkage, PersonProfile } from '../linkage/index.ts';
import type { Edge, Member } from '../linkage/edges/index.ts';
import { EdgeIndex, RecordIds } from '../linkage/edges/index.ts';
import { mostAlike, valueKeysOf } from '../linkage/index.ts';
import type { Profile } from '../profile.ts';
import type { EntityIds } from '../ids.ts';
import type { Compared } from './compared.ts';
import type { Component } from './component.ts';
import { compareComponents } from './component.ts';
import type { Enrolments } from './enrolments.ts';
import type { IdentifierContent } from './identifiers.ts';
import { identifierContent, identifierIndex } from './identifiers.ts';
import type { Places } from './places.ts';
import type { Standing, Verdicts } from './verdicts.ts';

/** What connects a record with others. */
export interface GraphRecord {
  readonly recordKey: string;
  readonly profile: Profile;
  /** What of a person is weighed; undefined for a group. */
  readonly person: PersonProfile | undefined;
}

/** What a graph is made with, besides the model; shared with the graph of another model. */
export interface GraphSetting {
  /** How many different contents may hold an identifier that links. */
  readonly cap: number;
  /** Gives the id of the registrant or group that is anchored on a record. */
  readonly idOf: EntityIds;
  readonly verdicts: Verdicts;
  readonly enrolments: Enrolments;
  readonly places: Places;
}

/**
 * Who may be whom, in memory: records connected by the identifiers that they share, by weighed evidence, and by persons'
 * verdicts. A function of what it holds, whatever came first; it knows of each record what connects it and no more.
 *
 * What is put in stands under a reservation until {@link IdentityGraph.keep}: {@link IdentityGraph.revert} takes it back,
 * so that the graph never knows more than what is stored.
 */
export class IdentityGraph {
  readonly linkage: PersonLinkage;
  readonly #identifiers: EdgeIndex<IdentifierContent>;
  readonly #weighed: EdgeIndex<Content>;
  readonly #verdicts: Verdicts;
  readonly #enrolments: Enrolments;
  readonly #places: Places;
  readonly #idOf: EntityIds;
  /** How to take back what came since the last {@link IdentityGraph.keep}, the latest last. */
  #undo: (() => void)[] = [];

  /** @param linkage of the active model */
  constructor(linkage: PersonLinkage, { cap, idOf, verdicts, enrolments, places }: GraphSetting) {
    this.linkage = linkage;
    this.#idOf = idOf;
    this.#enrolments = enrolments;
    this.#places = places;
    const ids = new RecordIds();
    this.#identifiers = identifierIndex(cap, ids);
    const { blocking, lines } = linkage.model;
    this.#weighed = new EdgeIndex(linkage, { cap: blocking.cap, reviewLine: lines.review, records: mostAlike }, ids);
    this.#verdicts = verdicts;
  }

  /** How many records there are. */
  get size(): number {
    return this.#identifiers.size;
  }

  /** What of a record is compared, by the graph's linkage. */
  compare({ profile, person }: GraphRecord): Compared {
    return {
      identifiers: identifierContent(profile),
      content: person === undefined ? undefined : this.linkage.contentOf(person),
    };
  }

  /** Takes in a record as it is stored, without a reservation: to fill an empty graph. */
  load(recordKey: string, { identifiers, content }: Compared): void {
    this.#identifiers.fill(recordKey, identifiers);
    if (content !== undefined) this.#weighed.fill(recordKey, content);
  }

  /** Every record key, in no order. */
  recordKeys(): Iterable<string> {
    return this.#identifiers.ids();
  }

  /**
   * Takes in a record that is new or has changed.
   *
   * @returns keys of records whose components may have changed, the record's own among them
   */
  put(recordKey: string, { identifiers, content }: Compared): Set<string> {
    const touched = new Set([recordKey]);
    this.#hold(this.#identifiers, recordKey, identifiers, touched);
    if (content !== undefined) this.#hold(this.#weighed, recordKey, content, touched);
    this.#addJudged(recordKey, touched);
    return touched;
  }

  /**
   * Takes a record out, with every verdict on it.
   *
   * @returns keys of the other records whose components may have changed, and of those with which it was judged
   */
  erase(recordKey: string): { readonly touched: ReadonlySet<string>; readonly judged: readonly string[] } {
    const touched = new Set<string>();
    this.#addJudged(recordKey, touched);
    this.#drop(this.#identifiers, recordKey, touched);
    this.#drop(this.#weighed, recordKey, touched);
    const verdicts = this.#verdicts.forget(recordKey);
    this.#undo.push(() => {
      for (const [other, judgement] of verdicts) this.#verdicts.set(recordKey, other, judgement);
    });
    return { touched, judged: verdicts.map(([other]) => other) };
  }

  /**
   * Takes in a group's record that is new or has changed.
   *
   * @returns the components that it is in or has left, as they were before and as they are
   */
  putGroup(
    recordKey: string,
    compared: Compared,
  ): { readonly before: readonly Component[]; readonly after: readonly Component[] } {
    const mark = this.#undo.length;
    const wasKnown = this.has(recordKey);
    const touched = this.put(recordKey, compared);
    const after = this.componentsOf(touched);
    const connected = after.flatMap(({ recordKeys }) => recordKeys);
    if (!wasKnown && connected.length === 1 && touched.size === 1) return { before: [], after };
    this.#rewind(mark);
    const before = this.componentsOf([...touched, ...connected]);
    this.put(recordKey, compared);
    return { before, after };
  }

  /** What a person judged of two records, in force. */
  verdictBetween(a: string, b: string): Standing | undefined {
    return this.#verdicts.between(a, b);
  }

  /** Programmes in which somebody has an enrolment past the draft, with its state. */
  programsOf(registrantId: string): ReadonlyMap<string, string> {
    return this.#enrolments.programsOf(registrantId);
  }

  /** Notes what a person judged of two records. @returns as {@link IdentityGraph.put} */
  judge(a: string, b: string, judgement: Judgement): Set<string> {
    const before = this.#verdicts.set(a, b, judgement);
    this.#undo.push(() => this.#verdicts.set(a, b, before));
    return new Set([a, b].filter((recordKey) => this.has(recordKey)));
  }

  /** Notes what became of an enrolment. It changes no component: what is one stays one. */
  enrol(registrantId: string, program: string, state: string): void {
    const before = this.#enrolments.set(registrantId, program, state);
    this.#undo.push(() => this.#enrolments.set(registrantId, program, before));
  }

  has(recordKey: string): boolean {
    return this.#identifiers.has(recordKey);
  }

  /** Whether something would be taken back. */
  get isReserved(): boolean {
    return this.#undo.length > 0;
  }

  /** Takes back everything since the last {@link IdentityGraph.keep}. */
  revert(): void {
    this.#rewind(0);
  }

  /** What came is stored: it stays. */
  keep(): void {
    this.#undo = [];
  }

  /**
   * The components that hold the given records, and those of whoever may share a registrant with one of them, each once,
   * in the order of their first record keys.
   */
  componentsOf(recordKeys: Iterable<string>): Component[] {
    const seen = new Set<string>();
    const found: Component[] = [];
    const take = (recordKey: string, touched: boolean): void => {
      if (seen.has(recordKey) || !this.has(recordKey)) return;
      const component = this.#componentOf(recordKey, touched);
      for (const member of component.recordKeys) seen.add(member);
      found.push(component);
    };
    for (const recordKey of recordKeys) take(recordKey, true);
    // A list is walked as it grows.
    for (const component of found) {
      for (const mate of this.#places.mates(component.recordKeys)) take(mate, false);
    }
    for (const component of found) this.#places.meet(component.recordKeys);
    const alone = found.length === 1 && found[0]?.recordKeys.length === 1;
    return found
      .map((component) => (alone ? component : { ...component, enrolled: this.#enrolledOf(component.recordKeys) }))
      .sort(compareComponents);
  }

  #rewind(mark: number): void {
    for (const undo of this.#undo.splice(mark).reverse()) undo();
  }

  #hold<C>(index: EdgeIndex<C>, recordKey: string, content: C, touched: Set<string>): void {
    const before = index.contentOf(recordKey);
    const change = index.put(recordKey, content);
    for (const id of change.touched) touched.add(id);
    this.#undo.push(() => {
      if (before === undefined) index.remove(recordKey);
      else index.put(recordKey, before);
    });
  }

  #drop<C>(index: EdgeIndex<C>, recordKey: string, touched: Set<string>): void {
    const before = index.contentOf(recordKey);
    if (before === undefined) return;
    for (const id of index.remove(recordKey).touched) touched.add(id);
    this.#undo.push(() => index.put(recordKey, before));
  }

  #addJudged(recordKey: string, touched: Set<string>): void {
    for (const [other, judgement] of this.#verdicts.of(recordKey)) {
      if (judgement === 'same' && this.has(other)) touched.add(other);
    }
  }

  #componentOf(start: string, touched: boolean): Component {
    const recordKeys = new Set([start]);
    const byIdentifier = new Set<string>();
    const byWeight = new Set<string>();
    const members: Member<Content>[] = [];
    const edges: Edge[] = [];
    // A set is walked in the order of insertion, and what is added on the way is met too.
    for (const recordKey of recordKeys) {
      if (!byIdentifier.has(recordKey)) {
        for (const { ids } of this.#identifiers.component(recordKey).members) {
          for (const id of ids) {
            byIdentifier.add(id);
            recordKeys.add(id);
          }
        }
      }
      if (!byWeight.has(recordKey)) {
        const weighed = this.#weighed.component(recordKey);
        for (const edge of weighed.edges) edges.push(edge);
        for (const member of weighed.members) {
          members.push(member);
          for (const id of member.ids) {
            byWeight.add(id);
            recordKeys.add(id);
          }
        }
      }
      this.#addJudged(recordKey, recordKeys);
    }
    const sorted = [...recordKeys].sort();
    return {
      linkage: this.linkage,
      recordKeys: sorted,
      silent: this.#silentOf(sorted),
      silentValues: this.#silentValuesOf(members),
      members,
      edges,
      verdicts: this.#verdicts.about(recordKeys),
      enrolled: new Set(),
      touched,
    };
  }

  #silentOf(recordKeys: readonly string[]): Set<number> {
    const silent = new Set<number>();
    if (!this.#identifiers.hasSilentBlocks) return silent;
    for (const recordKey of recordKeys) {
      for (const key of this.#identifiers.contentOf(recordKey)?.keys ?? []) {
        if (this.#identifiers.isSilent(key)) silent.add(key);
      }
    }
    return silent;
  }

  #silentValuesOf(members: readonly Member<Content>[]): Set<number> {
    if (!this.#weighed.hasSilentBlocks) return new Set();
    return new Set(members.flatMap(({ content }) => valueKeysOf(content)).filter((key) => this.#weighed.isSilent(key)));
  }

  #enrolledOf(recordKeys: readonly string[]): Set<string> {
    if (this.#enrolments.isEmpty) return new Set();
    return new Set(recordKeys.filter((recordKey) => this.#enrolments.has(this.#idOf(recordKey))));
  }
}
