import { EtlError } from '../../../../core/errors.ts';
import { Change, edgeBetween } from './change.ts';
import { ContentEdges } from './contentEdges.ts';
import { Profiles } from './profiles.ts';
import { Records } from './records.ts';
import type { Component, Edge, EdgeChange, EdgeRules, Linkage, Neighbour, SilentBlock } from './types.ts';
import { walk } from './walk.ts';

const component = 'processors/identity';

const unchanged: EdgeChange = { came: [], went: [], touched: [] };

const misloaded = (message: string): EtlError => new EtlError('EDGES_NOT_LOADED', 'bug', message, { component });

const validated = ({ cap, reviewLine, records = Infinity }: EdgeRules): Required<EdgeRules> => {
  if (Number.isSafeInteger(cap) && cap >= 1 && !Number.isNaN(reviewLine) && records >= 2)
    return { cap, reviewLine, records };
  const message =
    'The cap of a block must be a whole number of at least 1, the records of a content at least 2, and the review line a number.';
  throw new EtlError('EDGE_RULES_INVALID', 'bug', message, { component, details: { cap, reviewLine, records } });
};

/**
 * The edge set as a function of the record set, whatever came first: an edge exists exactly while its weight reaches the
 * review line and its two contents share a blocking key whose block holds at most `cap` distinct contents. A block that
 * grows past the cap falls silent and the edges that it alone supported go; when it shrinks they come back. Records with
 * one content hang under one profile, count once in every block and share its edges, so that many identical records
 * neither silence anything nor cost a pair each.
 *
 * Held in memory, under 400 bytes a record with its id, besides the contents (`npm run bench:edges`); can be
 * filled without weighing a pair, by {@link EdgeIndex.load}.
 */
export class EdgeIndex<Content> {
  readonly #linkage: Linkage<Content>;
  readonly #rules: Required<EdgeRules>;
  readonly #records = new Records();
  readonly #profiles: Profiles<Content>;
  readonly #edges: ContentEdges<Content>;

  /** @throws EtlError `EDGE_RULES_INVALID` (bug) */
  constructor(linkage: Linkage<Content>, rules: EdgeRules) {
    this.#linkage = linkage;
    this.#rules = validated(rules);
    this.#profiles = new Profiles((content) => linkage.contentId(content));
    this.#edges = new ContentEdges(linkage, this.#rules, this.#profiles);
  }

  /** How many records there are. */
  get size(): number {
    return this.#records.size;
  }

  /** Bytes allocated, without the contents and the text of the ids. */
  get bytes(): number {
    return this.#records.bytes + this.#profiles.bytes + this.#edges.bytes;
  }

  /**
   * Takes in a record that is new or has a new content. With the content that is known already nothing changes.
   *
   * @throws EtlError `BLOCKING_KEY_NOT_INTEGER` (bug): the index is to be thrown away
   */
  put(id: string, content: Content): EdgeChange {
    const contentId = this.#linkage.contentId(content);
    const known = this.#profiles.find(contentId);
    const change = new Change();
    let record = this.#records.find(id);
    if (record >= 0) {
      const profile = this.#records.profileOf(record);
      if (profile === known) return unchanged;
      if (known < 0 && this.#profiles.members[profile] === 1) {
        this.#edges.replace(profile, content, contentId, change);
        return this.#told(change, id, contentId);
      }
      this.#leave(record, change);
    } else record = this.#records.create(id);
    const profile = known >= 0 ? known : this.#profiles.create(content, contentId);
    this.#join(record, profile, change);
    if (known < 0) this.#edges.add(profile, change);
    return this.#told(change, id, contentId);
  }

  /** Takes a record out. An id that is not there changes nothing: an erasure may be told twice. */
  remove(id: string): EdgeChange {
    const record = this.#records.find(id);
    if (record < 0) return unchanged;
    const change = new Change();
    this.#leave(record, change);
    this.#records.delete(record);
    return this.#told(change);
  }

  /** The id of every record, in no order. */
  ids(): Iterable<string> {
    return this.#records.all();
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

  /**
   * Fills an empty index without weighing a pair.
   *
   * @param records every id once
   * @param edges as {@link EdgeIndex.edges} gave them for these records, this linkage and these rules
   * @throws EtlError `EDGES_NOT_LOADED` (bug) when the index is not empty, an id comes twice, or an edge is not of these
   *   records, linkage and rules: the edges are to be computed anew in a new index
   */
  load(records: Iterable<readonly [string, Content]>, edges: Iterable<Edge>): void {
    if (this.size > 0) throw misloaded('An index that holds records already cannot be loaded; make a new one.');
    for (const [id, content] of records) {
      if (this.#records.find(id) >= 0) throw misloaded('A record is stored twice under one id.');
      const contentId = this.#linkage.contentId(content);
      const known = this.#profiles.find(contentId);
      const profile = known >= 0 ? known : this.#profiles.create(content, contentId);
      this.#attach(this.#records.create(id), profile);
    }
    for (let profile = 0; profile < this.#profiles.end; profile++) {
      if ((this.#profiles.members[profile] as number) <= this.#rules.records) this.#edges.addWithoutEdges(profile);
    }
    for (const { a, b, weight } of edges) {
      const x = this.#profiles.find(a);
      const y = this.#profiles.find(b);
      const isRight = x >= 0 && y >= 0 && (x === y ? this.#edges.own(x) === weight : this.#edges.restore(x, y, weight));
      if (!isRight) throw misloaded('A stored edge does not belong to the stored records and this model.');
    }
  }

  #profileOf(id: string): number {
    const record = this.#records.find(id);
    return record < 0 ? -1 : this.#records.profileOf(record);
  }

  #membersOf(profile: number): string[] {
    return profile < 0 ? [] : this.#records.idsBeside(this.#profiles.member[profile] as number);
  }

  #attach(record: number, profile: number): void {
    const { member, members } = this.#profiles;
    this.#records.join(record, profile, member[profile] as number);
    member[profile] = record;
    members[profile] = (members[profile] as number) + 1;
  }

  #join(record: number, profile: number, change: Change): void {
    const before = this.#profiles.members[profile] as number;
    const own = before === this.#rules.records ? this.#ownEdge(profile) : undefined;
    this.#attach(record, profile);
    if (before === this.#rules.records) {
      if (own !== undefined) change.go(own);
      this.#edges.hush(profile, change);
    } else if (before === 1) this.#comeOwn(profile, change);
  }

  #leave(record: number, change: Change): void {
    const profile = this.#records.profileOf(record);
    const { member, members } = this.#profiles;
    const left = (members[profile] as number) - 1;
    const own = left === 1 ? this.#ownEdge(profile) : undefined;
    if (own !== undefined) change.go(own);
    member[profile] = this.#records.leave(record);
    members[profile] = left;
    if (left === this.#rules.records) {
      this.#edges.add(profile, change);
      this.#comeOwn(profile, change);
    }
    if (left > 0) {
      if (this.#edges.hasEdges(profile)) change.left = this.#profiles.idOf(profile);
      return;
    }
    this.#edges.remove(profile, change);
    this.#profiles.delete(profile);
  }

  #comeOwn(profile: number, change: Change): void {
    const own = this.#ownEdge(profile);
    if (own !== undefined) change.come(own);
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
      else touched.push(this.#records.firstBeside(this.#profiles.member[profile] as number));
    }
    return { came, went, touched: [...new Set(touched)].sort() };
  }
}
