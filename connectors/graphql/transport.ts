import { GraphQLClient } from 'graphql-request';
import { EtlError } from '../../core/errors.ts';
import { parseJsonText } from '../http/body.ts';
import { addressOf, createHttpClient } from '../http/client.ts';
import type { HttpHooks, TextAnswer } from '../http/client.ts';
import { statusError } from '../http/errors.ts';
import type { GraphQLConnection } from './config.ts';
import { errorsInAnswer, isRefusedInside, notGraphQL } from './errors.ts';

/** Values of a query's variables. */
export type Variables = Readonly<Record<string, unknown>>;

/** What an answer holds under `data`. */
export type AnswerData = Readonly<Record<string, unknown>>;

/** Sends queries to one GraphQL endpoint. */
export interface Transport {
  /**
   * Asks a query; tries again what may pass.
   *
   * @returns the answer's data: whole, for an answer with errors is refused
   * @throws EtlError as the HTTP client does, and `ERROR_INSIDE_ANSWER` (transient), `DOCUMENT_REFUSED` (config),
   *   `REGISTRY_REFUSED_CREDENTIALS`, `REGISTRY_FORBIDS` (config), `ANSWER_NOT_GRAPHQL` (transient)
   */
  ask(query: string, variables: Variables, signal: AbortSignal): Promise<AnswerData>;
  /** Requests sent, tries that were repeated included. */
  readonly requests: () => number;
  close(): Promise<void>;
}

const errorsOf = (json: unknown): readonly unknown[] => {
  const errors = typeof json === 'object' && json !== null ? (Reflect.get(json, 'errors') as unknown) : undefined;
  if (errors === undefined || errors === null) return [];
  return Array.isArray(errors) ? (errors as readonly unknown[]) : [errors];
};

const tryParse = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    // An error page of a proxy, say: the status tells enough.
    return undefined;
  }
};

/**
 * What an answer outside 2xx means. GraphQL over HTTP gives 4xx to a query that it refuses, and says why in the body;
 * everything else is told by the status.
 */
const refusal = ({ url, status, body, retryAfterMs }: TextAnswer): EtlError => {
  const byStatus = statusError(url, status, body.length, retryAfterMs);
  const errors = status === 401 || byStatus.fault === 'transient' ? [] : errorsOf(tryParse(body));
  if (errors.length === 0) return byStatus;
  const byErrors = errorsInAnswer(errors);
  return byErrors.code === 'ERROR_INSIDE_ANSWER' ? byStatus : byErrors;
};

/**
 * Speaks GraphQL over HTTP by graphql-request. The library writes requests and reads answers; each one goes through our
 * HTTP client, so that its credentials, limits, certificates and refusals hold. Errors of the library never get out:
 * they quote the answer.
 */
export const createTransport = (connection: GraphQLConnection, hooks: HttpHooks, now: () => number): Transport => {
  const http = createHttpClient(connection, hooks, now);
  const address = addressOf(connection.baseUrl, connection.endpoint);
  let requests = 0;

  const fetchWithinLimits: typeof fetch = async (_url, init) => {
    requests += 1;
    const answer = await http.exchange(
      {
        method: 'POST',
        path: connection.endpoint,
        headers: Object.fromEntries(new Headers(init?.headers)),
        body: typeof init?.body === 'string' ? init.body : '',
      },
      init?.signal ?? new AbortController().signal,
    );
    if (answer.status < 200 || answer.status >= 300) throw refusal(answer);
    // Whatever the server calls it: it is read as JSON, or refused as something else.
    return new Response(answer.body.length === 0 ? ' ' : new Uint8Array(answer.body), {
      headers: { 'content-type': 'application/json' },
    });
  };

  const client = new GraphQLClient(address.href, {
    fetch: fetchWithinLimits,
    errorPolicy: 'all',
    jsonSerializer: {
      stringify: (value) => JSON.stringify(value),
      parse: (text) => parseJsonText(text, address, 200),
    },
  });

  const once = async (query: string, variables: Variables, signal: AbortSignal): Promise<AnswerData> => {
    const answer = await client.rawRequest<unknown>({ query, variables, signal }).catch((thrown: unknown) => {
      signal.throwIfAborted();
      throw thrown instanceof EtlError ? thrown : notGraphQL();
    });
    const errors = errorsOf(answer);
    if (errors.length > 0) throw errorsInAnswer(errors);
    const { data } = answer;
    if (typeof data !== 'object' || data === null || Array.isArray(data)) throw notGraphQL();
    return data as AnswerData;
  };

  return {
    ask: (query, variables, signal) =>
      http.retry(async () => {
        try {
          return await once(query, variables, signal);
        } catch (thrown) {
          // Some servers answer 200 to an expired token, and say so inside.
          if (isRefusedInside(thrown) && http.renew()) return await once(query, variables, signal);
          throw thrown;
        }
      }, signal),
    requests: () => requests,
    close: () => http.close(),
  };
};
