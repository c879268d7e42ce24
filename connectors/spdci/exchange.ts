import { v4 as uuid } from 'uuid';
import type { EtlError } from '../../core/errors.ts';
import { createHttpClient } from '../http/client.ts';
import type { HttpHooks } from '../http/client.ts';
import { asObject } from '../dci/envelope.ts';
import type { JsonObject, RequestIds } from '../dci/envelope.ts';
import type { Expectation } from './answer.ts';
import type { SpdciConnection } from './config.ts';
import { messageRefused } from './errors.ts';
import { timestamp, writeHeader } from './request.ts';
import { createSignatures } from './signature/index.ts';

/** One message to the registry, and how its answer is read. */
export interface Question<Result> {
  /** `action` of the header. */
  readonly action: string;
  readonly path: string;
  /** Actions that the answer may name. */
  readonly answers: readonly string[];
  /** Ids to ask with; undefined: new ones for every try. The message has an id of its own for every try in any case. */
  readonly ids?: RequestIds;
  readonly message: (ids: RequestIds, at: string) => JsonObject;
  /** Makes the result of the answer; a transient error thrown here is tried again. */
  readonly read: (json: unknown, expected: Expectation) => Result;
  /** Whether the answer has a place for a signature; an acknowledgement has none, and some may be either. */
  readonly signed: boolean | ((json: unknown) => boolean);
  /** Where the registry is to send what it answers later; undefined: what the configuration says. */
  readonly answerTo?: string | undefined;
}

/** Messages to one registry and from it. */
export interface Exchange {
  /**
   * Sends a message until it is answered; nothing of an answer is used whose signature does not hold.
   *
   * @throws EtlError as the HTTP client, the reading and the signatures do
   */
  ask<Result>(question: Question<Result>, signal: AbortSignal): Promise<Result>;
  /** Checks a message that the registry has sent by itself. Throws as {@link Signatures.check} does. */
  check(text: string, signal: AbortSignal): Promise<void>;
  /** Messages sent, tries that were repeated included. */
  readonly requests: () => number;
  close(): Promise<void>;
}

/** What the acknowledgement of the standard makes of an answer outside 2xx, as OpenSPP sends it. */
const explain = (httpStatus: number, json: unknown): EtlError | undefined => {
  // These pass by themselves, whatever the body says; Retry-After is honoured.
  if (httpStatus >= 500 || httpStatus === 408 || httpStatus === 429) return undefined;
  return refusalOf(json);
};

/** The error of an acknowledgement that refuses the message; undefined for anything else. */
const refusalOf = (json: unknown): EtlError | undefined => {
  const message = asObject(asObject(json)?.['message']);
  const status = message?.['ack_status'];
  if (message === undefined || (status !== 'ERR' && status !== 'NACK')) return undefined;
  const error = asObject(message['error']) ?? {};
  return messageRefused(status, typeof error['code'] === 'string' ? error['code'] : '');
};

/** A result that is used only once the text that it was read from has been checked. */
interface Unchecked<Result> {
  readonly result: Result;
  readonly text: string;
  readonly signed: boolean;
}

/** Speaks with the registry of a connection. */
export const createExchange = (connection: SpdciConnection, hooks: HttpHooks, now: () => number): Exchange => {
  const client = createHttpClient(connection, hooks, now);
  const parties = { sender: connection.senderId, receiver: connection.receiverId };
  const signatures = createSignatures(connection.signature, parties, connection, now);
  let requests = 0;
  return {
    async ask<Result>(question: Question<Result>, signal: AbortSignal) {
      let expected: Expectation | undefined;
      const { result, text, signed } = await client.send<Unchecked<Result>>(
        {
          method: 'POST',
          path: question.path,
          body: () => {
            requests += 1;
            const ids = { transaction: uuid(), reference: uuid(), ...question.ids, message: uuid() };
            expected = { ids, parties, actions: question.answers, checkCorrelation: connection.checkCorrelation };
            const at = timestamp(now());
            const answerTo = question.answerTo ?? connection.senderUri;
            const header = writeHeader(question.action, connection, ids, at, answerTo);
            const message = question.message(ids, at);
            return { signature: signatures.sign({ header, message }), header, message };
          },
          read: (json, body) => {
            if (expected === undefined) throw new TypeError('an answer came before its request');
            const refusal = refusalOf(json);
            if (refusal !== undefined) throw refusal;
            const signed = typeof question.signed === 'boolean' ? question.signed : question.signed(json);
            return { result: question.read(json, expected), text: body.toString('utf8'), signed };
          },
          explain,
        },
        signal,
      );
      if (signed) await signatures.check(text, signal);
      return result;
    },
    check: (text, signal) => signatures.check(text, signal),
    requests: () => requests,
    close: async () => {
      await Promise.all([client.close(), signatures.close()]);
    },
  };
};
