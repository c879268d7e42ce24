import { randomInt } from 'node:crypto';
import { createServer, connect } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { waitUntil } from './waitUntil.ts';

/** A port that is kept from others by listening on it; whoever connects is turned away. */
const listenOn = (port: number): Promise<Server | undefined> =>
  new Promise((resolve) => {
    const server = createServer((socket) => {
      // Without a wait for the other side, so that the port is free at once.
      socket.resetAndDestroy();
    });
    server.once('error', () => {
      resolve(undefined);
    });
    // Whoever fails before it lets go is not kept running by it.
    server.unref();
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      resolve(server);
    });
  });

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });

/** Below those that Linux (32768 up), macOS and Windows (49152 up) give to connections that go out. */
const LOWEST = 20_000;
const HIGHEST = 32_000;
const TRIES = 50;

const anyPort = async (): Promise<Server | undefined> => {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const found = await listenOn(randomInt(LOWEST, HIGHEST));
    if (found !== undefined) return found;
  }
  return listenOn(0);
};

/** A process that was killed is gone before the system has closed its sockets: on a busy machine, seconds before. */
const PATIENCE_MS = 5_000;

const preferredPort = async (port: number): Promise<Server | undefined> => {
  let found: Server | undefined;
  await waitUntil(async () => (found = await listenOn(port)) !== undefined, PATIENCE_MS);
  return found;
};

/** Ports of 127.0.0.1 that are kept for somebody. */
export interface ReservedPorts {
  /** Each another, in the order in which they were asked for. */
  readonly ports: readonly number[];
  /** Lets go of them, for whoever is to listen on them; once more does nothing. */
  readonly release: () => Promise<void>;
}

/**
 * Keeps ports of 127.0.0.1 that nobody listens on, and that no connection can take while its service is away: clients that
 * try again and again to reach a service that was killed would now and then get its very port as their own. All are held
 * until they are released, so that none of them is found twice, here or by another stack.
 *
 * @param preferred one for each port: the one to take if it is free, or becomes so within seconds, so that a stack keeps
 *   its addresses from one start to the next; undefined: any
 */
export const reservePorts = async (preferred: readonly (number | undefined)[]): Promise<ReservedPorts> => {
  const held: Server[] = [];
  const release = async (): Promise<void> => {
    await Promise.all(held.splice(0).map(closed));
  };
  for (const wish of preferred) {
    const one =
      (wish === undefined || held.some((server) => portOf(server) === wish) ? undefined : await preferredPort(wish)) ??
      (await anyPort());
    if (one === undefined) {
      await release();
      throw new Error('the system has no free port on 127.0.0.1');
    }
    held.push(one);
  }
  return { ports: held.map(portOf), release };
};

/** A port of 127.0.0.1 that was free a moment ago; see {@link reservePorts}, which keeps it so. */
export const freePort = async (): Promise<number> => {
  const { ports, release } = await reservePorts([undefined]);
  await release();
  return ports[0] ?? 0;
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
