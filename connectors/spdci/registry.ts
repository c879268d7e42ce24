import { wrongCorrelation } from '../dci/errors.ts';
import type { JsonObject, RequestIds } from '../dci/envelope.ts';
import { openEnvelope, readSearchResponse } from './answer.ts';
import type { SearchPage } from './answer.ts';
import { searchAsynchronously } from './asynchronous.ts';
import type { Awaited } from './asynchronous.ts';
import type { SpdciConnection } from './config.ts';
import { pageTooLarge } from './errors.ts';
import type { Exchange } from './exchange.ts';
import type { WaitingSearches } from './callback/waitingSearches.ts';
import { checkRecords } from './records.ts';
import { writeSearch } from './request.ts';
import type { Criteria, PageRequest } from './request.ts';

/** A search of an import, less its page. */
export interface Search {
  readonly criteria: Criteria;
  readonly query: unknown;
  readonly locale: string;
}

/** The records of one import, in pages. */
export interface SpdciRegistry {
  /**
   * Asks for one page.
   *
   * @throws EtlError as the HTTP client, the envelope, the signatures and {@link checkRecords} do; `PAGE_TOO_LARGE`
   *   (config)
   */
  search(search: Search, page: PageRequest, signal: AbortSignal): Promise<SearchPage>;
  /** Requests sent, tries that were repeated included. */
  readonly requests: () => number;
}

/** How the registry of an import is spoken to. */
export interface RegistryOptions {
  readonly connection: SpdciConnection;
  readonly target: 'individual' | 'group';
  readonly exchange: Exchange;
  /** The searches whose result may come by itself; undefined while nobody listens. */
  readonly waiting: () => WaitingSearches | undefined;
}

/** Refuses a page that is not the one that was asked for. @throws EtlError */
const checkPage = (
  found: SearchPage,
  asked: PageRequest,
  { connection: { checkCorrelation }, target }: RegistryOptions,
): SearchPage => {
  const { pageNumber, records } = found;
  // With a cursor the number means nothing, and registries put what they like there.
  if (checkCorrelation && asked.cursor === undefined && pageNumber !== undefined && pageNumber !== asked.number) {
    throw wrongCorrelation('pagination.page_number');
  }
  if (records.length > asked.size) throw pageTooLarge(asked.size, records.length);
  checkRecords(records, target);
  return found;
};

/** Speaks the search of SPDCI for one import, in its synchronous form or in the asynchronous one. */
export const createRegistry = (options: RegistryOptions): SpdciRegistry => {
  const { connection, exchange, waiting } = options;
  const { checkCorrelation, asynchronous, callback, senderId: sender, receiverId: receiver } = connection;

  const expectResult = (asked: PageRequest): Awaited | undefined => {
    if (callback === undefined) return undefined;
    const expected = { parties: { sender, receiver }, actions: ['on-search', 'search'], checkCorrelation };
    const search = waiting()?.open(expected, (page) => checkPage(page, asked, options));
    return search && { search, answerTo: callback.url, waitMs: callback.waitMs };
  };

  return {
    async search({ criteria, query, locale }, page, signal) {
      const write = (ids: RequestIds, at: string): JsonObject => writeSearch(criteria, query, page, ids, at, locale);
      if (asynchronous !== undefined) {
        const awaited = expectResult(page);
        try {
          const found = await searchAsynchronously(exchange, asynchronous, write, locale, awaited, signal);
          return checkPage(found, page, options);
        } finally {
          awaited?.search.close();
        }
      }
      return exchange.ask(
        {
          action: 'search',
          path: connection.searchPath,
          answers: ['on-search', 'search'],
          message: write,
          read: (json, expected) => {
            const { header, message } = openEnvelope(json, expected);
            return checkPage(readSearchResponse(message, header, 'message.', expected), page, options);
          },
          signed: true,
        },
        signal,
      );
    },
    requests: exchange.requests,
  };
};
