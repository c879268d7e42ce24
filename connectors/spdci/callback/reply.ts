import { asEtlError } from '../../../core/errors.ts';
import type { EtlError } from '../../../core/errors.ts';
import { asObject, textOf } from '../../dci/envelope.ts';

/** What becomes of a message: taken; good, but of no use any longer; refused. */
export type Reply =
  | { readonly status: 'ACK' | 'NACK' }
  | { readonly status: 'ERR'; readonly http: number; readonly code: string; readonly error: EtlError };

type Refusal = readonly [http: number, code: string];

const byCode: Readonly<Record<string, Refusal>> = {
  CALLBACK_TRANSACTION_UNKNOWN: [404, 'err.request.not_found'],
  NOTICE_WITHOUT_SUBSCRIPTION: [404, 'err.request.not_found'],
  CALLBACK_TOO_LARGE: [413, 'err.request.bad'],
  CALLBACK_UNREADABLE: [400, 'err.request.bad'],
  CALLBACK_BUSY: [503, 'err.service.unavailable'],
  SIGNATURE_MISSING: [401, 'err.signature.missing'],
  SIGNATURE_INVALID: [401, 'err.signature.invalid'],
  SIGNATURE_KEY_UNKNOWN: [401, 'err.signature.invalid'],
  ENVELOPE_INCOMPLETE: [400, 'err.request.bad'],
  DUPLICATE_RECORDS: [400, 'err.request.bad'],
};

const byPiece: Readonly<Record<string, Refusal>> = {
  'header.sender_id': [400, 'err.sender_id.invalid'],
  'header.receiver_id': [400, 'err.receiver_id.invalid'],
  'header.version': [400, 'err.version.not_supported'],
  'header.is_msg_encrypted': [400, 'err.encryption.invalid'],
};

const refusalOf = ({ code, fault, context }: EtlError): Refusal => {
  const byWhere = byPiece[String(context.details?.['piece'])];
  if (byWhere !== undefined) return byWhere;
  const known = byCode[code];
  if (known !== undefined) return known;
  // The message is at fault where asking again cannot help; else it is our side, and it may come again.
  const itsFault = fault === 'config' || fault === 'record' || code === 'ANSWER_TO_ANOTHER_REQUEST';
  return itsFault ? [400, 'err.request.bad'] : [503, 'err.service.unavailable'];
};

/** The reply to a message that could not be taken. */
export const refuse = (thrown: unknown): Extract<Reply, { status: 'ERR' }> => {
  const error = asEtlError(thrown, {
    code: 'CALLBACK_FAILED',
    fault: 'bug',
    message: 'a message at the callback address could not be taken',
    context: { component: 'connectors/spdci/callback' },
  });
  const [http, code] = error.fault === 'bug' ? ([500, 'err.service.unavailable'] as const) : refusalOf(error);
  return { status: 'ERR', http, code, error };
};

/**
 * Writes a reply as the standard's acknowledgement. What was wrong is told by code alone.
 *
 * @param json the message, as far as it could be read
 * @param at ISO 8601
 * @see SPDCI API standards v1.0.0, Response and Ack
 */
export const writeReply = (reply: Reply, json: unknown, at: string) => {
  const message = asObject(asObject(json)?.['message']);
  return {
    message: {
      ack_status: reply.status,
      timestamp: at,
      correlation_id: textOf(message?.['correlation_id']) ?? textOf(message?.['transaction_id']) ?? '',
      ...(reply.status === 'ERR' ? { error: { code: reply.code, message: 'the message is not taken' } } : {}),
    },
  };
};

/** HTTP status of a reply. */
export const httpStatusOf = (reply: Reply): number => (reply.status === 'ERR' ? reply.http : 200);
