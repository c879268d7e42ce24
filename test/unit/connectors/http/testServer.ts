import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpConfig } from '../../../../connectors/http/config.ts';

/** A request as the server got it. */
interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Handler = (seen: SeenRequest, response: ServerResponse, count: number) => void;

/** An HTTP server of Node's that a test scripts. */
export interface TestServer {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  close(): Promise<void>;
}

const readAll = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};

/** Starts a server; `count` tells the handler which request it is, from 1. */
export const startServer = async (handler: Handler): Promise<TestServer> => {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    void readAll(request).then((body) => {
      const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
      seen.push(one);
      handler(one, response, seen.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
};

export const sendJson = (response: ServerResponse, status: number, body: unknown, headers = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

/** A configuration that does not make a test wait. */
export const quickConfig = (baseUrl: string, more: object = {}): HttpConfig =>
  HttpConfig.parse({ baseUrl, timeoutMs: 2_000, retry: { attempts: 3, minDelayMs: 1, maxDelayMs: 50 }, ...more });
