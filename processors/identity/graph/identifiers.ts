import { hash53 } from '../linkage/content/hash.ts';
import { EdgeIndex } from '../linkage/edges/index.ts';
import { mostAlike } from '../linkage/index.ts';
import type { Profile } from '../profile.ts';

/** What of a record links it by identifiers. */
export interface IdentifierContent {
  /** Equal for records that say the same of the same person or group. */
  readonly id: string;
  /** Hashes of the identifiers' keys. */
  readonly keys: readonly number[];
}

/** Names an identifier in the graph, from {@link LinkingIdentifier.key}. */
export const identifierHash = (key: string): number => hash53(key, 5);

/** What of a profile links it by identifiers. */
export const identifierContent = ({ content, identifiers }: Profile): IdentifierContent => ({
  id: content,
  keys: identifiers.map(({ key }) => identifierHash(key)),
});

const shareKey = (a: IdentifierContent, b: IdentifierContent): boolean => a.keys.some((key) => b.keys.includes(key));

/**
 * Which records share an identifier that speaks. An identifier that more than `cap` different contents hold says nothing
 * of anybody (a placeholder that no list knows, an office's own number) and is silent until fewer hold it; so is all that more
 * than a hundred records say to the letter.
 */
export const identifierIndex = (cap: number): EdgeIndex<IdentifierContent> =>
  new EdgeIndex<IdentifierContent>(
    {
      keysOf: ({ keys }) => keys,
      contentId: ({ id }) => id,
      weight: (a, b) => Number(shareKey(a, b)),
      conflict: () => false,
    },
    { cap, reviewLine: 1, records: mostAlike },
  );
