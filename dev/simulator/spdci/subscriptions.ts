import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Snapshot } from '../registry.ts';
import type { Delivery, SendMessage } from './callbacks.ts';
import { differences, type EventKind } from './differences.ts';
import { writeItem, writeNotice, type SubscriptionRow, type SubscriptionShape } from './shapes.ts';

type Json = Readonly<Record<string, unknown>>;
type Outcome = Json | 'acknowledged' | 'refused';

/** The subscriptions of the registry. */
export interface Subscriptions {
  readonly rows: readonly SubscriptionRow[];
  subscribe(header: Json, message: Json, correlation: string): Outcome;
  unsubscribe(header: Json, message: Json, correlation: string): Outcome;
  /** Tells every subscriber what differs between two moments. */
  tell(before: Snapshot, after: Snapshot): Promise<readonly Delivery[]>;
  /** Tells one subscriber of some records. */
  notify(row: SubscriptionRow, event: EventKind, records: readonly Json[]): Promise<Delivery>;
}

/** What the registry needs to speak to its subscribers. */
export interface SubscriptionsParts {
  readonly send: SendMessage;
  readonly timestamp: () => string;
  readonly clock: Clock;
  readonly shape: SubscriptionShape;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const day = 86_400_000;

const synonyms: Readonly<Record<string, EventKind>> = {
  REGISTRATION: 'REGISTER',
  REGISTER: 'REGISTER',
  UPDATE: 'UPDATE',
  DELETE: 'DELETE',
  DEREGISTER: 'DELETE',
};

const rowOf = (header: Json, message: Json, item: Json): SubscriptionRow | undefined => {
  const criteria = item['subscribe_criteria'];
  if (!isObject(criteria) || !('filter' in criteria)) return undefined;
  return {
    code: `SUB-${randomUUID().slice(0, 12).toUpperCase()}`,
    event: textOf(criteria['reg_event_type']).toUpperCase(),
    recordType: textOf(criteria['notify_record_type']),
    uri: textOf(header['sender_uri']),
    receiver: header['sender_id'],
    transaction: message['transaction_id'],
    reference: item['reference_id'],
    active: true,
  };
};

class RegistrySubscriptions implements Subscriptions {
  readonly rows: SubscriptionRow[] = [];
  readonly #parts: SubscriptionsParts;

  constructor(parts: SubscriptionsParts) {
    this.#parts = parts;
  }

  subscribe(header: Json, message: Json, correlation: string): Outcome {
    const { shape, clock, send, timestamp } = this.#parts;
    const list: unknown = message['subscribe_request'];
    const items = shape === 'flat' ? (list === undefined ? [message] : []) : Array.isArray(list) ? list : [];
    const made = items.filter(isObject).flatMap((item) => rowOf(header, message, item) ?? []);
    const [first] = made;
    if (first === undefined) return 'refused';
    this.rows.push(...made);
    const { transaction_id } = message;
    if (shape === 'flat')
      return { transaction_id, subscription_code: first.code, expires: new Date(clock.now() + day).toISOString() };
    const answer = () => ({
      transaction_id,
      correlation_id: correlation,
      subscribe_response: made.map((row) => writeItem(shape, row, timestamp())),
    });
    void send({ uri: first.uri, receiver: first.receiver, action: 'on-subscribe', message: answer });
    return 'acknowledged';
  }

  unsubscribe(header: Json, message: Json, correlation: string): Outcome {
    const codes: unknown = message['subscription_codes'];
    if (!Array.isArray(codes)) return 'refused';
    for (const row of this.rows) if (codes.includes(row.code)) row.active = false;
    const answer = () => ({
      transaction_id: message['transaction_id'],
      correlation_id: correlation,
      timestamp: this.#parts.timestamp(),
      status: 'succ',
      subscription_status: codes.map((code: unknown) => ({ code, status: 'unsubscribe' })),
    });
    const uri = textOf(header['sender_uri']);
    const receiver = header['sender_id'];
    if (uri !== '') void this.#parts.send({ uri, receiver, action: 'on-unsubscribe', message: answer });
    return 'acknowledged';
  }

  async tell(before: Snapshot, after: Snapshot): Promise<readonly Delivery[]> {
    const active = this.rows.filter((row) => row.active);
    if (active.length === 0) return [];
    const found = { group: differences(before, after, true), person: differences(before, after, false) };
    const due = active.flatMap((row) => {
      const event = synonyms[row.event];
      if (event === undefined) return [];
      const records = found[/group|household/i.test(row.recordType) ? 'group' : 'person'][event];
      return records.length === 0 ? [] : [this.notify(row, event, records)];
    });
    return Promise.all(due);
  }

  notify(row: SubscriptionRow, event: EventKind, records: readonly Json[]): Promise<Delivery> {
    const { shape, send, timestamp } = this.#parts;
    const message = () => writeNotice(shape, row, event, records, timestamp());
    return send({ uri: row.uri, receiver: row.receiver, action: 'notify', message });
  }
}

/** Makes the subscriptions of a registry; there are none yet. */
export const createSubscriptions = (parts: SubscriptionsParts): Subscriptions => new RegistrySubscriptions(parts);
