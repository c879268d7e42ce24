import { asObject, checkId, piece, refuseRejection, requestHeader } from '../dci/envelope.ts';
import type { JsonObject, Parties, RequestIds } from '../dci/envelope.ts';
import { incompleteEnvelope } from '../dci/errors.ts';
import { errorsInside } from './errors.ts';

/**
 * Writes the DCI envelope of a synchronous search by GraphQL, with every field of OpenG2P's own client.
 *
 * @param at time of the request
 * @see https://spdci.org (search API); the GraphQL query type is OpenG2P's own
 */
export const writeSearchRequest = (query: string, ids: RequestIds, parties: Parties, at: Date): JsonObject => ({
  signature: '',
  header: { ...requestHeader('search', ids, parties, at.toISOString()), sender_uri: '' },
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

const refuseErrors = (holder: JsonObject): void => {
  const { errors } = holder;
  if (!Array.isArray(errors) || errors.length === 0) return;
  throw errorsInside(asObject(errors[0])?.['message']);
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
  if (header !== undefined) refuseRejection(header, true);
  const message = piece(body, 'message', '');
  if (ids !== undefined) checkId(message['transaction_id'], ids.transaction, 'message.transaction_id');
  const items = message['search_response'];
  const item = Array.isArray(items) ? asObject(items[0]) : undefined;
  const path = 'message.search_response[0]';
  if (item === undefined) throw incompleteEnvelope(path);
  refuseRejection(item, true);
  if (ids !== undefined) checkId(item['reference_id'], ids.reference, `${path}.reference_id`);
  const data = piece(item, 'data', `${path}.`);
  refuseErrors(data);
  const records = piece(data, 'reg_records', `${path}.data.`);
  refuseErrors(records);
  const registrants = records[answerKey];
  if (!Array.isArray(registrants)) throw incompleteEnvelope(`${path}.data.reg_records.${answerKey}`);
  return registrants as readonly unknown[];
};
