import { request } from 'undici';
import type { Dispatcher } from 'undici';
import { EtlError } from '../../core/errors.ts';
import { decoded, readLimited } from './body.ts';
import type { HttpConfig } from './config.ts';
import { withDeadline } from './deadline.ts';
import { timedOut, unreachable } from './errors.ts';
import { readRetryAfter } from './retryAfter.ts';

/** A request as it goes over the wire. */
export interface OutgoingRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An answer, read whole. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
  /** What `Retry-After` asks for, capped at `retry.maxDelayMs`; undefined when it is not there. */
  readonly retryAfterMs: number | undefined;
}

/**
 * One try of one request, without judging its status.
 *
 * @throws TransientHttpError `REGISTRY_UNREACHABLE`, `REGISTRY_TIMEOUT`; EtlError `RESPONSE_TOO_LARGE`; the signal's
 *   reason when it was aborted
 */
export type Exchange = (outgoing: OutgoingRequest, signal: AbortSignal) => Promise<Answer>;

const headerText = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

/** Exchanges over `dispatcher` within the limits of `config`. */
export const createExchange =
  (config: HttpConfig, dispatcher: Dispatcher, now: () => number): Exchange =>
  (outgoing, signal) =>
    withDeadline(
      signal,
      config.timeoutMs,
      () => timedOut(outgoing.url, config.timeoutMs),
      async (deadline) => {
        try {
          const response = await request(outgoing.url, {
            dispatcher,
            method: outgoing.method,
            headers: outgoing.headers,
            ...(outgoing.body === undefined ? {} : { body: outgoing.body }),
            signal: deadline,
          });
          const stream = decoded(response.body, headerText(response.headers['content-encoding']), outgoing.url);
          const body = await readLimited(stream, config.maxResponseBytes, outgoing.url);
          const retryAfter = headerText(response.headers['retry-after']);
          return {
            status: response.statusCode,
            body,
            retryAfterMs: readRetryAfter(retryAfter, now(), config.retry.maxDelayMs),
          };
        } catch (thrown) {
          throw thrown instanceof EtlError ? thrown : unreachable(outgoing.url, thrown);
        }
      },
    );
