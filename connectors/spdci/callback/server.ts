import { randomUUID } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { EtlError } from '../../../core/errors.ts';
import { asObject } from '../../dci/envelope.ts';
import type { JsonObject } from '../../dci/envelope.ts';
import { listenAddress } from './config.ts';
import type { CallbackConfig } from './config.ts';
import {
  addressSharedBadly,
  cannotListen,
  messageTooLarge,
  messageUnreadable,
  notSubscribed,
  tooBusy,
  transactionUnknown,
} from './errors.ts';
import { httpStatusOf, refuse, writeReply } from './reply.ts';
import type { Reply } from './reply.ts';

/** One who waits at an address: an import. */
export interface Participant {
  /** True for a message that answers what it has asked, or that it has subscribed to. */
  claims(message: JsonObject): boolean;
  /** Takes a message that it claims. */
  receive(json: JsonObject, text: string): Promise<Reply>;
  /** Hears of what was refused at its address. */
  trouble(error: EtlError): void;
}

/** A participant's place at an address. */
export interface Place {
  /** Names the listener, to tell it from another at the same public address. */
  readonly instance: string;
  leave(): Promise<void>;
}

/** Messages that are read at the same time, before anybody knows who has sent them. */
const mostAtOnce = 16;

/** What the listener says of itself to whoever looks whether it can be reached. */
export const serviceName = 'registry-stream callback';

interface Guest extends Participant {
  readonly config: CallbackConfig;
  /** Path of the public address, without a slash at its end. */
  readonly path: string;
}

const pathOf = (url: string): string => new URL(url).pathname.replace(/\/+$/, '');

/** Reads a message. @throws EtlError `CALLBACK_TOO_LARGE`, `CALLBACK_UNREADABLE` */
const readText = async (request: IncomingMessage, most: number): Promise<string> => {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') throw messageUnreadable('is compressed');
  if (Number(request.headers['content-length'] ?? 0) > most) throw messageTooLarge(most);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) throw messageTooLarge(most);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const parse = (text: string): JsonObject => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // Where it breaks would be quoted from the message.
    json = undefined;
  }
  const envelope = asObject(json);
  if (envelope === undefined) throw messageUnreadable('is no JSON object');
  return envelope;
};

/** The listener on one address, shared by all who wait there. */
class CallbackServer {
  readonly instance = randomUUID();
  readonly guests = new Set<Guest>();
  readonly #server: Server;
  #reading = 0;

  constructor(tls: CallbackConfig['tls']) {
    const handle = (request: IncomingMessage, response: ServerResponse): void => {
      void this.#handle(request, response);
    };
    const limits = { requestTimeout: 30_000, headersTimeout: 10_000 };
    this.#server =
      tls === undefined ? createHttpServer(limits, handle) : createHttpsServer({ ...limits, ...tls }, handle);
  }

  listen(listen: string): Promise<void> {
    const { host, port } = listenAddress(listen);
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error) => {
        reject(cannotListen(listen, error));
      });
      this.#server.listen(port, host, () => {
        this.#server.removeAllListeners('error');
        resolve();
      });
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => {
        resolve();
      });
      this.#server.closeAllConnections();
    });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const here = [...this.guests].filter((guest) => path === guest.path || path.startsWith(`${guest.path}/`));
    const [first] = here;
    if (first === undefined || request.method !== 'POST') {
      this.#sayWhoIsHere(request, response, first !== undefined);
      return;
    }
    const { reply, json, guest } = await this.#take(request, here);
    if (reply.status === 'ERR') (guest ?? first).trouble(reply.error);
    this.#send(response, httpStatusOf(reply), writeReply(reply, json, new Date().toISOString()));
  }

  #sayWhoIsHere({ method }: IncomingMessage, response: ServerResponse, here: boolean): void {
    if (!here) this.#send(response, 404, { error: 'nobody waits at this path' });
    else if (method === 'GET') this.#send(response, 200, { service: serviceName, instance: this.instance });
    else this.#send(response, 405, { error: 'messages come by POST' });
  }

  /** Gives a message to the guest that claims it; undefined: none does, or it could not be read. */
  async #take(
    request: IncomingMessage,
    here: readonly Guest[],
  ): Promise<{ reply: Reply; json: unknown; guest: Guest | undefined }> {
    let json: JsonObject | undefined;
    let guest: Guest | undefined;
    try {
      const text = await this.#read(request, Math.max(...here.map(({ config }) => config.maxRequestBytes)));
      json = parse(text);
      const message = asObject(json['message']);
      guest = message && here.find((one) => one.claims(message));
      if (guest === undefined) throw message?.['notify_event'] === undefined ? transactionUnknown() : notSubscribed();
      return { reply: await guest.receive(json, text), json, guest };
    } catch (thrown) {
      return { reply: refuse(thrown), json, guest };
    }
  }

  async #read(request: IncomingMessage, most: number): Promise<string> {
    if (this.#reading >= mostAtOnce) throw tooBusy();
    this.#reading += 1;
    try {
      return await readText(request, most);
    } finally {
      this.#reading -= 1;
    }
  }

  #send(response: ServerResponse, status: number, body: unknown): void {
    const text = JSON.stringify(body);
    // What is refused before it was read whole is not read any further.
    const headers = { 'content-type': 'application/json', ...(status === 413 ? { connection: 'close' } : {}) };
    response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(text)) }).end(text);
  }
}

interface Open {
  readonly server: CallbackServer;
  readonly listening: Promise<void>;
  readonly tls: string;
}

/** By address: imports, and sources, of one process share a listener. */
const open = new Map<string, Open>();

const openAt = ({ listen, tls }: CallbackConfig): Open => {
  const server = new CallbackServer(tls);
  return { server, listening: server.listen(listen), tls: JSON.stringify(tls ?? null) };
};

/**
 * Takes a place at the address of a connection; the first one opens it, the last one closes it. Messages are given to
 * whoever claims them: a registry may know one address of this deployment only, and transactions and subscriptions have
 * names that nobody can guess.
 *
 * @throws EtlError (config) `CALLBACK_ADDRESS_IN_USE`, `CALLBACK_CANNOT_LISTEN`
 */
export const takePlace = async (config: CallbackConfig, participant: Participant): Promise<Place> => {
  const at = open.get(config.listen) ?? openAt(config);
  open.set(config.listen, at);
  if (at.tls !== JSON.stringify(config.tls ?? null)) throw addressSharedBadly(config.listen);
  const guest: Guest = {
    config,
    path: pathOf(config.url),
    claims: (message) => participant.claims(message),
    receive: (json, text) => participant.receive(json, text),
    trouble: (error) => {
      participant.trouble(error);
    },
  };
  at.server.guests.add(guest);
  const leave = async (): Promise<void> => {
    if (!at.server.guests.delete(guest) || at.server.guests.size > 0) return;
    if (open.get(config.listen) === at) open.delete(config.listen);
    await at.server.close();
  };
  try {
    await at.listening;
  } catch (thrown) {
    at.server.guests.delete(guest);
    if (open.get(config.listen) === at) open.delete(config.listen);
    throw thrown;
  }
  return { instance: at.server.instance, leave };
};
