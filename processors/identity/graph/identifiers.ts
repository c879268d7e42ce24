import { hash53 } from '../linkage/content/hash.ts';
import type { ContentStore, RecordIds } from '../linkage/edges/index.ts';
import { EdgeIndex } from '../linkage/edges/index.ts';
import type { ByteReader } from '../linkage/index.ts';
import { ByteWriter, mostAlike, Pieces } from '../linkage/index.ts';
import type { Profile } from '../profile.ts';

/** What of a record links it by identifiers. */
export interface IdentifierContent {
  /** Equal for records that say the same of the same person or group, and for all without an identifier. */
  readonly id: string;
  /** Hashes of the identifiers' keys. */
  readonly keys: readonly number[];
}

/** Names an identifier in the graph, from {@link LinkingIdentifier.key}. */
export const identifierHash = (key: string): number => hash53(key, 5);

/** Who has no identifier meets nobody, whatever else is said. */
const withoutAny: IdentifierContent = { id: '', keys: [] };

/** What of a profile links it by identifiers. */
export const identifierContent = ({ content, identifiers }: Profile): IdentifierContent =>
  identifiers.length === 0 ? withoutAny : { id: content, keys: identifiers.map(({ key }) => identifierHash(key)) };

/** Bytes of an id: a digest in hexadecimal ({@link Profile.content}). */
const idLength = 12;

/** Writes a content: how many keys, the id's digest, seven bytes a key. */
export const packIdentifiers = ({ id, keys }: IdentifierContent, into: ByteWriter): void => {
  into.number(keys.length);
  into.hex(id);
  for (const key of keys) into.hash(key);
};

/** Reads what {@link packIdentifiers} wrote. */
export const unpackIdentifiers = (reader: ByteReader): IdentifierContent => {
  const count = reader.number();
  if (count === 0) return withoutAny;
  const id = reader.hex(idLength);
  return { id, keys: Array.from({ length: count }, () => reader.hash()) };
};

/** Packed contents; those without an identifier are one. */
class PackedIdentifiers implements ContentStore<IdentifierContent> {
  readonly #pieces = new Pieces();
  readonly #writer = new ByteWriter();

  get bytes(): number {
    return this.#pieces.bytes;
  }

  set(number: number, content: IdentifierContent): void {
    this.#writer.clear();
    packIdentifiers(content, this.#writer);
    this.#pieces.set(number, this.#writer);
  }

  get(number: number): IdentifierContent {
    return unpackIdentifiers(this.#pieces.read(number));
  }

  peek(number: number): IdentifierContent {
    return this.get(number);
  }

  idOf(number: number): string {
    const reader = this.#pieces.read(number);
    return reader.number() === 0 ? '' : reader.hex(idLength);
  }

  delete(number: number): void {
    this.#pieces.delete(number);
  }
}

const shareKey = (a: IdentifierContent, b: IdentifierContent): boolean => a.keys.some((key) => b.keys.includes(key));

/**
 * Which records share an identifier that speaks. An identifier that more than `cap` different contents hold says nothing
 * of anybody (a placeholder that no list knows, an office's own number) and is silent until fewer hold it; so is all that more
 * than a hundred records say to the letter.
 */
export const identifierIndex = (cap: number, ids: RecordIds): EdgeIndex<IdentifierContent> =>
  new EdgeIndex<IdentifierContent>(
    {
      keysOf: ({ keys }) => keys,
      contentId: ({ id }) => id,
      weight: (a, b) => Number(shareKey(a, b)),
      conflict: () => false,
      contents: () => new PackedIdentifiers(),
    },
    { cap, reviewLine: 1, records: mostAlike },
    ids,
  );
