import { grown, nextLength } from './grow.ts';
import { TextTable } from './textTable.ts';
import type { ContentStore } from './types.ts';

/**
 * Distinct contents, as dense numbers; the number of a content that nobody has any more is given to the next. What
 * other parts keep of a profile lies in the columns here, so that they grow together.
 */
export class Profiles<Content> {
  readonly #contents: ContentStore<Content>;
  readonly #table = new TextTable((profile) => this.idOf(profile));
  #end = 0;
  /** The first free number plus one; each tells the next in `member`. */
  #free = 0;
  #size = 0;

  /** A record that has the content; in a free profile the next free one. */
  member = new Int32Array(64);
  /** How many records have the content; 0 in a free profile. */
  members = new Int32Array(64);
  /** How many of the content's blocks speak. */
  speaking = new Int32Array(64);

  constructor(contents: ContentStore<Content>) {
    this.#contents = contents;
  }

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  /** The numbers in use are smaller than this. */
  get end(): number {
    return this.#end;
  }

  /** Bytes allocated, with the contents as far as their store knows. */
  get bytes(): number {
    return this.#table.bytes + this.member.byteLength * 3 + this.#contents.bytes;
  }

  /** @returns the profile's number, or −1 */
  find(contentId: string): number {
    return this.#table.find(contentId);
  }

  /** The profile's content, to be given away. */
  contentOf(profile: number): Content {
    return this.#contents.get(profile);
  }

  /** The profile's content, right until any profile comes, changes or goes. */
  peek(profile: number): Content {
    return this.#contents.peek(profile);
  }

  idOf(profile: number): string {
    return this.#contents.idOf(profile);
  }

  /** Gives a content that is not there a number. */
  create(content: Content, contentId: string): number {
    let profile = this.#free - 1;
    if (profile >= 0) this.#free = this.member[profile] as number;
    else {
      profile = this.#end++;
      if (profile >= this.member.length) this.#grow(nextLength(profile));
    }
    this.#contents.set(profile, content);
    this.#table.add(contentId, profile);
    this.member[profile] = -1;
    this.members[profile] = 0;
    this.speaking[profile] = 0;
    this.#size++;
    return profile;
  }

  /** Puts another content, which is not there yet, in the place of a profile's. */
  replace(profile: number, content: Content, contentId: string): void {
    this.#table.remove(this.idOf(profile), profile);
    this.#contents.set(profile, content);
    this.#table.add(contentId, profile);
  }

  /** Frees a profile that no record has. */
  delete(profile: number): void {
    this.#table.remove(this.idOf(profile), profile);
    this.#contents.delete(profile);
    this.member[profile] = this.#free;
    this.#free = profile + 1;
    this.#size--;
  }

  #grow(length: number): void {
    this.member = grown(this.member, length);
    this.members = grown(this.members, length);
    this.speaking = grown(this.speaking, length);
  }
}
