import { Change, edgeBetween } from './change.ts';
import { ContentEdges } from './contentEdges.ts';
import { Memberships } from './memberships.ts';
import { PlainContents } from './plainContents.ts';
import { Profiles } from './profiles.ts';
import { RecordIds } from './recordIds.ts';
import { validated } from './rules.ts';
import type { Component, Edge, EdgeChange, EdgeRules, Linkage, Neighbour, SilentBlock } from './types.ts';
import { walk } from './walk.ts';

const unchanged: EdgeChange = { came: [], went: [], touched: [] };

/**
 * The edge set as a function of the record set, whatever came first: an edge exists exactly while its weight reaches the
 * review line and its two contents share a blocking key whose block holds at most `cap` distinct contents. A block that
 * grows past the cap falls silent and the edges that it alone supported go; when it shrinks they come back. Records with
 * one content hang under one profile, count once in every block and share its edges, so that many identical records
 * neither silence anything nor cost a pair each.
 *
 * Held in memory; `npm run bench:edges` measures it.
 */
export class EdgeIndex<Content> {
  readonly #linkage: Linkage<Content>;
  readonly #rules: Required<EdgeRules>;
  readonly #ids: RecordIds;
  readonly #records = new Memberships();
  readonly #profiles: Profiles<Content>;
  readonly #edges: ContentEdges<Content>;

  /**
   * @param ids of the records, when other indices hold the same ones
   * @throws EtlError `EDGE_RULES_INVALID` (bug)
   */
  constructor(linkage: Linkage<Content>, rules: EdgeRules, ids = new RecordIds()) {
    this.#ids = ids;
    this.#linkage = linkage;
    this.#rules = validated(rules);
    this.#profiles = new Profiles(linkage.contents?.() ?? new PlainContents((content) => linkage.contentId(content)));
    this.#edges = new ContentEdges(linkage, this.#rules, this.#profiles);
  }

  get size(): number {
    return this.#records.size;
  }

  /** Bytes allocated, without contents that are kept as they are; ids that are shared count in each index. */
  get bytes(): number {
    return this.#ids.bytes + this.#records.bytes + this.#profiles.bytes + this.#edges.bytes;
  }

  /**
   * Takes in a record that is new or has a new content. With the content that is known already nothing changes.
   *
   * @throws EtlError `BLOCKING_KEY_NOT_INTEGER` (bug): the index is to be thrown away
   */
  put(id: string, content: Content): EdgeChange {
    const contentId = this.#linkage.contentId(content);
    const change = new Change();
    return this.#put(id, content, contentId, change) ? this.#told(change, id, contentId) : unchanged;
  }

  /** As {@link put}, for whoever fills an index and asks nobody what became of it. */
  fill(id: string, content: Content): void {
    this.#put(id, content, this.#linkage.contentId(content), undefined);
  }

  /** @returns whether anything has changed */
  #put(id: string, content: Content, contentId: string, change: Change | undefined): boolean {
    const known = this.#profiles.find(contentId);
    let record = this.#ids.find(id);
    const profile = record < 0 ? -1 : this.#records.profileOf(record);
    if (profile >= 0) {
      if (profile === known) return false;
      if (known < 0 && this.#profiles.members[profile] === 1) {
        this.#edges.replace(profile, content, contentId, change);
        return true;
      }
      this.#leave(record, change);
    } else record = this.#ids.take(id);
    const own = known >= 0 ? known : this.#profiles.create(content, contentId);
    this.#join(record, own, change);
    if (known < 0) this.#edges.add(own, change, content);
    return true;
  }

  /** Takes a record out. An id that is not there changes nothing: an erasure may be told twice. */
  remove(id: string): EdgeChange {
    const record = this.#ids.find(id);
    if (record < 0 || this.#records.profileOf(record) < 0) return unchanged;
    const change = new Change();
    this.#leave(record, change);
    this.#ids.release(record);
    return this.#told(change);
  }

  /** The id of every record, in no order. */
  *ids(): Generator<string> {
    for (let record = 0; record < this.#ids.end; record += 1)
      if (this.#records.profileOf(record) >= 0) yield this.#ids.idOf(record);
  }

  has(id: string): boolean {
    return this.#profileOf(id) >= 0;
  }

  /** The content of a record; undefined for an id that is not there. */
  contentOf(id: string): Content | undefined {
    const profile = this.#profileOf(id);
    return profile < 0 ? undefined : this.#profiles.contentOf(profile);
  }

  /** The ids of the records that have a content, ascending. */
  recordsOf(contentId: string): readonly string[] {
    return this.#membersOf(this.#profiles.find(contentId));
  }

  /** All records to which a record has an edge, ascending by id; empty for an id that is not there. */
  edgesOf(id: string): Neighbour[] {
    const profile = this.#profileOf(id);
    if (profile < 0) return [];
    const { graph } = this.#edges;
    const found: Neighbour[] = [];
    const add = (other: number, weight: number) => {
      for (const name of this.#membersOf(other)) if (name !== id) found.push({ id: name, weight });
    };
    const own = this.#edges.own(profile);
    if (own !== undefined) add(profile, own);
    for (let half = graph.first(profile); half >= 0; half = graph.next(half)) add(graph.to(half), graph.weight(half));
    return found.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Every edge, in no order. */
  *edges(): Generator<Edge> {
    const { graph } = this.#edges;
    for (let profile = 0; profile < this.#profiles.end; profile++) {
      if (this.#profiles.members[profile] === 0) continue;
      const own = this.#edges.own(profile);
      const id = this.#profiles.idOf(profile);
      if (own !== undefined) yield { a: id, b: id, weight: own };
      for (let half = graph.first(profile); half >= 0; half = graph.next(half)) {
        const to = graph.to(half);
        if (to > profile) yield edgeBetween(id, this.#profiles.idOf(to), graph.weight(half));
      }
    }
  }

  /**
   * What is connected with a record, with all edges among it. A record without edges is alone, also where others have
   * the same content.
   *
   * @param line the least weight of an edge that connects, in 1/256 bit; the review line when not given
   * @returns without members for an id that is not there
   */
  component(id: string, line: number = this.#rules.reviewLine): Component<Content> {
    const start = this.#profileOf(id);
    if (start < 0) return { members: [], edges: [] };
    const { profiles, edges } = walk(start, line, this.#edges, this.#profiles);
    const isAlone = edges.length === 0;
    const members = profiles.map((profile) => ({
      contentId: this.#profiles.idOf(profile),
      content: this.#profiles.contentOf(profile),
      ids: isAlone ? [id] : this.#membersOf(profile),
    }));
    members.sort(({ ids: [a = ''] }, { ids: [b = ''] }) => (a < b ? -1 : 1));
    return { members, edges };
  }

  /** Whether any block has fallen silent. */
  get hasSilentBlocks(): boolean {
    return this.#edges.silent.size > 0;
  }

  /** Whether the block of a key has fallen silent. */
  isSilent(key: number): boolean {
    return this.#edges.silent.has(key);
  }

  /** The blocks that have fallen silent, by key. */
  silentBlocks(): SilentBlock[] {
    const found = [...this.#edges.silent].map((key): SilentBlock => {
      const holders = [...this.#edges.holders(key)];
      const [first] = holders.map((profile) => this.#profiles.idOf(profile)).sort();
      const content = this.#profiles.contentOf(this.#profiles.find(first ?? ''));
      const records = holders.reduce((sum, profile) => sum + (this.#profiles.members[profile] ?? 0), 0);
      return { key, rule: this.#linkage.ruleOf?.(content, key), contents: holders.length, records };
    });
    return found.sort((a, b) => a.key - b.key);
  }

  #profileOf(id: string): number {
    const record = this.#ids.find(id);
    return record < 0 ? -1 : this.#records.profileOf(record);
  }

  #membersOf(profile: number): string[] {
    if (profile < 0) return [];
    const records = this.#records.beside(this.#profiles.member[profile] as number);
    return records.map((record) => this.#ids.idOf(record)).sort();
  }

  #firstOf(profile: number): string {
    return this.#membersOf(profile)[0] as string;
  }

  #attach(record: number, profile: number): void {
    const { member, members } = this.#profiles;
    this.#records.join(record, profile, member[profile] as number);
    member[profile] = record;
    members[profile] = (members[profile] as number) + 1;
  }

  #join(record: number, profile: number, change: Change | undefined): void {
    const before = this.#profiles.members[profile] as number;
    if (before === this.#rules.records) this.#goOwn(profile, change);
    this.#attach(record, profile);
    if (before === this.#rules.records) {
      this.#edges.hush(profile, change);
    } else if (before === 1) this.#comeOwn(profile, change);
  }

  #leave(record: number, change: Change | undefined): void {
    const profile = this.#records.profileOf(record);
    const { member, members } = this.#profiles;
    const left = (members[profile] as number) - 1;
    if (left === 1) this.#goOwn(profile, change);
    member[profile] = this.#records.leave(record);
    members[profile] = left;
    if (left === this.#rules.records) {
      this.#edges.add(profile, change);
      this.#comeOwn(profile, change);
    }
    if (left > 0) {
      if (change !== undefined && this.#edges.hasEdges(profile)) change.left = this.#profiles.idOf(profile);
      return;
    }
    this.#edges.remove(profile, change);
    this.#profiles.delete(profile);
  }

  #comeOwn(profile: number, change: Change | undefined): void {
    const own = change === undefined ? undefined : this.#ownEdge(profile);
    if (own !== undefined) change?.come(own);
  }

  #goOwn(profile: number, change: Change | undefined): void {
    const own = change === undefined ? undefined : this.#ownEdge(profile);
    if (own !== undefined) change?.go(own);
  }

  #ownEdge(profile: number): Edge | undefined {
    const weight = this.#edges.own(profile);
    const id = this.#profiles.idOf(profile);
    return weight === undefined ? undefined : { a: id, b: id, weight };
  }

  /**
   * Tells a change in an order that depends on the records alone, not on how the index came to hold them.
   *
   * @param id the record that came or changed
   * @param own the id of its content
   */
  #told(change: Change, id?: string, own?: string): EdgeChange {
    const { left } = change;
    const came = change.came();
    const went = change.went();
    const touched = id === undefined ? [] : [id];
    // Records of a content that has lost an edge may be alone now, each a component of its own.
    const losers = new Set(went.flatMap(({ a, b }) => [a, b]));
    const others = new Set(losers);
    if (left !== undefined) others.add(left);
    for (const { a, b } of came) if (a !== own && b !== own) others.add(a);
    for (const contentId of others) {
      const profile = this.#profiles.find(contentId);
      if (profile < 0 || (contentId === own && !losers.has(contentId))) continue;
      if (losers.has(contentId)) for (const name of this.#membersOf(profile)) touched.push(name);
      else touched.push(this.#firstOf(profile));
    }
    return { came, went, touched: [...new Set(touched)].sort() };
  }
}
