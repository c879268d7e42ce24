import { randomInt } from 'node:crypto';
import { createServer, connect } from 'node:net';
import { waitUntil } from './waitUntil.ts';

const listenOn = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(undefined);
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' ? address?.port : undefined);
      });
    });
  });

/** Below those that Linux (32768 up), macOS and Windows (49152 up) give to connections that go out. */
const LOWEST = 20_000;
const HIGHEST = 32_000;
const TRIES = 50;

const anyPort = async (): Promise<number | undefined> => {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const found = await listenOn(randomInt(LOWEST, HIGHEST));
    if (found !== undefined) return found;
  }
  return listenOn(0);
};

/** A process that was killed is gone before the system has closed its sockets: on a busy machine, seconds before. */
const PATIENCE_MS = 5_000;

const preferredPort = async (port: number): Promise<number | undefined> => {
  let found: number | undefined;
  await waitUntil(async () => (found = await listenOn(port)) !== undefined, PATIENCE_MS);
  return found;
};

/**
 * A port of 127.0.0.1 that nobody listens on, and that no connection can take while its service is away: clients that
 * try again and again to reach a service that was killed would now and then get its very port as their own.
 *
 * @param preferred the one to take if it is free, or becomes so within seconds, so that a stack keeps its addresses
 *   from one start to the next
 */
export const freePort = async (preferred?: number): Promise<number> => {
  const port = (preferred === undefined ? undefined : await preferredPort(preferred)) ?? (await anyPort());
  if (port === undefined) throw new Error('the system has no free port on 127.0.0.1');
  return port;
};

/** Whether somebody accepts connections on a port of 127.0.0.1. */
export const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const done = (result: boolean) => () => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', done(true)).once('error', done(false)).setTimeout(1_000, done(false));
  });
