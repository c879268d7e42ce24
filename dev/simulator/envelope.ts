import { graphqlSync, type GraphQLSchema } from 'graphql';
import { detail, type Answer } from './http.ts';

type Json = Readonly<Record<string, unknown>>;

/** A request in the DCI envelope, once it has been checked. */
export interface SearchEnvelope {
  readonly signature: string;
  readonly messageId: string;
  readonly transactionId: string;
  readonly requests: readonly SearchItem[];
}

interface SearchItem {
  readonly referenceId: string;
  readonly regType: string;
  readonly queryType: string;
  readonly query: string;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOr = (value: unknown, fallback: string): string => (typeof value === 'string' ? value : fallback);

interface Complaint {
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
}

const complaint = (value: unknown, type: string, msg: string, loc: readonly (string | number)[]): Complaint =>
  value === undefined ? { type: 'missing', loc, msg: 'Field required' } : { type, loc, msg };

const objectType = 'model_attributes_type';
const objectMessage = 'Input should be a valid dictionary or object to extract fields from';

const headerComplaints = (header: unknown): Complaint[] => {
  if (!isObject(header)) return [complaint(header, objectType, objectMessage, ['body', 'header'])];
  const count = header['total_count'];
  return Number.isInteger(Number(count ?? Number.NaN))
    ? []
    : [complaint(count, 'int_parsing', 'Input should be a valid integer', ['body', 'header', 'total_count'])];
};

const messageComplaints = (message: unknown): Complaint[] => {
  if (!isObject(message)) return [complaint(message, objectType, objectMessage, ['body', 'message'])];
  const list = message['search_request'];
  const at = ['body', 'message', 'search_request'];
  if (!Array.isArray(list)) return [complaint(list, 'list_type', 'Input should be a valid list', at)];
  return list.flatMap((item: unknown, index) => {
    if (!isObject(item)) return [complaint(item, objectType, objectMessage, [...at, index])];
    const criteria = item['search_criteria'];
    return isObject(criteria)
      ? []
      : [complaint(criteria, objectType, objectMessage, [...at, index, 'search_criteria'])];
  });
};

const readItem = (item: Json): SearchItem => {
  const criteria = item['search_criteria'] as Json;
  return {
    referenceId: textOr(item['reference_id'], ''),
    regType: textOr(criteria['reg_type'], ''),
    queryType: textOr(criteria['query_type'], 'graphql'),
    query: textOr(criteria['query'], ''),
  };
};

/**
 * Reads a request as FastAPI and pydantic do.
 *
 * @returns the request, or the 422 that names each missing field
 */
export const readEnvelope = (text: string): SearchEnvelope | { readonly refusal: Answer } => {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    const problem = { type: 'json_invalid', loc: ['body', 0], msg: 'JSON decode error', input: {} };
    return { refusal: detail(422, [problem]) };
  }
  if (!isObject(body)) return { refusal: detail(422, [complaint(body, objectType, objectMessage, ['body'])]) };
  const complaints = [...headerComplaints(body['header']), ...messageComplaints(body['message'])];
  if (complaints.length > 0) return { refusal: detail(422, complaints) };
  const header = body['header'] as Json;
  const message = body['message'] as Json;
  return {
    signature: textOr(body['signature'], ''),
    messageId: textOr(header['message_id'], ''),
    transactionId: textOr(message['transaction_id'], ''),
    requests: (message['search_request'] as Json[]).map(readItem),
  };
};

/** Python's `isoformat()` has microseconds. */
const timestamp = (now: number): string => new Date(now).toISOString().replace('Z', '000');

/** What an item of the answer says besides its data; the real server leaves these empty. */
const emptyReason = { status_reason_code: null, status_reason_message: null };

/** The envelope of an answer around its items. `total_count` is 0 and `correlation_id` null, as the real server has it. */
export const answerEnvelope = (
  request: Pick<SearchEnvelope, 'signature' | 'messageId' | 'transactionId'>,
  items: readonly unknown[],
  now: number,
  header: Json = {},
): Json => ({
  signature: request.signature,
  header: {
    version: '1.0.0',
    message_id: request.messageId,
    message_ts: timestamp(now),
    action: 'on-search',
    status: 'succ',
    status_reason_code: '',
    status_reason_message: '',
    total_count: 0,
    completed_count: 0,
    sender_id: '',
    receiver_id: '',
    is_msg_encrypted: false,
    meta: {},
    ...header,
  },
  message: { transaction_id: request.transactionId, correlation_id: null, search_response: items },
});

/** Answers every query of an envelope; the first that fails decides the answer, as in the real server. */
export const search = (schema: GraphQLSchema, envelope: SearchEnvelope, now: number): Answer => {
  const items: Json[] = [];
  for (const item of envelope.requests) {
    if (item.queryType !== 'graphql') return detail(500, 'Internal Server Error');
    if (item.query.trim() === '') return detail(404, 'Must provide query string.');
    const result = graphqlSync({ schema, source: item.query.trim() });
    const [error] = result.errors ?? [];
    if (error !== undefined) return detail(404, error.message);
    items.push({
      reference_id: item.referenceId,
      timestamp: `${timestamp(now)}Z`,
      status: 'succ',
      ...emptyReason,
      data: {
        version: '1.0.0',
        reg_type: item.regType,
        reg_sub_type: null,
        reg_record_type: null,
        reg_records: result.data,
      },
      locale: 'en',
    });
  }
  return { status: 200, body: answerEnvelope(envelope, items, now) };
};
