import { randomUUID } from 'node:crypto';
import type { EventKind } from './differences.ts';

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

/** The item of `on-subscribe` for a subscription. */
export const writeItem = (shape: SubscriptionShape, row: SubscriptionRow, at: string): Json => {
  if (shape === 'openspp')
    return { reference_id: `ref-${row.code}`, timestamp: at, status: 'pdng', subscription_code: row.code };
  const { code, event: reg_event_type, recordType: notify_record_type } = row;
  return {
    reference_id: row.reference,
    timestamp: at,
    status: 'succ',
    subscriptions: [{ code, status: 'subscribe', timestamp: at, reg_event_type, notify_record_type }],
  };
};

/** The message of `notify`. */
export const writeNotice = (
  shape: SubscriptionShape,
  row: SubscriptionRow,
  event: EventKind,
  records: readonly Json[],
  at: string,
): Json => {
  if (shape === 'standard') {
    const data = {
      version: '1.0.0',
      reg_type: 'ns:org:RegistryType:Social',
      reg_record_type: `spdci-extensions-dci:${row.recordType}`,
      reg_records: records,
    };
    const item = { reference_id: row.reference, timestamp: at, data, locale: 'eng' };
    return { transaction_id: row.transaction, notify_event: [item] };
  }
  return {
    subscription_code: row.code,
    notification_id: `NOTIF-${randomUUID().slice(0, 12).toUpperCase()}`,
    notify_event: [
      { event_id: randomUUID(), event_ts: at, event_type: event, reg_type: 'SOCIAL_REGISTRY', event_data: records },
    ],
  };
};
