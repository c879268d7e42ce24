import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import type { Auth } from './auth.ts';
import type { Clock } from './clock.ts';
import { readEnvelope, search } from './envelope.ts';
import { strike, type FaultQueue, type FaultTarget } from './faults.ts';
import { graphqlPath, type PlainGraphQL } from './graphql/endpoint.ts';
import { detail, readBody, send, type Answer } from './http.ts';
import type { LoggedRequest } from './requestLog.ts';
import { spdciPaths, type SpdciEndpoints } from './spdci/endpoints.ts';

/** The path of the token endpoint. */
export const tokenPath = '/realms/simulator/protocol/openid-connect/token';

/** The path of the search endpoint. */
export const searchPath = '/api/v1/g2p-connect/registry/sync/search';

/** What the HTTP server is made of. */
export interface ServerParts {
  readonly schema: GraphQLSchema;
  /** Answers the plain GraphQL endpoint. */
  readonly graphql: PlainGraphQL;
  readonly clock: Clock;
  readonly auth: Auth;
  readonly faults: FaultQueue;
  readonly spdci: SpdciEndpoints;
  readonly log: { add(request: LoggedRequest): void };
  /** Answers `/control/…`; undefined: no such endpoint. */
  readonly control: (method: string, url: URL, body: string) => Answer | undefined;
}

/** The right answer of the search endpoint. FastAPI checks the body before the endpoint looks at the token. */
const answerSearch = (parts: ServerParts, request: IncomingMessage, url: URL, body: string): Answer => {
  const envelope = readEnvelope(body);
  if ('refusal' in envelope) return envelope.refusal;
  return parts.auth.refusal(request.headers, url) ?? search(parts.schema, envelope, parts.clock.now());
};

const answers: Record<FaultTarget, (parts: ServerParts, request: IncomingMessage, url: URL, body: string) => Answer> = {
  search: answerSearch,
  token: (parts, request, _url, body) => parts.auth.issue(request.headers, body),
  graphql: (parts, request, url, body) => parts.auth.refusal(request.headers, url) ?? parts.graphql(body),
  spdci: (parts, request, url, body) =>
    parts.auth.refusal(request.headers, url) ?? parts.spdci.answer(url.pathname, body),
};

const endpoints = new Map<string, FaultTarget>([
  [searchPath, 'search'],
  [tokenPath, 'token'],
  [graphqlPath, 'graphql'],
  [spdciPaths.search, 'spdci'],
  [spdciPaths.asynchronousSearch, 'spdci'],
  [spdciPaths.status, 'spdci'],
  [spdciPaths.subscribe, 'spdci'],
  [spdciPaths.unsubscribe, 'spdci'],
]);

const handle = async (parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const began = performance.now();
  const url = new URL(request.url ?? '/', 'http://simulator');
  const body = await readBody(request);
  if (url.pathname.startsWith('/control/')) {
    send(response, parts.control(request.method ?? 'GET', url, body) ?? detail(404, 'Not Found'));
    return;
  }
  if (url.pathname === spdciPaths.keys) {
    send(response, parts.spdci.answer(url.pathname, body));
    return;
  }
  const endpoint = endpoints.get(url.pathname);
  if (endpoint === undefined) {
    send(response, detail(404, 'Not Found'));
    return;
  }
  if (request.method !== 'POST') {
    send(response, detail(405, 'Method Not Allowed'));
    return;
  }
  const fault = parts.faults.take(endpoint);
  const answer = (): Answer => answers[endpoint](parts, request, url, body);
  if (fault?.kind === 'token-expired') parts.auth.revokeAll();
  const status = await reply(parts, response, fault, answer);
  const duration = performance.now() - began;
  parts.log.add({ path: url.pathname, status, duration, ...(fault !== undefined && { fault: fault.kind }) });
};

const reply = async (
  parts: ServerParts,
  response: ServerResponse,
  fault: ReturnType<FaultQueue['take']>,
  answer: () => Answer,
): Promise<number> => {
  if (fault !== undefined) return strike(fault, response, answer, parts.clock.now());
  const right = answer();
  send(response, right);
  return right.status;
};

/** Milliseconds that an idle connection is kept; long, because a client in the same process may be busy that long. */
const keepAliveTimeout = 120_000;

/** Makes the server; it does not listen yet. A failure of the simulator itself is answered with a 500 that names it. */
export const createSimulatorServer = (parts: ServerParts): Server =>
  createServer({ keepAliveTimeout }, (request, response) => {
    handle(parts, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else send(response, detail(500, error instanceof Error ? error.message : String(error)));
    });
  });
