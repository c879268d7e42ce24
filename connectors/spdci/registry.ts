import { v4 as uuid } from 'uuid';
import type { EtlError } from '../../core/errors.ts';
import { createHttpClient } from '../http/client.ts';
import type { HttpHooks } from '../http/client.ts';
import { wrongCorrelation } from '../dci/errors.ts';
import { asObject } from '../dci/envelope.ts';
import type { RequestIds } from '../dci/envelope.ts';
import { openEnvelope, readSearchResponse } from './answer.ts';
import type { Expectation, SearchPage } from './answer.ts';
import type { SpdciConnection } from './config.ts';
import { messageRefused, pageTooLarge } from './errors.ts';
import { createSignatures } from './signature/index.ts';
import { timestamp, writeHeader, writeSearch } from './request.ts';
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
   * @throws EtlError as the HTTP client and the envelope do; `PAGE_TOO_LARGE` (config)
   */
  search(search: Search, page: PageRequest, signal: AbortSignal): Promise<SearchPage>;
  /** Requests sent, tries that were repeated included. */
  readonly requests: () => number;
  close(): Promise<void>;
}

/** Ids for one try of one request. */
const newIds = (): RequestIds => ({ message: uuid(), transaction: uuid(), reference: uuid() });

/** What the acknowledgement of the standard makes of an answer outside 2xx, as OpenSPP sends it. */
const explain = (httpStatus: number, json: unknown): EtlError | undefined => {
  // These pass by themselves, whatever the body says; Retry-After is honoured.
  if (httpStatus >= 500 || httpStatus === 408 || httpStatus === 429) return undefined;
  const message = asObject(asObject(json)?.['message']);
  const status = message?.['ack_status'];
  if (message === undefined || (status !== 'ERR' && status !== 'NACK')) return undefined;
  const error = asObject(message['error']) ?? {};
  return messageRefused(status, typeof error['code'] === 'string' ? error['code'] : '', error['message']);
};

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

/** A result that is used only once the text that it was read from has been checked. */
interface Unchecked<Result> {
  readonly result: Result;
  readonly text: string;
}

/** Speaks the synchronous search of SPDCI for one import. */
export const createRegistry = (connection: SpdciConnection, hooks: HttpHooks, now: () => number): SpdciRegistry => {
  const client = createHttpClient(connection, hooks, now);
  const { checkCorrelation } = connection;
  const parties = { sender: connection.senderId, receiver: connection.receiverId };
  const signatures = createSignatures(connection.signature, parties, connection, now);
  let requests = 0;
  return {
    async search({ criteria, query, locale }, page, signal) {
      let expected: Expectation | undefined;
      const { result, text } = await client.send<Unchecked<SearchPage>>(
        {
          method: 'POST',
          path: connection.searchPath,
          body: () => {
            requests += 1;
            const ids = newIds();
            expected = { ids, parties, actions: ['on-search', 'search'], checkCorrelation };
            const at = timestamp(now());
            const header = writeHeader('search', connection, ids, at);
            const message = writeSearch(criteria, query, page, ids, at, locale);
            return { signature: signatures.sign({ header, message }), header, message };
          },
          read: (json, body) => {
            if (expected === undefined) throw new TypeError('an answer came before its request');
            const { header, message } = openEnvelope(json, expected);
            const found = readSearchResponse(message, header, 'message.', expected);
            return { result: checkPage(found, page, checkCorrelation), text: body.toString('utf8') };
          },
          explain,
        },
        signal,
      );
      await signatures.check(text, signal);
      return result;
    },
    requests: () => requests,
    close: async () => {
      await Promise.all([client.close(), signatures.close()]);
    },
  };
};
