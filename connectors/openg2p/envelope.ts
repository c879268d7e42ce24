import { errorsInside, incompleteEnvelope, searchRejected, wrongCorrelation } from './errors.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** Ids that tie an answer to its request; made anew for every try. */
export interface RequestIds {
  readonly message: string;
  readonly transaction: string;
  readonly reference: string;
}

/** Who speaks to whom, from the connection. */
export interface Parties {
  readonly sender: string;
  readonly receiver: string;
}

/**
 * Writes the DCI envelope of a synchronous search by GraphQL, with every field of OpenG2P's own client.
 *
 * @param at time of the request
 * @see https://spdci.org (search API); the GraphQL query type is OpenG2P's own
 */
export const writeSearchRequest = (query: string, ids: RequestIds, parties: Parties, at: Date): JsonObject => ({
  signature: '',
  header: {
    version: '1.0.0',
    message_id: ids.message,
    message_ts: at.toISOString(),
    action: 'search',
    sender_id: parties.sender,
    sender_uri: '',
    receiver_id: parties.receiver,
    total_count: 1,
    is_msg_encrypted: false,
    meta: {},
  },
  message: {
    transaction_id: ids.transaction,
    search_request: [
      {
        reference_id: ids.reference,
        timestamp: at.toISOString(),
        search_criteria: {
          version: '1.0.0',
          reg_type: 'G2P:RegistryType:Individual',
          reg_sub_type: 'Individual',
          query_type: 'graphql',
          query,
        },
        locale: 'en',
      },
    ],
  },
});

const asObject = (value: unknown): JsonObject | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;

const piece = (holder: JsonObject, name: string, path: string): JsonObject => {
  const found = asObject(holder[name]);
  if (found === undefined) throw incompleteEnvelope(`${path}${name}`);
  return found;
};

const refuseErrors = (holder: JsonObject): void => {
  const { errors } = holder;
  if (!Array.isArray(errors) || errors.length === 0) return;
  throw errorsInside(asObject(errors[0])?.['message']);
};

const refuseRejection = (item: JsonObject): void => {
  const { status } = item;
  if (status !== 'rjct' && status !== 'pdng') return;
  const code = typeof item['status_reason_code'] === 'string' ? item['status_reason_code'] : status;
  // Codes of the standard say `rjct.<what>.<why>`; these reasons lie in the request.
  const config = /invalid|unsupported|not_supported|too_long|missing/.test(code);
  throw searchRejected(code, item['status_reason_message'], config);
};

const checkId = (found: unknown, sent: string, path: string): void => {
  // Answers without the id are common in the field; one with another id was meant for somebody else.
  if (typeof found === 'string' && found !== '' && found !== sent) throw wrongCorrelation(path);
};

/**
 * Reads the registrants out of the envelope of an answer; tolerant of everything that it does not need.
 *
 * @param answerKey key of the registrants within `reg_records`, which OpenG2P makes an object
 * @param ids what was asked with; undefined: the answer's ids are not looked at
 * @throws EtlError `ENVELOPE_INCOMPLETE`, `ANSWER_TO_ANOTHER_REQUEST` (transient), `SEARCH_REJECTED`,
 *   `ERROR_INSIDE_ANSWER` (config when the query is at fault, else transient)
 */
export const readSearchResponse = (
  json: unknown,
  answerKey: string,
  ids: RequestIds | undefined,
): readonly unknown[] => {
  const body = asObject(json);
  if (body === undefined) throw incompleteEnvelope('its envelope');
  refuseErrors(body);
  if (body['detail'] !== undefined && body['message'] === undefined) throw errorsInside(body['detail']);
  const header = asObject(body['header']);
  if (header !== undefined) refuseRejection(header);
  const message = piece(body, 'message', '');
  if (ids !== undefined) checkId(message['transaction_id'], ids.transaction, 'message.transaction_id');
  const items = message['search_response'];
  const item = Array.isArray(items) ? asObject(items[0]) : undefined;
  const path = 'message.search_response[0]';
  if (item === undefined) throw incompleteEnvelope(path);
  refuseRejection(item);
  if (ids !== undefined) checkId(item['reference_id'], ids.reference, `${path}.reference_id`);
  const data = piece(item, 'data', `${path}.`);
  refuseErrors(data);
  const records = piece(data, 'reg_records', `${path}.data.`);
  refuseErrors(records);
  const registrants = records[answerKey];
  if (!Array.isArray(registrants)) throw incompleteEnvelope(`${path}.data.reg_records.${answerKey}`);
  return registrants as readonly unknown[];
};
