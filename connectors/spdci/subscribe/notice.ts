import type { GoneRecord, Notice, SourceEntry } from '../../../core/source.ts';
import { asObject } from '../../dci/envelope.ts';
import type { JsonObject } from '../../dci/envelope.ts';
import { incompleteEnvelope } from '../../dci/errors.ts';
import type { Plan } from '../plan.ts';
import { kindOf } from '../records.ts';

/** Records that are taken from one notice; more are left to a scan. */
const mostRecords = 1_000;

/** How the records of a notice are read. */
export interface NoticeReader {
  readonly target: 'individual' | 'group';
  readonly readEntry: Plan['readEntry'];
  /** False: what a notice shows is not taken. */
  readonly takes: boolean;
  readonly inScope: boolean;
}

const listOf = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? (value as readonly unknown[]) : [value];

/** The events of a notice; a list, or one alone. @throws EtlError `ENVELOPE_INCOMPLETE` */
export const eventsOf = (message: JsonObject): readonly JsonObject[] => {
  const events = listOf(message['notify_event']).map(asObject);
  if (events.length === 0 || events.includes(undefined)) throw incompleteEnvelope('message.notify_event');
  return events.filter((event) => event !== undefined);
};

/** Of the standard under `data`, of OpenSPP under `event_data`; a list, or one alone. */
const recordsOf = (event: JsonObject): readonly unknown[] => {
  const data = asObject(event['data']);
  return listOf(data?.['reg_records'] ?? event['reg_records'] ?? event['event_data'] ?? event['data']);
};

/** What has happened: the event says it in some servers, the subscription in all. */
const typeOf = (event: JsonObject, subscribed: string): string => {
  const named = event['event_type'] ?? event['reg_event_type'];
  return typeof named === 'string' && named.trim() !== '' ? named : subscribed;
};

const isDeletion = (type: string): boolean =>
  /(^|[_:. -])(de(lete|letion|leted|register|registration)|remov)/i.test(type);

/** What a record that is gone can be found by: its identifiers, whatever the registry calls them. */
const goneOf = (record: unknown, { target, readEntry }: NoticeReader): GoneRecord | undefined => {
  const object = asObject(record);
  const kind = object === undefined ? undefined : kindOf(object);
  if (object === undefined || (kind !== undefined && kind !== target)) return undefined;
  const { identifiers: listed, identifier = listed, group_identifier: group = identifier } = object;
  const entry = readEntry(target === 'group' ? { ...object, group_identifier: group } : { ...object, identifier }).at(
    -1,
  );
  if (entry === undefined) return undefined;
  const found = foundBy(entry);
  return found.recordId === null && found.identifiers.length === 0 ? undefined : found;
};

const foundBy = (entry: SourceEntry): GoneRecord => {
  const { recordId, identifiers } =
    entry.kind === 'person' ? entry.person : entry.kind === 'group' ? entry.group : entry;
  return { target: entry.kind === 'rejected' ? entry.target : entry.kind, recordId, identifiers };
};

/**
 * Reads a notice: the records of the kind that the import asks for, those that are gone, and whether there is more to it
 * than a record of this import. (A notice about a person tells a household import that some household has changed.)
 *
 * @param subscribedTo the event of the subscription that an event of the notice belongs to
 * @throws EtlError `ENVELOPE_INCOMPLETE` (transient)
 * @see SPDCI API standards v1.0.0, NotifyEventRequest
 */
export const readNotice = (
  message: JsonObject,
  subscribedTo: (event: JsonObject) => string,
  reader: NoticeReader,
): Notice => {
  const entries: SourceEntry[] = [];
  const gone: GoneRecord[] = [];
  let more = !reader.takes;
  for (const event of eventsOf(message)) {
    const records = recordsOf(event);
    const deleted = isDeletion(typeOf(event, subscribedTo(event)));
    if (records.length === 0) more = true;
    for (const record of records) {
      const object = asObject(record);
      if (entries.length + gone.length >= mostRecords) more = true;
      else if (deleted) {
        const found = goneOf(record, reader);
        if (found === undefined) more = true;
        else gone.push(found);
      } else if (object === undefined || kindOf(object) !== reader.target) more = true;
      else if (reader.takes) entries.push(...reader.readEntry(object));
    }
  }
  return { entries, gone, more, inScope: reader.inScope };
};
