import { Chains } from './chains.ts';
import { HexKey, KEY_BYTES } from './hexKey.ts';
import { Slots } from './slots.ts';

/** Of a claim: the alias's hash first, as {@link Chains} wants it. */
const OWNER = 16;
const NEXT_OF_OWNER = 20;
const NEXT_IN_CHAIN = 24;
const KIND = 28;
const SIZE = 32;

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
      if (alias.charAt(1) !== ':' || !this.#slots.setHex(slot, 0, KEY_BYTES, alias.slice(2))) {
        this.#slots.give(slot);
        this.remove(first);
        return undefined;
      }
      this.#slots.setWord(slot, OWNER, owner);
      this.#slots.setWord(slot, NEXT_OF_OWNER, first);
      this.#slots.setWord(slot, KIND, alias.charCodeAt(0));
      this.#chains.add(slot);
      first = slot + 1;
    }
    return first;
  }

  /** Takes a record's claims away. @param first as {@link add} gave it */
  remove(first: number): void {
    for (let at = first; at !== 0;) {
      const slot = at - 1;
      at = this.#slots.word(slot, NEXT_OF_OWNER);
      this.#chains.remove(slot);
      this.#slots.give(slot);
    }
  }

  /** The aliases of a record, in the order in which they were added. */
  aliases(first: number): string[] {
    const aliases: string[] = [];
    for (let at = first; at !== 0; at = this.#slots.word(at - 1, NEXT_OF_OWNER))
      aliases.push(`${String.fromCharCode(this.#slots.word(at - 1, KIND))}:${this.#slots.hex(at - 1, 0, KEY_BYTES)}`);
    return aliases;
  }

  /** Whether the aliases of a record are these, in this order. */
  equal(first: number, aliases: readonly string[]): boolean {
    let at = first;
    for (const alias of aliases) {
      if (at === 0 || !this.#is(at - 1, alias)) return false;
      at = this.#slots.word(at - 1, NEXT_OF_OWNER);
    }
    return at === 0;
  }

  /** Slots of the records that have an alias; those that came first come first. */
  owners(alias: string): number[] {
    const owners: number[] = [];
    if (!this.#key.read(alias.slice(2))) return owners;
    for (const slot of this.#chains.withKey(this.#key.words))
      if (this.#slots.word(slot, KIND) === alias.charCodeAt(0)) owners.push(this.#slots.word(slot, OWNER));
    return owners.reverse();
  }

  #is(slot: number, alias: string): boolean {
    return (
      this.#slots.word(slot, KIND) === alias.charCodeAt(0) &&
      this.#key.read(alias.slice(2)) &&
      this.#slots.hasWords(slot, 0, this.#key.words)
    );
  }
}
