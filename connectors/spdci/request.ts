import { requestHeader } from '../dci/envelope.ts';
import type { JsonObject, RequestIds } from '../dci/envelope.ts';
import type { SpdciConnection, SpdciImport } from './config.ts';

/** Which page is asked for. */
export interface PageRequest {
  readonly size: number;
  /** Counted from 1. */
  readonly number: number;
  /** What the page before gave as `next_cursor`; undefined: by number alone. */
  readonly cursor: string | undefined;
}

/** Header and message of a request; what a signature covers. */
export interface Message {
  readonly header: JsonObject;
  readonly message: JsonObject;
}

/** What is the same in every search of an import. */
export type Criteria = JsonObject;

/** ISO 8601 to the second: OpenSPP writes a time anew before it checks a signature, and fractions come out otherwise. */
export const timestamp = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/**
 * Writes the header of a request.
 *
 * @param answerTo `sender_uri`: where the registry reaches us; undefined leaves it out
 */
export const writeHeader = (
  action: string,
  connection: SpdciConnection,
  ids: RequestIds,
  at: string,
  answerTo: string | undefined,
): JsonObject => ({
  ...requestHeader(action, ids, { sender: connection.senderId, receiver: connection.receiverId }, at),
  ...(answerTo === undefined ? {} : { sender_uri: answerTo }),
});

/** The criteria of an import's searches, less query and pagination. */
export const fixedCriteria = (query: SpdciImport, entity: string): Criteria => ({
  version: '1.0.0',
  reg_type: query.regType,
  ...(query.regEventType === undefined ? {} : { reg_event_type: query.regEventType }),
  query_type: query.queryType,
  response_entity: entity,
  ...(query.sort.length === 0
    ? {}
    : { sort: query.sort.map(({ attribute, order }) => ({ attribute_name: attribute, sort_order: order })) }),
  ...(query.consent === undefined ? {} : { consent: query.consent }),
  ...(query.authorize === undefined ? {} : { authorize: query.authorize }),
});

/**
 * Writes the message of a search.
 *
 * @param criteria of {@link fixedCriteria}
 * @param query as the registry takes it
 * @see SPDCI API standards v1.0.0, SearchRequest; `cursor` is OpenSPP's extension of its pagination
 */
export const writeSearch = (
  criteria: Criteria,
  query: unknown,
  page: PageRequest,
  ids: RequestIds,
  at: string,
  locale: string,
): JsonObject => ({
  transaction_id: ids.transaction,
  search_request: [
    {
      reference_id: ids.reference,
      timestamp: at,
      search_criteria: {
        ...criteria,
        query,
        pagination: {
          page_size: page.size,
          page_number: page.number,
          ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
        },
      },
      locale,
    },
  ],
});
