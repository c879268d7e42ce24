import { setTimeout as sleep } from 'node:timers/promises';
import { asEtlError } from '../../../core/errors.ts';
import type { EtlError } from '../../../core/errors.ts';
import type { SourceListener } from '../../../core/source.ts';
import { asObject, piece } from '../../dci/envelope.ts';
import type { JsonObject } from '../../dci/envelope.ts';
import { checkHeader } from '../answer.ts';
import { notInTime } from '../callback/errors.ts';
import type { Reply } from '../callback/reply.ts';
import type { SpdciConnection, SpdciImport } from '../config.ts';
import type { Exchange } from '../exchange.ts';
import type { Plan } from '../plan.ts';
import type { SubscribeConfig } from './config.ts';
import { subscriptionUnconfirmed } from './errors.ts';
import { KnownSubscriptions } from './known.ts';
import { eventsOf, readNotice } from './notice.ts';
import { endSubscriptions, subscribeTo } from './requests.ts';
import { readSubscribeResponse } from './response.ts';
import { readKept, writeKept } from './state.ts';
import type { Subscription } from './state.ts';

/** What the subscriptions of an import are made with. */
export interface SubscriptionsOptions {
  readonly exchange: Exchange;
  readonly connection: SpdciConnection;
  readonly query: SpdciImport;
  readonly target: 'individual' | 'group';
  readonly readEntry: Plan['readEntry'];
  readonly subscribe: SubscribeConfig;
  /** Public address of the listener. */
  readonly answerTo: string;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
}

/** How long a registry waits for the reply to a notice: OpenSPP gives up after ten seconds. */
const publishWithinMs = 8_000;
/** How long the confirmation of a subscription is waited for. */
const confirmWithinMs = 30_000;
const firstPauseMs = 5_000;
const longestPauseMs = 3_600_000;
const hourMs = 3_600_000;

/** The subscriptions of an import: makes them, renews them, ends them, and takes the notices that come by them. */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #known = new KnownSubscriptions();
  /** When each event is subscribed to anew, milliseconds since 1970 UTC. */
  readonly #renewAt = new Map<string, number>();
  #listener: SourceListener | undefined;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
  }

  claims(message: JsonObject): boolean {
    return this.#known.claims(message);
  }

  /**
   * Takes what the registry sends because of a subscription: its confirmation, a notice, the confirmation of its end.
   *
   * @throws EtlError when it is refused, or could not be published (transient)
   */
  async take(json: JsonObject): Promise<Reply> {
    const message = piece(json, 'message', '');
    const header = asObject(json['header']) ?? {};
    this.#check(header, message);
    if ('notify_event' in message) return this.#takeNotice(message);
    const { transaction_id: transaction } = message;
    if (typeof transaction === 'string') this.#known.confirm(transaction, readSubscribeResponse(message, header));
    return { status: 'ACK' };
  }

  #check(header: JsonObject, message: JsonObject): void {
    const { senderId: sender, receiverId: receiver, checkCorrelation } = this.#options.connection;
    const actions =
      'notify_event' in message
        ? ['notify', 'on-notify']
        : ['on-subscribe', 'subscribe', 'on-unsubscribe', 'unsubscribe'];
    const ids = { message: '', transaction: '', reference: '' };
    checkHeader(header, { ids, parties: { sender, receiver }, actions, checkCorrelation });
  }

  async #takeNotice(message: JsonObject): Promise<Reply> {
    const { target, readEntry, subscribe, query } = this.#options;
    const own = eventsOf(message).map((event) => this.#known.eventOf(message, event));
    const listener = this.#listener;
    // By a subscription that was ended: the notice was on its way.
    if (listener === undefined || !own.some((event) => event !== undefined)) return { status: 'NACK' };
    const notice = readNotice(message, (event) => this.#known.eventOf(message, event) ?? '', {
      target,
      readEntry,
      takes: subscribe.records === 'take',
      // Whether a registry keeps to the filter of a subscription cannot be seen.
      inScope: query.query === undefined,
    });
    const timer = new AbortController();
    const late = sleep(publishWithinMs, undefined, { signal: timer.signal }).then(() => {
      throw notInTime(publishWithinMs);
    });
    const published = listener.receive(notice);
    published.catch(() => undefined);
    try {
      await Promise.race([published, late]);
    } finally {
      timer.abort();
      await late.catch(() => undefined);
    }
    return { status: 'ACK' };
  }

  /** Subscribes, keeps what is subscribed to, and renews it, until the signal is aborted. Never throws. */
  async keepSubscribed(listener: SourceListener, signal: AbortSignal): Promise<void> {
    this.#listener = listener;
    const stopped = (): boolean => signal.aborted;
    let former = readKept(listener.kept);
    for (const subscription of former) this.#known.add(subscription);
    for (let failures = 0; !stopped();) {
      const made = await this.#subscribeAll(former, listener, signal);
      try {
        if (made.some((one) => !former.includes(one))) await listener.keep(writeKept(made));
        await this.#end(
          former.filter((old) => !made.includes(old)),
          signal,
        );
      } catch (thrown) {
        if (!stopped()) listener.trouble(asTrouble(thrown));
      }
      former = made;
      const now = this.#options.now();
      const left = this.#options.subscribe.events.map((event) => (this.#renewAt.get(event) ?? 0) - now);
      failures = left.some((time) => time <= 0) ? failures + 1 : 0;
      const again = failures > 0 ? firstPauseMs * 2 ** Math.min(failures - 1, 20) : Math.min(...left);
      await sleep(Math.min(again, longestPauseMs), undefined, { signal }).catch(() => undefined);
    }
  }

  /** Subscribes to the events whose time has come; what cannot be had now is tried again. */
  async #subscribeAll(
    former: readonly Subscription[],
    listener: SourceListener,
    signal: AbortSignal,
  ): Promise<readonly Subscription[]> {
    const { subscribe, now } = this.#options;
    const made: Subscription[] = [];
    for (const event of subscribe.events) {
      // What is there is there still, as far as anybody knows.
      const current = former.filter((old) => old.event === event);
      if ((this.#renewAt.get(event) ?? 0) > now()) {
        made.push(...current);
        continue;
      }
      try {
        const subscription = await this.#subscribe(event, listener, signal);
        made.push(subscription);
        // In good time before it runs out, for a registry may be away for a while.
        this.#renewAt.set(event, now() + Math.min(subscribe.renewHours * hourMs, 0.8 * (subscription.expires - now())));
      } catch (thrown) {
        if (signal.aborted) return former;
        listener.trouble(asTrouble(thrown));
        made.push(...current);
      }
    }
    return made;
  }

  async #subscribe(event: string, listener: SourceListener, signal: AbortSignal): Promise<Subscription> {
    const { now, subscribe } = this.#options;
    const { ids, answer } = await subscribeTo(event, this.#options, this.#known, signal);
    const confirmed = answer ?? (await this.#known.confirmation(ids.transaction, confirmWithinMs, signal));
    if (confirmed === undefined) listener.trouble(subscriptionUnconfirmed(event, confirmWithinMs));
    const subscription = {
      event,
      ...(confirmed?.code === undefined ? {} : { code: confirmed.code }),
      transaction: ids.transaction,
      reference: ids.reference,
      expires: confirmed?.expires ?? now() + 2 * subscribe.renewHours * hourMs,
    };
    this.#known.add(subscription);
    return subscription;
  }

  async #end(subscriptions: readonly Subscription[], signal: AbortSignal): Promise<void> {
    const { exchange, subscribe, answerTo, now } = this.#options;
    const ending = (transaction: string): void => {
      this.#known.ending(transaction);
    };
    const means = { exchange, path: subscribe.unsubscribePath, answerTo, now };
    await endSubscriptions(subscriptions, means, ending, signal);
    for (const subscription of subscriptions) this.#known.end(subscription);
  }
}

const asTrouble = (thrown: unknown): EtlError =>
  asEtlError(thrown, {
    code: 'SUBSCRIBE_FAILED',
    fault: 'bug',
    message: 'a subscription could not be made',
    context: { component: 'connectors/spdci/subscribe' },
  });
