import type { HttpHooks } from '../http/client.ts';
import { wrongCorrelation } from '../dci/errors.ts';
import type { JsonObject, RequestIds } from '../dci/envelope.ts';
import { openEnvelope, readSearchResponse } from './answer.ts';
import type { SearchPage } from './answer.ts';
import { searchAsynchronously } from './asynchronous.ts';
import type { SpdciConnection } from './config.ts';
import { pageTooLarge } from './errors.ts';
import { createExchange } from './exchange.ts';
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
   * @throws EtlError as the HTTP client, the envelope and the signatures do; `PAGE_TOO_LARGE` (config)
   */
  search(search: Search, page: PageRequest, signal: AbortSignal): Promise<SearchPage>;
  /** Requests sent, tries that were repeated included. */
  readonly requests: () => number;
  close(): Promise<void>;
}

/** Refuses a page that is not the one that was asked for. @throws EtlError */
const checkPage = (found: SearchPage, asked: PageRequest, checkCorrelation: boolean): SearchPage => {
  const { pageNumber, records } = found;
  // With a cursor the number means nothing, and registries put what they like there.
  if (checkCorrelation && asked.cursor === undefined && pageNumber !== undefined && pageNumber !== asked.number) {
    throw wrongCorrelation('pagination.page_number');
  }
  if (records.length > asked.size) throw pageTooLarge(asked.size, records.length);
  return found;
};

/** Speaks the search of SPDCI for one import, in its synchronous form or in the asynchronous one. */
export const createRegistry = (connection: SpdciConnection, hooks: HttpHooks, now: () => number): SpdciRegistry => {
  const exchange = createExchange(connection, hooks, now);
  const { checkCorrelation, asynchronous } = connection;
  return {
    async search({ criteria, query, locale }, page, signal) {
      const write = (ids: RequestIds, at: string): JsonObject => writeSearch(criteria, query, page, ids, at, locale);
      if (asynchronous !== undefined) {
        const found = await searchAsynchronously(exchange, asynchronous, write, locale, signal);
        return checkPage(found, page, checkCorrelation);
      }
      return exchange.ask(
        {
          action: 'search',
          path: connection.searchPath,
          answers: ['on-search', 'search'],
          message: write,
          read: (json, expected) => {
            const { header, message } = openEnvelope(json, expected);
            return checkPage(readSearchResponse(message, header, 'message.', expected), page, checkCorrelation);
          },
          signed: true,
        },
        signal,
      );
    },
    requests: exchange.requests,
    close: () => exchange.close(),
  };
};
