import { EtlError } from '../../../core/errors.ts';
import { asObject, piece } from '../../dci/envelope.ts';
import type { JsonObject, RequestIds } from '../../dci/envelope.ts';
import { plainCode } from '../../dci/errors.ts';
import { checkHeader } from '../answer.ts';
import type { Expectation } from '../answer.ts';
import type { SpdciConnection, SpdciImport } from '../config.ts';
import type { Exchange } from '../exchange.ts';
import type { SubscribeConfig } from './config.ts';
import { subscriptionRejected } from './errors.ts';
import type { KnownSubscriptions } from './known.ts';
import { formsOf, writeSubscribe, writeUnsubscribe } from './request.ts';
import type { SubscribeForm } from './request.ts';
import { isEndedAlready, isSubscribeResponse, readSubscribeResponse } from './response.ts';
import type { SubscribeAnswer } from './response.ts';
import type { Subscription } from './state.ts';

interface Means {
  readonly exchange: Exchange;
  readonly connection: SpdciConnection;
  readonly query: SpdciImport;
  readonly target: 'individual' | 'group';
  readonly subscribe: SubscribeConfig;
  readonly answerTo: string;
  readonly now: () => number;
}

/** A request to subscribe that the registry has taken. */
export interface TakenRequest {
  readonly ids: RequestIds;
  /** Undefined: it is acknowledged, and its answer comes by `on-subscribe`. */
  readonly answer: SubscribeAnswer | undefined;
}

const hasHeader = (json: unknown): boolean => asObject(asObject(json)?.['header']) !== undefined;

const openAnswer = (json: unknown, expected: Expectation): { header: JsonObject; message: JsonObject } => {
  const body = asObject(json) ?? {};
  const header = asObject(body['header']) ?? {};
  checkHeader(header, expected);
  return { header, message: piece(body, 'message', '') };
};

/** An answer with a subscription in it, or an acknowledgement; a refusal was thrown by the exchange. */
const readTaken = (json: unknown, expected: Expectation): TakenRequest => {
  const { header, message } = openAnswer(json, expected);
  const { ids } = expected;
  return { ids, answer: isSubscribeResponse(message) ? readSubscribeResponse(message, header) : undefined };
};

const ask = async (
  form: SubscribeForm,
  event: string,
  means: Means,
  known: KnownSubscriptions,
  signal: AbortSignal,
): Promise<TakenRequest> => {
  const { exchange, subscribe, query, target, answerTo, now } = means;
  const taken = await exchange.ask(
    {
      action: 'subscribe',
      path: subscribe.subscribePath,
      answers: ['on-subscribe', 'subscribe'],
      answerTo,
      message: (ids) => {
        known.asking(event, ids);
        return writeSubscribe(form, event, subscribe, query, target, ids, now());
      },
      read: readTaken,
      signed: hasHeader,
    },
    signal,
  );
  if (taken.answer?.rejected !== undefined) throw subscriptionRejected(event, taken.answer.rejected);
  return taken;
};

/**
 * Asks the registry to tell of an event, in one form after the other until it takes one.
 *
 * @throws EtlError as the exchange does; `SUBSCRIPTION_REJECTED` (config); that of the last form
 */
export const subscribeTo = async (
  event: string,
  means: Means,
  known: KnownSubscriptions,
  signal: AbortSignal,
): Promise<TakenRequest> => {
  const forms = formsOf(means.subscribe, means.query);
  for (const form of forms.slice(0, -1)) {
    try {
      return await ask(form, event, means, known, signal);
    } catch (thrown) {
      // Only what lies in the request can be mended by another form of it.
      if (!(thrown instanceof EtlError) || thrown.fault !== 'config') throw thrown;
    }
  }
  return ask(forms.at(-1) ?? 'standard', event, means, known, signal);
};

/**
 * Ends subscriptions at the registry.
 *
 * @param ending hears the transaction by which they are ended, before it is sent
 * @returns how many were ended: those that the registry has given a name
 * @throws EtlError as the exchange does
 */
export const endSubscriptions = async (
  subscriptions: readonly Subscription[],
  means: Pick<Means, 'exchange'> & {
    readonly path: string;
    readonly answerTo: string | undefined;
    readonly now: () => number;
  },
  ending: (transaction: string) => void,
  signal: AbortSignal,
): Promise<number> => {
  const codes = subscriptions.flatMap(({ code }) => code ?? []);
  if (codes.length === 0) return 0;
  await means.exchange.ask(
    {
      action: 'unsubscribe',
      path: means.path,
      answers: ['on-unsubscribe', 'unsubscribe'],
      answerTo: means.answerTo,
      message: (ids) => {
        ending(ids.transaction);
        return writeUnsubscribe(codes, ids, means.now());
      },
      read: (json, expected) => {
        const { message } = openAnswer(json, expected);
        const reason = plainCode(message['status_reason_code']);
        if (message['status'] === 'rjct' && !isEndedAlready(reason)) throw subscriptionRejected('(end)', reason);
      },
      signed: hasHeader,
    },
    signal,
  );
  return codes.length;
};
