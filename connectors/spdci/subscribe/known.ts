import type { JsonObject, RequestIds } from '../../dci/envelope.ts';
import { asObject, textOf } from '../../dci/envelope.ts';
import { remember } from '../remember.ts';
import { untilWoken } from '../untilWoken.ts';
import { subscriptionRejected } from './errors.ts';
import { isSubscribeResponse } from './response.ts';
import type { SubscribeAnswer } from './response.ts';
import type { Subscription } from './state.ts';

/** Names that are remembered of subscriptions that have been ended. */
const mostRemembered = 1_000;

interface Asked {
  readonly event: string;
  readonly reference: string;
  answer: SubscribeAnswer | undefined;
  /** Aborted when the registry has answered. */
  readonly answered: AbortController;
}

/** Names by which a notice may refer to its subscription. Only what a signature covers: no header of HTTP. */
const namesIn = (message: JsonObject, event?: JsonObject): readonly string[] =>
  [
    textOf(message['subscription_code']),
    textOf(event?.['subscription_code']),
    textOf(event?.['reference_id']),
    textOf(message['transaction_id']),
  ].filter((name) => name !== undefined);

const eventsIn = (message: JsonObject): readonly JsonObject[] => {
  const events: unknown = message['notify_event'];
  const list: readonly unknown[] = Array.isArray(events) ? events : [events];
  return list.map(asObject).filter((event) => event !== undefined);
};

/** What an import has asked for, what it has been given, and what it has ended: how its messages are told from others. */
export class KnownSubscriptions {
  readonly #asked = new Map<string, Asked>();
  /** Event by the names of its subscription. */
  readonly #events = new Map<string, string>();
  readonly #ended = new Set<string>();

  claims(message: JsonObject): boolean {
    if ('notify_event' in message) {
      const names = [...namesIn(message), ...eventsIn(message).flatMap((event) => namesIn(message, event))];
      return names.some((name) => this.#events.has(name) || this.#ended.has(name));
    }
    const transaction = textOf(message['transaction_id']);
    if (transaction === undefined) return false;
    const answers = isSubscribeResponse(message) || 'subscription_status' in message;
    return answers && (this.#asked.has(transaction) || this.#events.has(transaction) || this.#ended.has(transaction));
  }

  /** The event that was subscribed to, of which an event of a notice tells; undefined: the subscription has ended. */
  eventOf(message: JsonObject, event: JsonObject): string | undefined {
    return namesIn(message, event)
      .map((name) => this.#events.get(name))
      .find((found) => found !== undefined);
  }

  /** Notes a request to subscribe; before it is sent, for its confirmation may be faster than its acknowledgement. */
  asking(event: string, { transaction, reference }: RequestIds): void {
    this.#asked.set(transaction, { event, reference, answer: undefined, answered: new AbortController() });
  }

  /** Notes what the registry has said of a request. */
  confirm(transaction: string, answer: SubscribeAnswer): void {
    const asked = this.#asked.get(transaction);
    if (asked === undefined) return;
    asked.answer = answer;
    // A notice may follow at once.
    if (answer.rejected === undefined) this.#name(asked.event, [answer.code, transaction, asked.reference]);
    asked.answered.abort();
  }

  /**
   * Waits for what the registry says of a request.
   *
   * @returns undefined when the time is over
   * @throws EtlError `SUBSCRIPTION_REJECTED` (config)
   */
  async confirmation(
    transaction: string,
    milliseconds: number,
    signal: AbortSignal,
  ): Promise<SubscribeAnswer | undefined> {
    const asked = this.#asked.get(transaction);
    if (asked === undefined) return undefined;
    if (asked.answer === undefined) await untilWoken(asked.answered.signal, milliseconds, signal);
    const { answer, event } = asked;
    if (answer?.rejected !== undefined) throw subscriptionRejected(event, answer.rejected);
    return answer;
  }

  /** Notes a subscription that exists. */
  add({ event, code, transaction, reference }: Subscription): void {
    this.#asked.delete(transaction);
    this.#name(event, [code, transaction, reference]);
  }

  /** Notes the transaction that ends subscriptions. */
  ending(transaction: string): void {
    this.#forget(transaction);
  }

  /** Notes that a subscription has ended. */
  end({ code, transaction, reference }: Subscription): void {
    for (const name of [code, transaction, reference]) if (name !== undefined) this.#forget(name);
  }

  #name(event: string, names: readonly (string | undefined)[]): void {
    for (const name of names) if (name !== undefined) this.#events.set(name, event);
  }

  #forget(name: string): void {
    this.#events.delete(name);
    remember(this.#ended, name, mostRemembered);
  }
}
