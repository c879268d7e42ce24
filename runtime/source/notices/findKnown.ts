import type { SourceEntry } from '../../../core/source.ts';
import type { Identifiable } from '../aliases.ts';
import { groupNaming, personNaming, strongAliases } from '../aliases.ts';
import { resolveKey } from '../recordKeys.ts';
import type { KeyContext } from '../recordKeys.ts';
import type { IndexedRecord } from '../indexedRecord.ts';

/** What an entry may be found by. */
const identityOf = ({ hash, source }: KeyContext, entry: SourceEntry) => {
  switch (entry.kind) {
    case 'person':
      return { ...entry.person, target: 'person' as const, naming: personNaming(hash, source, entry.person) };
    case 'group':
      return { ...entry.group, target: 'group' as const, naming: groupNaming(hash, source, entry.group.name) };
    case 'rejected':
      return { ...entry, naming: [] };
  }
};

/** The record of an import that an entry is about; undefined: the import has published none. */
export const findKnown = (context: KeyContext, entry: SourceEntry): IndexedRecord | undefined => {
  const { naming, ...identity } = identityOf(context, entry);
  const strong = strongAliases(context.hash, context.source, identity satisfies Identifiable, context.day);
  const key = resolveKey(context, { ...strong, naming });
  return key === undefined ? undefined : context.index.get(key, context.import);
};
