import type { Membership, Partner } from '../partner.ts';
import type { Domain, PartnerStore } from '../store.ts';

/** What every list takes beside its page. */
export interface ListArguments {
  /** Milliseconds since 1970, as the DateTime scalar has read it. */
  readonly updatedSince?: number | null;
}

/** The latest change of a row; of a household, of its members, too: whoever asks for changes gets it. */
export const updatedAt = (store: PartnerStore, row: Partner): number => {
  let latest = row.writtenAt;
  for (const member of row.members) {
    const person = store.get(member?.individualId ?? -1);
    latest = Math.max(latest, member?.writtenAt ?? 0, person?.writtenAt ?? 0);
  }
  return latest;
};

/** The people, or the households, that a list is of; by id, so that what is added comes last. */
export const rowsOf = (store: PartnerStore, isGroup: boolean, { updatedSince }: ListArguments): readonly Partner[] => {
  const domain: Domain =
    typeof updatedSince === 'number'
      ? {
          isGroup,
          key: `updated since ${String(updatedSince)}`,
          matches: (row) => updatedAt(store, row) >= updatedSince,
        }
      : { isGroup };
  return store.list(domain, [{ column: 'id', descending: false }]);
};

/** Index of the first row whose id is greater. */
export const indexAfter = (rows: readonly Partner[], id: number): number => {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.id ?? 0) > id) high = middle;
    else low = middle + 1;
  }
  return low;
};

/** The person of a membership; null when the registry has lost her. */
export const personOf = (store: PartnerStore, member: Membership): Partner | null =>
  store.get(member.individualId ?? -1) ?? null;
