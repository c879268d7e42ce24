import { aliasKinds } from '../aliases.ts';
import { Chains } from './chains.ts';
import { HexKey, KEY_BYTES } from './hexKey.ts';
import { Slots } from './slots.ts';

/** Of a claim: the alias's hash first, as {@link Chains} wants it. */
const OWNER = 16;
const NEXT_IN_CHAIN = 20;
/** The owner's next claim, and in the two highest bits the kind: the place of its letter. */
const NEXT_AND_KIND = 24;
const SIZE = 28;

const NEXT = 2 ** 30 - 1;
const letters = Object.values(aliasKinds);

/** The place of an alias's letter; -1 for what is no alias. */
const kindOf = (alias: string): number => letters.findIndex((letter) => alias.startsWith(`${letter}:`));

/** Which record is found by which aliases, both ways. Aliases are texts of a letter, a colon and 128 bits in hexadecimal. */
export class Claims {
  readonly #slots = new Slots(SIZE);
  readonly #chains = new Chains(this.#slots, NEXT_IN_CHAIN);
  readonly #key = new HexKey();

  /**
   * Adds the aliases of a record.
   *
   * @param owner the record's slot
   * @returns the first claim, to be kept with the record; 0 for none; undefined, with nothing added, when one of them is
   *   no alias
   */
  add(owner: number, aliases: readonly string[]): number | undefined {
    let first = 0;
    for (let place = aliases.length - 1; place >= 0; place -= 1) {
      const alias = aliases[place] ?? '';
      const slot = this.#slots.take();
      const kind = kindOf(alias);
      if (kind < 0 || !this.#slots.setHex(slot, 0, KEY_BYTES, alias.slice(2))) {
        this.#slots.give(slot);
        this.remove(first);
        return undefined;
      }
      this.#slots.setWord(slot, OWNER, owner);
      this.#slots.setWord(slot, NEXT_AND_KIND, first + kind * (NEXT + 1));
      this.#chains.add(slot);
      first = slot + 1;
    }
    return first;
  }

  /** Takes a record's claims away. @param first as {@link add} gave it */
  remove(first: number): void {
    for (let at = first; at !== 0;) {
      const slot = at - 1;
      at = this.#next(slot);
      this.#chains.remove(slot);
      this.#slots.give(slot);
    }
  }

  /** The aliases of a record, in the order in which they were added. */
  aliases(first: number): string[] {
    const aliases: string[] = [];
    for (let at = first; at !== 0; at = this.#next(at - 1))
      aliases.push(`${letters[this.#kind(at - 1)] ?? ''}:${this.#slots.hex(at - 1, 0, KEY_BYTES)}`);
    return aliases;
  }

  /** Whether the aliases of a record are these, in this order. */
  equal(first: number, aliases: readonly string[]): boolean {
    let at = first;
    for (const alias of aliases) {
      if (at === 0 || !this.#is(at - 1, alias)) return false;
      at = this.#next(at - 1);
    }
    return at === 0;
  }

  /** Slots of the records that have an alias; those that came first come first. */
  owners(alias: string): number[] {
    const owners: number[] = [];
    if (!this.#key.read(alias.slice(2))) return owners;
    for (const slot of this.#chains.withKey(this.#key.words))
      if (this.#kind(slot) === kindOf(alias)) owners.push(this.#slots.word(slot, OWNER));
    return owners.reverse();
  }

  #next(slot: number): number {
    return this.#slots.word(slot, NEXT_AND_KIND) & NEXT;
  }

  #kind(slot: number): number {
    return this.#slots.word(slot, NEXT_AND_KIND) >>> 30;
  }

  #is(slot: number, alias: string): boolean {
    return (
      this.#kind(slot) === kindOf(alias) &&
      this.#key.read(alias.slice(2)) &&
      this.#slots.hasWords(slot, 0, this.#key.words)
    );
  }
}
