import { asObject, checkId, refuseRejection, textOf } from '../dci/envelope.ts';
import type { JsonObject, Parties, RequestIds } from '../dci/envelope.ts';
import { incompleteEnvelope, wrongCorrelation } from '../dci/errors.ts';
import { envelopeRefused, searchPending } from './errors.ts';

/** What an answer is measured by. */
export interface Expectation {
  readonly ids: RequestIds;
  readonly parties: Parties;
  /** Actions that an answer may name; the standard's own samples repeat that of the request. */
  readonly actions: readonly string[];
  /** False: ids and parties are not looked at. */
  readonly checkCorrelation: boolean;
}

/** One page of a search, as it came. */
export interface SearchPage {
  readonly records: readonly unknown[];
  /** `page_size` and `page_number` of the answer; undefined when it names none. */
  readonly pageSize: number | undefined;
  readonly pageNumber: number | undefined;
  /** Undefined: there is no next page, or the registry pages by number. */
  readonly nextCursor: string | undefined;
  /** `message_ts` of the answer: the registry's own time, as it wrote it. */
  readonly time: string | undefined;
}

/** Numbers come as texts too, and as empty ones. */
const countOf = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number > 0 ? number : undefined;
};

const checkParties = (header: JsonObject, { sender, receiver }: Parties): void => {
  // Some registries send both ids back as they came instead of the other way round.
  const either = [sender, receiver];
  for (const name of ['sender_id', 'receiver_id']) {
    const found = textOf(header[name]);
    if (found !== undefined && !either.includes(found)) throw wrongCorrelation(`header.${name}`);
  }
};

/**
 * Checks the header of an answer: that it is one to our request, in a version and a form that can be read.
 *
 * @throws EtlError `ENVELOPE_REFUSED` (config), `ANSWER_TO_ANOTHER_REQUEST` (transient)
 */
export const checkHeader = (header: JsonObject, expected: Expectation): void => {
  const version = textOf(header['version']);
  if (version !== undefined && !/^v?1(\.|$)/.test(version)) {
    throw envelopeRefused('header.version', 'is not 1.x: set searchPath to that version of the service');
  }
  if (header['is_msg_encrypted'] === true || header['is_msg_encrypted'] === 'true') {
    throw envelopeRefused('header.is_msg_encrypted', 'is true: have the registry send plain messages over TLS');
  }
  const action = textOf(header['action']);
  if (action !== undefined && !expected.actions.includes(action)) {
    throw envelopeRefused('header.action', `is not ${expected.actions.join(' or ')}: check the path of the service`);
  }
  if (expected.checkCorrelation) checkParties(header, expected.parties);
};

/** The item that answers our request; there is one request in each of our messages. */
const itemOf = (message: JsonObject, path: string): JsonObject => {
  const items = message['search_response'];
  const item = Array.isArray(items) ? asObject(items[0]) : undefined;
  if (item === undefined) throw incompleteEnvelope(`${path}search_response[0]`);
  if ((items as readonly unknown[]).length > 1) {
    throw envelopeRefused(`${path}search_response`, 'has several items for one request: nobody can say which counts');
  }
  return item;
};

/**
 * Reads the page out of a search response; tolerant of everything that it does not need.
 *
 * @param message the response: of a synchronous search `message` itself, of a status request its `txn_status`
 * @param path of the message, for errors, with a dot at its end
 * @throws EtlError `ENVELOPE_INCOMPLETE`, `SEARCH_PENDING`, `ANSWER_TO_ANOTHER_REQUEST` (transient), `SEARCH_REJECTED`
 *   (config when the query is at fault, else transient), `ENVELOPE_REFUSED` (config)
 */
export const readSearchResponse = (
  message: JsonObject,
  header: JsonObject,
  path: string,
  expected: Expectation,
): SearchPage => {
  const { ids, checkCorrelation } = expected;
  if (checkCorrelation) checkId(message['transaction_id'], ids.transaction, `${path}transaction_id`);
  const item = itemOf(message, path);
  const at = `${path}search_response[0]`;
  if (item['status'] === 'pdng') throw searchPending('pdng');
  refuseRejection(item, false);
  const data = asObject(item['data']);
  // Samples say rcvd, received, of a search whose records they hold.
  if (data === undefined && item['status'] === 'rcvd') throw searchPending('rcvd');
  if (checkCorrelation) checkId(item['reference_id'], ids.reference, `${at}.reference_id`);
  if (data === undefined) throw incompleteEnvelope(`${at}.data`);
  const records = data['reg_records'];
  if (!Array.isArray(records)) throw incompleteEnvelope(`${at}.data.reg_records`);
  const pagination = asObject(item['pagination']) ?? {};
  return {
    records: records as readonly unknown[],
    pageSize: countOf(pagination['page_size']),
    pageNumber: countOf(pagination['page_number']),
    nextCursor: textOf(pagination['next_cursor']),
    time: textOf(header['message_ts']),
  };
};

/**
 * Header and message of an answer.
 *
 * @throws EtlError `ENVELOPE_INCOMPLETE` (transient), and as {@link checkHeader} does; `SEARCH_REJECTED` when the header
 *   says so and there is nothing that would say more
 */
export const openEnvelope = (json: unknown, expected: Expectation): { header: JsonObject; message: JsonObject } => {
  const body = asObject(json);
  if (body === undefined) throw incompleteEnvelope('its envelope');
  const header = asObject(body['header']) ?? {};
  checkHeader(header, expected);
  const message = asObject(body['message']);
  const items = message?.['search_response'];
  const saysMore = (Array.isArray(items) && items.length > 0) || message?.['txnstatus_response'] !== undefined;
  if (!saysMore) refuseRejection(header, false);
  if (message === undefined) throw incompleteEnvelope('message');
  if (message['ciphertext'] !== undefined) {
    throw envelopeRefused('message', 'is encrypted: have the registry send plain messages over TLS');
  }
  return { header, message };
};
