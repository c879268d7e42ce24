import type { Erasure } from '../../schemas/generated/types.ts';
import type { Alias } from './aliases.ts';
import type { KeyedHash } from './keyedHash.ts';

/**
 * What is kept of an alias of an erased record: the letter of its kind, and a keyed hash of its keyed hash, so that the
 * list of what was erased cannot be laid beside the index of those who are there.
 */
export const erasedAlias = (hash: KeyedHash, alias: Alias): string => `${alias.charAt(0)}:${hash('erased', alias)}`;

const nameOf = ({ recordKey, import: importName }: Pick<Erasure, 'recordKey' | 'import'>): string =>
  `${recordKey}/${importName}`;

/** Whom a source must not bring again: its erasures, less those of which a person has said that they may come back. */
export class ErasedRecords {
  readonly #names = new Map<string, Erasure>();
  readonly #keys = new Map<string, number>();
  readonly #aliases = new Map<string, number>();

  get size(): number {
    return this.#names.size;
  }

  /** Takes an erasure over, in place of what was known of the same record and import. */
  set(erasure: Erasure): void {
    this.delete(nameOf(erasure));
    if (erasure.mayReturn) return;
    this.#names.set(nameOf(erasure), erasure);
    this.#count(erasure, 1);
  }

  /** @param name `<record key>/<import>` */
  delete(name: string): void {
    const known = this.#names.get(name);
    if (known === undefined) return;
    this.#names.delete(name);
    this.#count(known, -1);
  }

  /**
   * Whether an entry is somebody who was erased: it has the registry's own id of an erased record, whatever else it
   * shows; or it would be a new record, and has the key or an alias of an erased one. A record that is there already
   * stays, although it shares an identifier with an erased one: somebody left it on purpose.
   *
   * @param isKnown whether the source has published the record of this key
   */
  refuses(
    hash: KeyedHash,
    entry: { readonly recordKey: string | undefined; readonly aliases: readonly Alias[] },
    isKnown: boolean,
  ): boolean {
    if (this.#names.size === 0) return false;
    const { recordKey, aliases } = entry;
    const found = aliases.filter((alias) => this.#aliases.has(erasedAlias(hash, alias)));
    if (found.some((alias) => alias.startsWith('r:'))) return true;
    return !isKnown && (found.length > 0 || (recordKey !== undefined && this.#keys.has(recordKey)));
  }

  #count({ recordKey, aliases }: Erasure, by: 1 | -1): void {
    const count = (map: Map<string, number>, text: string): void => {
      const now = (map.get(text) ?? 0) + by;
      if (now > 0) map.set(text, now);
      else map.delete(text);
    };
    count(this.#keys, recordKey);
    for (const alias of aliases) count(this.#aliases, alias);
  }
}
