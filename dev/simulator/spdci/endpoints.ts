import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Answer } from '../http.ts';
import type { PartnerStore } from '../store.ts';
import { createAsynchronous } from './asynchronous.ts';
import { createCallbacks, type Delivery, type SendMessage } from './callbacks.ts';
import { createSearch, type SearchBehaviour } from './search.ts';
import { createSignatures, type Signatures } from './signature.ts';
import type { SubscriptionShape } from './shapes.ts';
import { createSubscriptions, type Subscriptions } from './subscriptions.ts';

type Json = Readonly<Record<string, unknown>>;

/** How the SPDCI side of the simulator behaves; everything may be left out. */
export interface SpdciBehaviour extends Partial<SearchBehaviour> {
  /** Signs its answers. Default false. */
  readonly sign?: boolean;
  /** Public key (PEM) of the client, whose requests have to be signed with it. Default: requests need no signature. */
  readonly clientKey?: string | undefined;
  /** How often an asynchronous search is said to be pending before its result is there. Default 1. */
  readonly pendingAnswers?: number;
  /** Sends results of asynchronous searches to `sender_uri`; never: they have to be fetched. Default true. */
  readonly callbacks?: boolean;
  /** What stands behind `sender_uri` in the address of a message: as the standard has it (default), or nothing. */
  readonly callbackPaths?: 'standard' | 'none';
  /** How subscriptions are asked for and answered, and notices written. Default `standard`. */
  readonly shape?: SubscriptionShape;
}

/** The registry's own `sender_id`. */
export const registryId = 'social.example.org';

/** Paths of the SPDCI side. */
export const spdciPaths = {
  search: '/social/registry/sync/search',
  asynchronousSearch: '/social/registry/search',
  status: '/social/registry/sync/txn/status',
  subscribe: '/social/registry/subscribe',
  unsubscribe: '/social/registry/unsubscribe',
  keys: '/.well-known/jwks.json',
} as const;

/** The SPDCI side of the simulator. */
export interface SpdciEndpoints {
  readonly signatures: Signatures;
  readonly subscriptions: Subscriptions;
  /** Sends a message of the registry's own; with the signature that it deserves, unless it is changed afterwards. */
  readonly send: SendMessage;
  /** Resolves when every message that was to be sent has been, and tells what became of all since the start. */
  sent(): Promise<readonly Delivery[]>;
  /** The latest messages that were sent to it. */
  heard(): readonly { readonly path: string; readonly body: Json }[];
  /** The result of the next asynchronous search, for a test that sends it itself. */
  nextResult(): Promise<Json>;
  /** Answers one of {@link spdciPaths}, once the caller is known. */
  answer(path: string, body: string): Answer;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parse = (text: string): Json => {
  try {
    const body: unknown = JSON.parse(text);
    return isObject(body) ? body : {};
  } catch {
    return {};
  }
};

/** Writes what the registry says around its results. */
const createWriter = (clock: Clock, signatures: Signatures, signs: boolean) => {
  const timestamp = (): string => new Date(clock.now()).toISOString();
  const refuse = (httpStatus: number, code: string, message: string): Answer => ({
    status: httpStatus,
    body: {
      message: { ack_status: 'ERR', timestamp: timestamp(), correlation_id: randomUUID(), error: { code, message } },
    },
  });

  const write = (action: string, receiver: unknown, message: Json): Json => {
    const header = {
      version: '1.0.0',
      message_id: randomUUID(),
      message_ts: timestamp(),
      action,
      status: 'succ',
      total_count: 1,
      completed_count: 1,
      sender_id: registryId,
      receiver_id: receiver,
      is_msg_encrypted: false,
      meta: {},
    };
    // Signatures live by real time, whatever the registry's clock says.
    const signature = signs ? signatures.sign(header, message, Date.now()) : '';
    return { signature, header, message };
  };
  const envelope = (action: string, asked: Json, message: Json): Answer => ({
    status: 200,
    body: write(action, asked['sender_id'], message),
  });
  const minimal = (transaction: unknown, item: Json): Json => ({
    transaction_id: transaction,
    correlation_id: randomUUID(),
    search_response: [{ reference_id: `ref-${String(transaction)}`, timestamp: timestamp(), ...item }],
  });
  return { timestamp, refuse, write, envelope, minimal };
};

type Handler = (header: Json, message: Json) => Answer;

interface HandlerParts extends ReturnType<typeof createWriter> {
  readonly asynchronous: ReturnType<typeof createAsynchronous>;
  readonly subscriptions: Subscriptions;
  readonly respond: (message: Json, correlation: string) => Json;
}

/** What answers a message whose signature is right, by path. */
const createHandlers = (parts: HandlerParts): Readonly<Record<string, Handler>> => {
  const { timestamp, refuse, envelope, asynchronous, subscriptions, respond } = parts;
  const acknowledged = (correlation: string): Answer => ({
    status: 202,
    body: { message: { ack_status: 'ACK', timestamp: timestamp(), correlation_id: correlation } },
  });

  const subscribed = (header: Json, correlation: string, outcome: Json | 'acknowledged' | 'refused'): Answer => {
    if (outcome === 'acknowledged') return acknowledged(correlation);
    if (outcome === 'refused') return refuse(400, 'err.request.bad', 'The subscription is not understood');
    return envelope('on-subscribe', header, outcome);
  };

  const status = (header: Json, message: Json): Answer => {
    const asked = message['txnstatus_request'];
    if (!isObject(asked)) return refuse(400, 'err.request.bad', 'no txnstatus_request');
    return envelope('txn-on-status', header, {
      transaction_id: message['transaction_id'],
      correlation_id: randomUUID(),
      txnstatus_response: { txn_type: 'search', txn_status: asynchronous.statusOf(asked['attribute_value']) },
    });
  };

  const searched =
    (answer: (header: Json, message: Json) => Answer) =>
    (header: Json, message: Json): Answer =>
      Array.isArray(message['search_request'])
        ? answer(header, message)
        : refuse(400, 'err.request.bad', 'no search_request');

  return {
    [spdciPaths.search]: searched((header, message) => envelope('on-search', header, respond(message, randomUUID()))),
    [spdciPaths.asynchronousSearch]: searched((header, message) => acknowledged(asynchronous.take(header, message))),
    [spdciPaths.status]: status,
    [spdciPaths.subscribe]: (header, message) => {
      const correlation = randomUUID();
      return subscribed(header, correlation, subscriptions.subscribe(header, message, correlation));
    },
    [spdciPaths.unsubscribe]: (header, message) => {
      const correlation = randomUUID();
      return subscribed(header, correlation, subscriptions.unsubscribe(header, message, correlation));
    },
  };
};

/** Makes the endpoints over the registry's rows. */
export const createSpdciEndpoints = (
  store: PartnerStore,
  clock: Clock,
  behaviour: SpdciBehaviour = {},
): SpdciEndpoints => {
  const signatures = createSignatures(registryId, behaviour.clientKey);
  const searchItem = createSearch(store, clock, { cursors: true, identifiedOnly: false, mixed: false, ...behaviour });
  const heard: { path: string; body: Json }[] = [];
  const writer = createWriter(clock, signatures, behaviour.sign === true);
  const { timestamp, refuse, write, minimal } = writer;
  const { send, sent } = createCallbacks(write, behaviour.callbackPaths ?? 'standard');
  const subscriptions = createSubscriptions({ send, timestamp, clock, shape: behaviour.shape ?? 'standard' });
  const respond = (message: Json, correlation: string): Json => ({
    transaction_id: message['transaction_id'],
    correlation_id: correlation,
    search_response: (message['search_request'] as readonly unknown[]).filter(isObject).map(searchItem),
  });

  const asynchronous = createAsynchronous({
    respond,
    minimal,
    send,
    callbacks: behaviour.callbacks ?? true,
    pendingAnswers: behaviour.pendingAnswers ?? 1,
  });

  const handlers = createHandlers({ ...writer, asynchronous, subscriptions, respond });

  return {
    signatures,
    subscriptions,
    send,
    sent,
    heard: () => heard,
    nextResult: asynchronous.nextResult,
    answer: (path, text) => {
      if (path === spdciPaths.keys) return { status: 200, body: signatures.keySet() };
      const body = parse(text);
      if (heard.length >= 100) heard.shift();
      heard.push({ path, body });
      const { header, message } = body;
      if (!isObject(header) || !isObject(message)) return refuse(400, 'err.request.bad', 'no header or no message');
      const problem = signatures.problem(body, Date.now());
      if (problem !== undefined) return refuse(401, problem, 'The signature is not accepted');
      return handlers[path]?.(header, message) ?? refuse(404, 'err.request.not_found', 'no such service');
    },
  };
};
