import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import pRetry from 'p-retry';
import type { EtlError } from '../../core/errors.ts';
import { createAuthenticator } from './authenticator.ts';
import { parseJson } from './body.ts';
import type { HttpConfig } from './config.ts';
import { createDispatcher } from './dispatcher.ts';
import { TransientHttpError, statusError } from './errors.ts';
import { createExchange } from './exchange.ts';
import type { Answer, OutgoingRequest } from './exchange.ts';

/** A JSON request to a registry, and how its answer is read. */
export interface JsonRequest<Result> {
  readonly method: 'GET' | 'POST';
  /** Path below `baseUrl`; its query may be part of it. */
  readonly path: string;
  /** Value to send as JSON; made anew for every try, so that message ids differ. */
  readonly body?: () => unknown;
  /**
   * Makes the result of a 2xx answer. A transient {@link EtlError} thrown here is tried again, as for an answer
   * without its envelope.
   *
   * @param body the answer as it came, for what covers its very text
   */
  readonly read: (json: unknown, body: Buffer) => Result;
  /** What the registry's protocol makes of an answer outside 2xx; undefined leaves it to the status alone. */
  readonly explain?: (status: number, json: unknown) => EtlError | undefined;
}

/** What a client tells while it works; for logs and metrics. */
export interface HttpHooks {
  /** Before each pause: the error that was met and which try it was, counted from 1. */
  readonly onRetry?: (error: EtlError, attempt: number) => void;
}

/** A request whose body is text already, for a protocol library that writes and reads bodies itself. */
export interface TextRequest {
  readonly method: 'POST';
  /** Path below `baseUrl`. */
  readonly path: string;
  /** Names in lower case; what the configuration sets wins. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer to a {@link TextRequest}, its status not judged. */
export interface TextAnswer extends Answer {
  readonly url: URL;
}

/** Authenticated JSON requests to one registry, within its limits. */
export interface HttpClient {
  /**
   * Sends a request, as often as `retry.attempts` allows while the errors are transient.
   *
   * @throws EtlError `transient` after the last try, `config` at once; the signal's reason when it was aborted
   */
  send<Result>(request: JsonRequest<Result>, signal: AbortSignal): Promise<Result>;
  /**
   * One try of a request, with the credentials renewed once when they are refused. Put it into {@link retry}.
   *
   * @throws EtlError as {@link send} does, but for the status
   */
  exchange(request: TextRequest, signal: AbortSignal): Promise<TextAnswer>;
  /** Runs an attempt as often as `retry.attempts` allows while its errors are transient; pauses as {@link send} does. */
  retry<Result>(attempt: () => Promise<Result>, signal: AbortSignal): Promise<Result>;
  /** Forgets credentials that were refused inside an answer. True: they can be renewed, so try once more. */
  renew(): boolean;
  /** Ends the connections. */
  close(): Promise<void>;
}

const succeeded = (status: number): boolean => status >= 200 && status < 300;

const tryParse = (answer: Answer): unknown => {
  try {
    return JSON.parse(answer.body.toString('utf8')) as unknown;
  } catch {
    // An error page of a proxy, say: the status tells enough.
    return undefined;
  }
};

const readAnswer = <Result>(request: JsonRequest<Result>, url: URL, answer: Answer): Result => {
  if (succeeded(answer.status)) return request.read(parseJson(answer.body, url, answer.status), answer.body);
  const explained = request.explain?.(answer.status, tryParse(answer));
  throw explained ?? statusError(url, answer.status, answer.body.length, answer.retryAfterMs);
};

const configuredHeaders = (config: HttpConfig): Record<string, string> =>
  Object.fromEntries(Object.entries(config.headers).map(([name, value]) => [name.toLowerCase(), value]));

/** Address of a path below the base address. */
export const addressOf = (baseUrl: string, path: string): URL =>
  new URL(`${baseUrl.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`);

const asOutgoing = (config: HttpConfig, request: JsonRequest<unknown>, url: URL): OutgoingRequest => {
  const headers: Record<string, string> = { accept: 'application/json', ...configuredHeaders(config) };
  if (request.body === undefined) return { method: request.method, url, headers };
  headers['content-type'] = 'application/json';
  return { method: request.method, url, headers, body: JSON.stringify(request.body()) };
};

/**
 * Makes the client that all connectors over HTTP share.
 *
 * @param config checked by {@link HttpConfig}
 * @param now milliseconds since 1970 UTC, for the life of tokens and dates in `Retry-After`
 */
export const createHttpClient = (config: HttpConfig, hooks: HttpHooks = {}, now = Date.now): HttpClient => {
  const dispatcher = createDispatcher(config);
  const exchange = createExchange(config, dispatcher, now);
  const authenticator = createAuthenticator(config.auth, exchange, now);
  const rate =
    config.requestsPerSecond === undefined ? {} : { intervalCap: 1, interval: 1_000 / config.requestsPerSecond };
  const queue = new PQueue({ concurrency: config.maxConcurrent, ...rate });

  const authenticated = async (write: () => OutgoingRequest, signal: AbortSignal): Promise<TextAnswer> => {
    const outgoing = write();
    const headers = { ...outgoing.headers };
    await authenticator.apply(outgoing.url, headers, signal);
    const answer = await queue.add(() => exchange({ ...outgoing, headers }, signal), { signal });
    return { ...answer, url: outgoing.url };
  };

  const renewing = async (write: () => OutgoingRequest, signal: AbortSignal): Promise<TextAnswer> => {
    const answer = await authenticated(write, signal);
    // A token can be revoked, or expire on its way: one more try with a new one, no oftener.
    return answer.status === 401 && authenticator.renew() ? authenticated(write, signal) : answer;
  };

  const retry = <Result>(attempt: () => Promise<Result>, signal: AbortSignal): Promise<Result> =>
    pRetry(attempt, {
      retries: config.retry.attempts - 1,
      minTimeout: config.retry.minDelayMs,
      maxTimeout: config.retry.maxDelayMs,
      randomize: true,
      signal,
      shouldRetry: ({ error }) => isTransient(error),
      onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
        if (!isTransient(error) || retriesLeft === 0) return;
        hooks.onRetry?.(error, attemptNumber);
        if (error instanceof TransientHttpError && error.retryAfterMs !== undefined) {
          await sleep(error.retryAfterMs, undefined, { signal }).catch(() => {
            signal.throwIfAborted();
          });
        }
      },
    });

  return {
    send: (request, signal) =>
      retry(async () => {
        const write = () => asOutgoing(config, request, addressOf(config.baseUrl, request.path));
        const answer = await renewing(write, signal);
        return readAnswer(request, answer.url, answer);
      }, signal),
    exchange: ({ method, path, headers, body }, signal) =>
      renewing(() => {
        const url = addressOf(config.baseUrl, path);
        return { method, url, headers: { ...headers, ...configuredHeaders(config) }, body };
      }, signal),
    retry,
    renew: () => authenticator.renew(),
    async close() {
      queue.clear();
      await dispatcher.destroy();
    },
  };
};

const isTransient = (error: Error): error is EtlError => 'fault' in error && error.fault === 'transient';
