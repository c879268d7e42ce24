import type {
  Component,
  Edge,
  EdgeRules,
  Linkage,
  Member,
  Neighbour,
  SilentBlock,
} from '../../../../../../processors/identity/linkage/edges/index.ts';

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The edge set as a function of the record set, in its plainest form: computed anew whenever it is asked for. */
export class PlainEdges<Content> {
  readonly #linkage: Linkage<Content>;
  readonly #rules: EdgeRules;
  readonly #records = new Map<string, Content>();

  constructor(linkage: Linkage<Content>, rules: EdgeRules) {
    this.#linkage = linkage;
    this.#rules = rules;
  }

  get size(): number {
    return this.#records.size;
  }

  put(id: string, content: Content): void {
    this.#records.set(id, content);
  }

  remove(id: string): void {
    this.#records.delete(id);
  }

  edgesOf(id: string): Neighbour[] {
    const content = this.#records.get(id);
    if (content === undefined) return [];
    const own = this.#linkage.contentId(content);
    const members = this.#members();
    const found = this.edges().flatMap(({ a, b, weight }) => {
      if (a !== own && b !== own) return [];
      const others = (members.get(a === own ? b : a)?.ids ?? []).filter((other) => other !== id);
      return others.map((other) => ({ id: other, weight }));
    });
    return found.sort((x, y) => compareText(x.id, y.id));
  }

  component(id: string): Component<Content> {
    const content = this.#records.get(id);
    if (content === undefined) return { members: [], edges: [] };
    const all = this.edges();
    const reached = new Set([this.#linkage.contentId(content)]);
    for (let before = 0; before < reached.size;) {
      before = reached.size;
      for (const { a, b } of all) if (reached.has(a) || reached.has(b)) reached.add(a).add(b);
    }
    const edges = all.filter(({ a }) => reached.has(a));
    const members = [...this.#members()].flatMap(([contentId, member]) => (reached.has(contentId) ? [member] : []));
    if (edges.length === 0) return { members: members.map((member) => ({ ...member, ids: [id] })), edges };
    return { members: members.sort((x, y) => compareText(x.ids[0] ?? '', y.ids[0] ?? '')), edges };
  }

  silentBlocks(): SilentBlock[] {
    const blocks = [...this.#blocks()].sort(([x], [y]) => x - y);
    return blocks.flatMap(([key, members]) => {
      const [first] = members;
      if (first === undefined || members.length <= this.#capOf(key)) return [];
      const rule = this.#linkage.ruleOf?.(first.content, key);
      return [{ key, rule, contents: members.length, records: members.reduce((n, { ids }) => n + ids.length, 0) }];
    });
  }

  edges(): Edge[] {
    const found = new Map<string, Edge>();
    const silent = new Set(this.silentBlocks().map(({ key }) => key));
    for (const [key, block] of this.#blocks()) {
      if (silent.has(key)) continue;
      for (const x of block) {
        for (const y of block) {
          const weight = this.#linkage.weight(x.content, y.content, silent);
          if (x.contentId > y.contentId || (x === y && x.ids.length < 2) || weight < this.#rules.reviewLine) continue;
          found.set(`${x.contentId}\t${y.contentId}`, { a: x.contentId, b: y.contentId, weight });
        }
      }
    }
    return [...found.values()].sort((x, y) => compareText(x.a, y.a) || compareText(x.b, y.b));
  }

  #capOf(key: number): number {
    return Math.min(this.#rules.cap, this.#linkage.capOf?.(key) ?? this.#rules.cap);
  }

  #members(): Map<string, Member<Content>> {
    const members = new Map<string, { contentId: string; content: Content; ids: string[] }>();
    for (const [id, content] of [...this.#records].sort(([x], [y]) => compareText(x, y))) {
      const contentId = this.#linkage.contentId(content);
      const known = members.get(contentId);
      if (known === undefined) members.set(contentId, { contentId, content, ids: [id] });
      else known.ids.push(id);
    }
    return members;
  }

  #blocks(): Map<number, Member<Content>[]> {
    const blocks = new Map<number, Member<Content>[]>();
    for (const member of this.#members().values()) {
      if (member.ids.length > (this.#rules.records ?? Infinity)) continue;
      for (const key of new Set(this.#linkage.keysOf(member.content)))
        blocks.set(key, [...(blocks.get(key) ?? []), member]);
    }
    return blocks;
  }
}
