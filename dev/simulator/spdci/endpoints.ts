import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Answer } from '../http.ts';
import type { PartnerStore } from '../store.ts';
import { createSearch, type SearchBehaviour } from './search.ts';
import { createSignatures, type Signatures } from './signature.ts';

type Json = Readonly<Record<string, unknown>>;

/** How the SPDCI side of the simulator behaves; everything may be left out. */
export interface SpdciBehaviour extends Partial<SearchBehaviour> {
  /** Signs its answers. Default false. */
  readonly sign?: boolean;
  /** Public key (PEM) of the client, whose requests have to be signed with it. Default: requests need no signature. */
  readonly clientKey?: string | undefined;
  /** How often an asynchronous search is said to be pending before its result is there. Default 1. */
  readonly pendingAnswers?: number;
}

/** The registry's own `sender_id`. */
export const registryId = 'social.example.org';

/** Paths of the SPDCI side. */
export const spdciPaths = {
  search: '/social/registry/sync/search',
  asynchronousSearch: '/social/registry/search',
  status: '/social/registry/sync/txn/status',
  keys: '/.well-known/jwks.json',
} as const;

/** The SPDCI side of the simulator. */
export interface SpdciEndpoints {
  readonly signatures: Signatures;
  /** Answers one of {@link spdciPaths}, once the caller is known. */
  answer(path: string, body: string): Answer;
}

interface Transaction {
  readonly correlation: string;
  readonly message: Json;
  pending: number;
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

/** Transactions that are remembered. */
const remembered = 1_000;

/** Writes what the registry says around its results. */
const createWriter = (clock: Clock, signatures: Signatures, signs: boolean) => {
  const timestamp = (): string => new Date(clock.now()).toISOString();
  const refuse = (httpStatus: number, code: string, message: string): Answer => ({
    status: httpStatus,
    body: {
      message: { ack_status: 'ERR', timestamp: timestamp(), correlation_id: randomUUID(), error: { code, message } },
    },
  });

  const envelope = (action: string, asked: Json, message: Json): Answer => {
    const header = {
      version: '1.0.0',
      message_id: randomUUID(),
      message_ts: timestamp(),
      action,
      status: 'succ',
      total_count: 1,
      completed_count: 1,
      sender_id: registryId,
      receiver_id: asked['sender_id'],
      is_msg_encrypted: false,
      meta: {},
    };
    // Signatures live by real time, whatever the registry's clock says.
    const signature = signs ? signatures.sign(header, message, Date.now()) : '';
    return { status: 200, body: { signature, header, message } };
  };
  const minimal = (transaction: unknown, item: Json): Json => ({
    transaction_id: transaction,
    correlation_id: randomUUID(),
    search_response: [{ reference_id: `ref-${String(transaction)}`, timestamp: timestamp(), ...item }],
  });
  return { timestamp, refuse, envelope, minimal };
};

/** Makes the endpoints over the registry's rows. */
export const createSpdciEndpoints = (
  store: PartnerStore,
  clock: Clock,
  behaviour: SpdciBehaviour = {},
): SpdciEndpoints => {
  const signatures = createSignatures(registryId, behaviour.clientKey);
  const searchItem = createSearch(store, clock, { cursors: true, identifiedOnly: false, mixed: false, ...behaviour });
  const transactions = new Map<string, Transaction>();
  const { timestamp, refuse, envelope, minimal } = createWriter(clock, signatures, behaviour.sign === true);
  const respond = (message: Json, correlation: string): Json => ({
    transaction_id: message['transaction_id'],
    correlation_id: correlation,
    search_response: (message['search_request'] as readonly unknown[]).filter(isObject).map(searchItem),
  });

  const acknowledge = (message: Json): Answer => {
    const correlation = randomUUID();
    if (transactions.size >= remembered) transactions.clear();
    transactions.set(String(message['transaction_id']), {
      correlation,
      message,
      pending: behaviour.pendingAnswers ?? 1,
    });
    return {
      status: 202,
      body: { message: { ack_status: 'ACK', timestamp: timestamp(), correlation_id: correlation } },
    };
  };

  const statusOf = (id: unknown): Json => {
    const transaction = transactions.get(String(id));
    if (transaction === undefined) {
      return minimal(id, { status: 'rjct', status_reason_code: 'rjct.reference_id.invalid' });
    }
    if (transaction.pending-- > 0) return minimal(id, { status: 'pdng' });
    return respond(transaction.message, transaction.correlation);
  };

  return {
    signatures,
    answer: (path, text) => {
      if (path === spdciPaths.keys) return { status: 200, body: signatures.keySet() };
      const body = parse(text);
      const { header, message } = body;
      if (!isObject(header) || !isObject(message)) return refuse(400, 'err.request.bad', 'no header or no message');
      const problem = signatures.problem(body, Date.now());
      if (problem !== undefined) return refuse(401, problem, 'The signature is not accepted');
      const asked = message['txnstatus_request'];
      if (path === spdciPaths.status && isObject(asked)) {
        return envelope('txn-on-status', header, {
          transaction_id: message['transaction_id'],
          correlation_id: randomUUID(),
          txnstatus_response: { txn_type: 'search', txn_status: statusOf(asked['attribute_value']) },
        });
      }
      if (!Array.isArray(message['search_request'])) return refuse(400, 'err.request.bad', 'no search_request');
      if (path === spdciPaths.asynchronousSearch) return acknowledge(message);
      return envelope('on-search', header, respond(message, randomUUID()));
    },
  };
};
