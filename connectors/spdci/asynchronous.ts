import { setTimeout as sleep } from 'node:timers/promises';
import { EtlError } from '../../core/errors.ts';
import { asObject, checkId, piece } from '../dci/envelope.ts';
import type { JsonObject, RequestIds } from '../dci/envelope.ts';
import { incompleteEnvelope } from '../dci/errors.ts';
import { openEnvelope, readSearchResponse } from './answer.ts';
import type { Expectation, SearchPage } from './answer.ts';
import type { WaitingSearch } from './callback/waitingSearches.ts';
import type { AsynchronousConfig } from './config.ts';
import { stillPending } from './errors.ts';
import type { Exchange } from './exchange.ts';

/** What the registry said when it took a search. */
interface Acknowledgement {
  readonly ids: RequestIds;
  /** Empty when it named none. */
  readonly correlation: string;
}

const readAcknowledgement = (json: unknown, { ids }: Expectation): Acknowledgement => {
  const message = asObject(asObject(json)?.['message']);
  if (message?.['ack_status'] !== 'ACK') throw incompleteEnvelope('message.ack_status');
  const correlation = message['correlation_id'];
  return { ids, correlation: typeof correlation === 'string' ? correlation : '' };
};

const statusPath = 'message.txnstatus_response.txn_status.';

/** The page of an answer to a status request; undefined while the registry is still searching. */
const readStatus = (json: unknown, expected: Expectation, correlation: string): SearchPage | undefined => {
  const { header, message } = openEnvelope(json, expected);
  if (expected.checkCorrelation) checkId(message['transaction_id'], expected.ids.transaction, 'message.transaction_id');
  const response = piece(message, 'txnstatus_response', 'message.');
  const result = piece(response, 'txn_status', 'message.txnstatus_response.');
  try {
    const page = readSearchResponse(result, header, statusPath, expected);
    const given = result['correlation_id'];
    if (expected.checkCorrelation && correlation !== '') checkId(given, correlation, `${statusPath}correlation_id`);
    return page;
  } catch (thrown) {
    if (thrown instanceof EtlError && thrown.code === 'SEARCH_PENDING') return undefined;
    throw thrown;
  }
};

const pauseFor = (milliseconds: number, signal: AbortSignal): Promise<undefined> =>
  sleep(milliseconds, undefined, { signal }).catch(() => {
    signal.throwIfAborted();
    return undefined;
  });

const writeStatus = (ids: RequestIds, locale: string): JsonObject => ({
  transaction_id: ids.transaction,
  txnstatus_request: {
    reference_id: ids.reference,
    txn_type: 'search',
    attribute_type: 'transaction_id',
    attribute_value: ids.transaction,
    locale,
  },
});

/** Where the result of a search may come by itself. */
export interface Awaited {
  readonly search: WaitingSearch;
  /** Public address of the listener. */
  readonly answerTo: string;
  /** How long it is waited for before the status is asked for, milliseconds. */
  readonly waitMs: number;
}

/**
 * Searches by the asynchronous form: the registry acknowledges the search, and sends its result to the callback, if there
 * is one; when it does not come, or there is none, the registry is asked for the status until the result is there or the
 * time is up.
 *
 * @param write the message of the search
 * @param awaited undefined: nobody listens
 * @throws EtlError as the exchange does; `SEARCH_STILL_PENDING` (transient) when the time is up
 * @see SPDCI API standards v1.0.0, `/registry/search` and `/registry/sync/txn/status`
 */
export const searchAsynchronously = async (
  exchange: Exchange,
  config: AsynchronousConfig,
  write: (ids: RequestIds, at: string) => JsonObject,
  locale: string,
  awaited: Awaited | undefined,
  signal: AbortSignal,
): Promise<SearchPage> => {
  const began = performance.now();
  const { ids, correlation } = await exchange.ask(
    {
      action: 'search',
      path: config.searchPath,
      answers: [],
      answerTo: awaited?.answerTo,
      message: (own, at) => {
        awaited?.search.expect(own);
        return write(own, at);
      },
      read: readAcknowledgement,
      signed: false,
    },
    signal,
  );
  awaited?.search.acknowledged(correlation);
  const sent = await awaited?.search.within(Math.min(awaited.waitMs, config.waitMs), signal);
  if (sent !== undefined) return sent;
  for (let pause = config.pollIntervalMs; ; pause = Math.min(pause * 2, config.maxPollIntervalMs)) {
    const page = await exchange.ask(
      {
        action: 'txn-status',
        path: config.statusPath,
        answers: ['txn-on-status', 'on-txn-status', 'on-status', 'txn-status', 'on-search'],
        ids,
        message: () => writeStatus(ids, locale),
        read: (json, expected) => readStatus(json, expected, correlation),
        signed: true,
      },
      signal,
    );
    if (page !== undefined) return page;
    if (performance.now() - began + pause > config.waitMs) throw stillPending(config.waitMs);
    const late = await (awaited === undefined ? pauseFor(pause, signal) : awaited.search.within(pause, signal));
    if (late !== undefined) return late;
  }
};
