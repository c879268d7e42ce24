import { incompleteEnvelope, searchRejected, wrongCorrelation } from './errors.ts';

/** A JSON object of an envelope. */
export type JsonObject = Readonly<Record<string, unknown>>;

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
 * Writes the header of a request: what every message of the DCI has, whatever it asks for.
 *
 * @param action verb of the path, for example `search`
 * @param at time of the request, ISO 8601
 * @see SPDCI API standards v1.0.0, MsgHeader
 */
export const requestHeader = (action: string, ids: RequestIds, parties: Parties, at: string) => ({
  version: '1.0.0',
  message_id: ids.message,
  message_ts: at,
  action,
  sender_id: parties.sender,
  receiver_id: parties.receiver,
  total_count: 1,
  is_msg_encrypted: false,
  meta: {},
});

/** A JSON object, or undefined for anything else. */
export const asObject = (value: unknown): JsonObject | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;

/** A text with something in it, or undefined for anything else. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined;

/** An object within another. @throws EtlError `ENVELOPE_INCOMPLETE` (transient), naming `path` and `name` */
export const piece = (holder: JsonObject, name: string, path: string): JsonObject => {
  const found = asObject(holder[name]);
  if (found === undefined) throw incompleteEnvelope(`${path}${name}`);
  return found;
};

/**
 * Refuses a header or an item that says `rjct`, and one of a pending search.
 *
 * @param quotes whether the registry's own message is repeated: only where it cannot speak of people
 * @throws EtlError `SEARCH_REJECTED`: config when the reason lies in the request, else transient
 */
export const refuseRejection = (item: JsonObject, quotes: boolean): void => {
  const { status } = item;
  if (status !== 'rjct' && status !== 'pdng') return;
  const reason = item['status_reason_code'];
  const code = typeof reason === 'string' && reason.trim() !== '' ? reason : status;
  // Codes of the standard say `rjct.<what>.<why>`; these reasons lie in the request.
  const config = /invalid|unsupported|not_supported|too_long|too_many|limit_exceeded|missing/.test(code);
  throw searchRejected(code, quotes ? (item['status_reason_message'] ?? '') : undefined, config);
};

/**
 * Compares an id of the answer with the one that was sent; an answer without it is common in the field, one with
 * another was meant for somebody else.
 *
 * @throws EtlError `ANSWER_TO_ANOTHER_REQUEST` (transient)
 */
export const checkId = (found: unknown, sent: string, path: string): void => {
  if (typeof found === 'string' && found !== '' && found !== sent) throw wrongCorrelation(path);
};
