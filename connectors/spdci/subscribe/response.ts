import { asObject, textOf } from '../../dci/envelope.ts';
import type { JsonObject } from '../../dci/envelope.ts';

/** What the registry says about a subscription; the names differ from server to server. */
export interface SubscribeAnswer {
  /** Undefined: it names none. */
  readonly code: string | undefined;
  /** Milliseconds since 1970 UTC; undefined: it does not say. */
  readonly expires: number | undefined;
  /** Set when it is rejected; the code of the standard, or empty. */
  readonly rejected: string | undefined;
}

const timeOf = (value: unknown): number | undefined => {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? undefined : time;
};

const first = (list: unknown): JsonObject => asObject(Array.isArray(list) ? list[0] : list) ?? {};

/**
 * Reads what a registry answers to `subscribe`, at once or by `on-subscribe`: with the subscriptions in a list within the
 * item (the standard), with the code in the item, or with the code alone and no item at all.
 *
 * @param header `status` of it counts where there is no item
 */
export const readSubscribeResponse = (message: JsonObject, header: JsonObject): SubscribeAnswer => {
  const item = first(message['subscribe_response']);
  const subscription = first(item['subscriptions']);
  const holders = [subscription, item, message];
  const code = holders.map((one) => textOf(one['code']) ?? textOf(one['subscription_code'])).find((one) => one);
  const times = holders.flatMap((one) => [
    timeOf(asObject(one['frequency'])?.['end_time']),
    timeOf(asObject(asObject(one['subscribe_criteria'])?.['frequency'])?.['end_time']),
    timeOf(one['expires']),
  ]);
  const status = textOf(item['status']) ?? textOf(header['status']);
  const reason = textOf(item['status_reason_code']) ?? textOf(header['status_reason_code']) ?? '';
  return {
    code,
    expires: times.find((time) => time !== undefined),
    // One that exists already is what was wanted, once it is known which it is.
    rejected: status === 'rjct' && (code === undefined || !reason.includes('already')) ? reason : undefined,
  };
};

/** True for a message that answers `subscribe`. */
export const isSubscribeResponse = (message: JsonObject): boolean =>
  'subscribe_response' in message || ('subscription_code' in message && !('notify_event' in message));

/** Codes of the answer to `unsubscribe` that mean that there is nothing to end. */
export const isEndedAlready = (code: string): boolean => /already_unsubscribed|subscription_code\.invalid/.test(code);
