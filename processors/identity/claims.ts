import type { Node } from './node.ts';

interface Holders {
  /** Record key → content. */
  readonly byRecord: Map<string, string>;
  /** Content → how many records have it. */
  readonly contents: Map<string, number>;
}

/**
 * Which records hold which identifier. An identifier that more than `cap` different contents hold says nothing of
 * anybody (a placeholder that no list knows, an office's own number) and is silent until fewer hold it: a function of
 * the records alone, never of who came first. Identical contents count once, so that a registry that repeats a record
 * does not silence it.
 */
export class Claims {
  readonly #holders = new Map<string, Holders>();
  readonly #silent = new Set<string>();
  readonly #cap: number;

  constructor(cap: number) {
    this.#cap = cap;
  }

  /** Notes that an identifier has more holders than the batch can bring under the cap; its holders are not loaded. */
  silence(key: string): void {
    this.#silent.add(key);
  }

  add(node: Node): void {
    for (const { key } of node.profile.identifiers) this.addHolder(key, node.recordKey, node.profile.content);
  }

  /** Notes one holder; one that is known already is left as it is. */
  addHolder(key: string, recordKey: string, content: string): void {
    if (this.#silent.has(key)) return;
    const holders = this.#holders.get(key) ?? {
      byRecord: new Map<string, string>(),
      contents: new Map<string, number>(),
    };
    this.#holders.set(key, holders);
    if (holders.byRecord.has(recordKey)) return;
    holders.byRecord.set(recordKey, content);
    holders.contents.set(content, (holders.contents.get(content) ?? 0) + 1);
  }

  remove(node: Node): void {
    for (const { key } of node.profile.identifiers) {
      const holders = this.#holders.get(key);
      const content = holders?.byRecord.get(node.recordKey);
      if (holders === undefined || content === undefined) continue;
      holders.byRecord.delete(node.recordKey);
      const left = (holders.contents.get(content) ?? 1) - 1;
      if (left === 0) holders.contents.delete(content);
      else holders.contents.set(content, left);
    }
  }

  /** Whether the identifier is held by few enough to be evidence. */
  speaks(key: string): boolean {
    return !this.#silent.has(key) && (this.#holders.get(key)?.contents.size ?? 0) <= this.#cap;
  }

  /** Record keys of the identifier's holders; empty for a silenced one. */
  holders(key: string): Iterable<string> {
    return this.#holders.get(key)?.byRecord.keys() ?? [];
  }
}
