import { v4 as uuid } from 'uuid';
import type { EtlError } from '../../core/errors.ts';
import { createHttpClient } from '../http/client.ts';
import type { HttpHooks } from '../http/client.ts';
import type { RequestIds } from '../dci/envelope.ts';
import type { OpenG2PConnection } from './config.ts';
import type { ArgumentValue, RegistrantsQuery } from './document.ts';
import { readSearchResponse, writeSearchRequest } from './envelope.ts';
import { documentRefused } from './errors.ts';

/** Orders that OpenG2P is asked for: the registrant's id never changes, the write date moves to the front. */
export type Order = 'id asc' | 'write_date desc, id desc';

/** The registrants of one import, as ranges of an order. */
export interface Registry {
  /**
   * Asks for `limit` registrants from `offset` on; the answer may be shorter.
   *
   * @throws EtlError as the HTTP client and the envelope do
   */
  read(order: Order, offset: number, limit: number, signal: AbortSignal): Promise<readonly unknown[]>;
  /** Requests sent, tries that were repeated included. */
  readonly requests: () => number;
  close(): Promise<void>;
}

/** FastAPI's own answer for a path that it does not know; any other detail comes from the GraphQL executor. */
const unknownPath = 'Not Found';

const explain = (status: number, json: unknown): EtlError | undefined => {
  if (status !== 404 || typeof json !== 'object' || json === null || !('detail' in json)) return undefined;
  return json.detail === unknownPath ? undefined : documentRefused(status, json.detail);
};

/** Speaks OpenG2P's synchronous search for one import. */
export const createRegistry = (
  connection: OpenG2PConnection,
  document: RegistrantsQuery,
  fixed: Readonly<Record<string, ArgumentValue>>,
  hooks: HttpHooks,
  now: () => number,
): Registry => {
  const client = createHttpClient(connection, hooks, now);
  const parties = { sender: connection.senderId, receiver: connection.receiverId };
  let requests = 0;
  return {
    read(order, offset, limit, signal) {
      const query = document.withArguments({ ...fixed, limit, offset, order });
      let ids: RequestIds | undefined;
      return client.send(
        {
          method: 'POST',
          path: connection.searchPath,
          body: () => {
            requests += 1;
            ids = { message: uuid(), transaction: uuid(), reference: uuid() };
            return writeSearchRequest(query, ids, parties, new Date(now()));
          },
          read: (json) => readSearchResponse(json, document.answerKey, connection.checkCorrelation ? ids : undefined),
          explain,
        },
        signal,
      );
    },
    requests: () => requests,
    close: () => client.close(),
  };
};
