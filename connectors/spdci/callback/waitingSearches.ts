import { EtlError } from '../../../core/errors.ts';
import type { JsonObject, RequestIds } from '../../dci/envelope.ts';
import { checkId } from '../../dci/envelope.ts';
import { openEnvelope, readSearchResponse } from '../answer.ts';
import type { Expectation, SearchPage } from '../answer.ts';
import { remember } from '../remember.ts';
import { untilWoken } from '../untilWoken.ts';
import type { Reply } from './reply.ts';

/** Transactions that are over and are remembered: a result that comes late is good, but of no use. */
const mostRemembered = 1_000;

/** A search whose result may come by itself. */
export interface WaitingSearch {
  /** Notes the ids of a try; before it is sent, for the result may be faster than the acknowledgement. */
  expect(ids: RequestIds): void;
  /** Notes the correlation id of the acknowledgement; empty: it names none. */
  acknowledged(correlation: string): void;
  /**
   * Waits for the result.
   *
   * @returns undefined when the time is over
   * @throws EtlError `SEARCH_REJECTED` when the registry says so; `ANSWER_TO_ANOTHER_REQUEST` when the result came before
   *   an acknowledgement that names another correlation id
   */
  within(milliseconds: number, signal: AbortSignal): Promise<SearchPage | undefined>;
  close(): void;
}

interface Result {
  readonly outcome: { readonly page: SearchPage } | { readonly error: EtlError };
  readonly correlation: unknown;
}

/** The searches of an import that wait for `on-search`. */
export class WaitingSearches {
  readonly #byTransaction = new Map<string, (json: JsonObject) => Reply>();
  readonly #over = new Set<string>();

  claims(message: JsonObject): boolean {
    const id = message['transaction_id'];
    return (
      'search_response' in message && typeof id === 'string' && (this.#byTransaction.has(id) || this.#over.has(id))
    );
  }

  /** @throws EtlError when it is no result of that search: it goes on waiting */
  take(json: JsonObject, transaction: string): Reply {
    return this.#byTransaction.get(transaction)?.(json) ?? { status: 'NACK' };
  }

  /**
   * @param expected all but the ids
   * @param accept refuses a page that is not the one that was asked for, by an EtlError
   */
  open(expected: Omit<Expectation, 'ids'>, accept: (page: SearchPage) => SearchPage): WaitingSearch {
    const transactions: string[] = [];
    let known: string | undefined;
    let result: Result | undefined;
    const answered = new AbortController();

    const read = (json: JsonObject, ids: RequestIds): Reply => {
      if (result !== undefined) return { status: 'NACK' };
      const all = { ...expected, ids };
      const { header, message } = openEnvelope(json, all);
      const correlation = message['correlation_id'];
      if (known !== undefined && known !== '' && all.checkCorrelation)
        checkId(correlation, known, 'message.correlation_id');
      try {
        result = { outcome: { page: accept(readSearchResponse(message, header, 'message.', all)) }, correlation };
      } catch (thrown) {
        if (!(thrown instanceof EtlError)) throw thrown;
        // The registry will send more.
        if (thrown.code === 'SEARCH_PENDING') return { status: 'ACK' };
        if (thrown.code !== 'SEARCH_REJECTED') throw thrown;
        result = { outcome: { error: thrown }, correlation };
      }
      answered.abort();
      return { status: 'ACK' };
    };

    return {
      expect: (ids) => {
        transactions.push(ids.transaction);
        this.#byTransaction.set(ids.transaction, (json) => read(json, ids));
      },
      acknowledged: (correlation) => {
        known = correlation;
      },
      within: async (milliseconds, signal) => {
        if (result === undefined) await untilWoken(answered.signal, milliseconds, signal);
        if (result === undefined) return undefined;
        const { outcome, correlation } = result;
        if (known !== undefined && known !== '' && expected.checkCorrelation)
          checkId(correlation, known, 'message.correlation_id');
        if ('error' in outcome) throw outcome.error;
        return outcome.page;
      },
      close: () => {
        for (const transaction of transactions) {
          this.#byTransaction.delete(transaction);
          remember(this.#over, transaction, mostRemembered);
        }
      },
    };
  }
}
