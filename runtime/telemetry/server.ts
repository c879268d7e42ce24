import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';

/** A running telemetry server. */
export interface TelemetryServer {
  /** `http://host:port`. */
  readonly url: string;
  close(): Promise<void>;
}

/** What the server tells. */
export interface TelemetryOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly registry: Registry;
  /** True while every component that was asked for is at work: then traffic and deadlines may count on it. */
  readonly ready: () => boolean;
}

/**
 * Serves `/health/live` (200 while the process answers), `/health/ready` (200 or 503) and `/metrics` (Prometheus text).
 * Nothing of it holds personal data, and it needs no login: bind it to an address that only the platform reaches.
 */
export const startTelemetryServer = async (options: TelemetryOptions): Promise<TelemetryServer> => {
  const answers: Readonly<Record<string, () => Promise<readonly [number, string, string]>>> = {
    '/health/live': () => Promise.resolve([200, 'text/plain', 'live\n']),
    '/health/ready': () =>
      Promise.resolve(options.ready() ? [200, 'text/plain', 'ready\n'] : [503, 'text/plain', 'not ready\n']),
    '/metrics': async () => [200, options.registry.contentType, await options.registry.metrics()],
  };
  const server = createServer((request, response) => {
    const answer = answers[(request.url ?? '').split('?', 1)[0] ?? ''];
    const found = answer ?? (() => Promise.resolve([404, 'text/plain', 'try /metrics\n'] as const));
    found().then(
      ([status, type, body]) => response.writeHead(status, { 'content-type': type }).end(body),
      () => response.writeHead(500).end(),
    );
  });
  await listen(server, options.port, options.host);
  const { address, port } = server.address() as AddressInfo;
  return {
    url: `http://${address.includes(':') ? `[${address}]` : address}:${String(port)}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => {
          if (error === undefined) resolve();
          else reject(error);
        });
      }),
  };
};

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
