import type { Partner } from '../partner.ts';
import type { Snapshot } from '../registry.ts';
import { recordOf } from './records.ts';

type Json = Readonly<Record<string, unknown>>;

/** What has happened to a record. */
export type EventKind = 'REGISTER' | 'UPDATE' | 'DELETE';

/** Everything of a kind at one moment, as the registry shows it. */
const shown = (snapshot: Snapshot, isGroup: boolean): Map<number, { row: Partner; record: Json }> => {
  const rows = new Map(snapshot.partners.map((row) => [row.id, row]));
  const records = [...rows.values()].filter((row) => row.isGroup === isGroup);
  return new Map(records.map((row) => [row.id, { row, record: recordOf(row, false, (id) => rows.get(id ?? -1)) }]));
};

/** What differs between two moments, as a registry tells it: of what is gone, the identifiers alone. */
export const differences = (before: Snapshot, after: Snapshot, isGroup: boolean): Record<EventKind, Json[]> => {
  const [old, now] = [shown(before, isGroup), shown(after, isGroup)];
  const found: Record<EventKind, Json[]> = { REGISTER: [], UPDATE: [], DELETE: [] };
  for (const [id, { record }] of now) {
    const former = old.get(id);
    if (former === undefined) found.REGISTER.push(record);
    else if (JSON.stringify(former.record) !== JSON.stringify(record)) found.UPDATE.push(record);
  }
  for (const [id, { row }] of old) {
    if (now.has(id)) continue;
    const identifiers = row.regIds.map((one) => ({ identifier_type: one.idTypeAsStr, identifier_value: one.value }));
    found.DELETE.push({ identifiers });
  }
  return found;
};
