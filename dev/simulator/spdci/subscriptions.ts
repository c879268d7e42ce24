import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Partner } from '../partner.ts';
import type { Snapshot } from '../registry.ts';
import type { Delivery, SendMessage } from './callbacks.ts';
import { recordOf } from './records.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * How subscriptions are written: as the standard does; as OpenSPP does, with the code in the item and notices with
 * `event_data`; or flat, without lists and answered at once.
 */
export type SubscriptionShape = 'standard' | 'openspp' | 'flat';

/** A subscription that somebody has made. */
export interface SubscriptionRow {
  readonly code: string;
  /** In capitals. */
  readonly event: string;
  readonly recordType: string;
  readonly uri: string;
  readonly receiver: unknown;
  readonly transaction: unknown;
  readonly reference: unknown;
  active: boolean;
}

/** What has happened to a record. */
export type EventKind = 'REGISTER' | 'UPDATE' | 'DELETE';

/** The subscriptions of the registry. */
export interface Subscriptions {
  readonly rows: readonly SubscriptionRow[];
  subscribe(header: Json, message: Json, correlation: string): Json | 'acknowledged' | 'refused';
  unsubscribe(header: Json, message: Json, correlation: string): Json | 'acknowledged' | 'refused';
  /** Tells every subscriber what differs between two moments. */
  tell(before: Snapshot, after: Snapshot): Promise<readonly Delivery[]>;
  /** Tells of some records, however they are written. */
  notify(row: SubscriptionRow, event: EventKind, records: readonly Json[]): Promise<Delivery>;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const day = 86_400_000;

const synonyms: Readonly<Record<string, EventKind>> = {
  REGISTRATION: 'REGISTER',
  REGISTER: 'REGISTER',
  UPDATE: 'UPDATE',
  DELETE: 'DELETE',
  DEREGISTER: 'DELETE',
};

/** Everything of a kind at one moment, as the registry shows it. */
const shown = (snapshot: Snapshot, isGroup: boolean): Map<number, { row: Partner; record: Json }> => {
  const rows = new Map(snapshot.partners.map((row) => [row.id, row]));
  const records = [...rows.values()].filter((row) => row.isGroup === isGroup);
  return new Map(records.map((row) => [row.id, { row, record: recordOf(row, false, (id) => rows.get(id ?? -1)) }]));
};

const differences = (before: Snapshot, after: Snapshot, isGroup: boolean): Record<EventKind, Json[]> => {
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

/** What the registry needs to speak to its subscribers. */
export interface SubscriptionsParts {
  readonly send: SendMessage;
  readonly timestamp: () => string;
  readonly clock: Clock;
  readonly shape: SubscriptionShape;
}

export const createSubscriptions = ({ send, timestamp, clock, shape }: SubscriptionsParts): Subscriptions => {
  const rows: SubscriptionRow[] = [];

  const add = (header: Json, message: Json, item: Json): SubscriptionRow | undefined => {
    const criteria = item['subscribe_criteria'];
    if (!isObject(criteria) || !('filter' in criteria)) return undefined;
    const row: SubscriptionRow = {
      code: `SUB-${randomUUID().slice(0, 12).toUpperCase()}`,
      event: String(criteria['reg_event_type']).toUpperCase(),
      recordType: String(criteria['notify_record_type']),
      uri: String(header['sender_uri'] ?? ''),
      receiver: header['sender_id'],
      transaction: message['transaction_id'],
      reference: item['reference_id'],
      active: true,
    };
    rows.push(row);
    return row;
  };

  const itemOf = (row: SubscriptionRow): Json => {
    const named =
      shape === 'openspp'
        ? { reference_id: `ref-${row.code}`, status: 'pdng', subscription_code: row.code }
        : {
            reference_id: row.reference,
            status: 'succ',
            subscriptions: [
              {
                code: row.code,
                status: 'subscribe',
                timestamp: timestamp(),
                reg_event_type: row.event,
                notify_record_type: row.recordType,
              },
            ],
          };
    return { timestamp: timestamp(), ...named };
  };

  const notify = (row: SubscriptionRow, event: EventKind, records: readonly Json[]): Promise<Delivery> => {
    const standard = (): Json => ({
      transaction_id: row.transaction,
      notify_event: [
        {
          reference_id: row.reference,
          timestamp: timestamp(),
          data: {
            version: '1.0.0',
            reg_type: 'ns:org:RegistryType:Social',
            reg_record_type: `spdci-extensions-dci:${row.recordType}`,
            reg_records: records,
          },
          locale: 'eng',
        },
      ],
    });
    const openspp = (): Json => ({
      subscription_code: row.code,
      notification_id: `NOTIF-${randomUUID().slice(0, 12).toUpperCase()}`,
      notify_event: [
        {
          event_id: randomUUID(),
          event_ts: timestamp(),
          event_type: event,
          reg_type: 'SOCIAL_REGISTRY',
          event_data: records,
        },
      ],
    });
    const message = shape === 'standard' ? standard : openspp;
    return send({ uri: row.uri, receiver: row.receiver, action: 'notify', message });
  };

  return {
    rows,
    notify,
    subscribe: (header, message, correlation) => {
      const items = message['subscribe_request'];
      if (shape === 'flat') {
        const row = items === undefined ? add(header, message, message) : undefined;
        if (row === undefined) return 'refused';
        const expires = new Date(clock.now() + day).toISOString();
        return { transaction_id: message['transaction_id'], subscription_code: row.code, expires };
      }
      const made = (Array.isArray(items) ? items : [])
        .filter(isObject)
        .flatMap((item) => add(header, message, item) ?? []);
      const [first] = made;
      if (first === undefined) return 'refused';
      void send({
        uri: first.uri,
        receiver: first.receiver,
        action: 'on-subscribe',
        message: () => ({
          transaction_id: message['transaction_id'],
          correlation_id: correlation,
          subscribe_response: made.map(itemOf),
        }),
      });
      return 'acknowledged';
    },
    unsubscribe: (header, message, correlation) => {
      const codes = message['subscription_codes'];
      if (!Array.isArray(codes)) return 'refused';
      for (const row of rows) if (codes.includes(row.code)) row.active = false;
      const status = {
        transaction_id: message['transaction_id'],
        correlation_id: correlation,
        timestamp: timestamp(),
        status: 'succ',
        subscription_status: codes.map((code: unknown) => ({ code, status: 'unsubscribe' })),
      };
      const uri = String(header['sender_uri'] ?? '');
      if (uri !== '')
        void send({ uri, receiver: header['sender_id'], action: 'on-unsubscribe', message: () => status });
      return 'acknowledged';
    },
    tell: async (before, after) => {
      if (!rows.some(({ active }) => active)) return [];
      const found = { group: differences(before, after, true), person: differences(before, after, false) };
      const due = rows
        .filter(({ active }) => active)
        .flatMap((row) => {
          const event = synonyms[row.event];
          if (event === undefined) return [];
          const records = found[/group|household/i.test(row.recordType) ? 'group' : 'person'][event];
          return records.length === 0 ? [] : [notify(row, event, records)];
        });
      return Promise.all(due);
    },
  };
};
