import { randomUUID } from 'node:crypto';
import type { SendMessage } from './callbacks.ts';

type Json = Readonly<Record<string, unknown>>;

interface Transaction {
  readonly correlation: string;
  readonly message: Json;
  pending: number;
}

/** What asynchronous searches are made of. */
export interface AsynchronousParts {
  /** The result of a search message. */
  readonly respond: (message: Json, correlation: string) => Json;
  /** The status of a transaction of which there is no result. */
  readonly minimal: (transaction: unknown, item: Json) => Json;
  readonly send: SendMessage;
  readonly callbacks: boolean;
  /** How often the status is `pdng` before the result is there. */
  readonly pendingAnswers: number;
}

/** Transactions that are remembered. */
const remembered = 1_000;

/** Searches that are answered later: by a callback, and to whoever asks for their status. */
export const createAsynchronous = ({ respond, minimal, send, callbacks, pendingAnswers }: AsynchronousParts) => {
  const transactions = new Map<string, Transaction>();
  const awaited: ((result: Json) => void)[] = [];
  return {
    /** Takes a search; its correlation id comes back. */
    take: (header: Json, message: Json): string => {
      const correlation = randomUUID();
      const { sender_uri: uri, sender_id: receiver } = header;
      for (const told of awaited.splice(0)) told(respond(message, correlation));
      if (callbacks && typeof uri === 'string' && uri !== '')
        void send({ uri, receiver, action: 'on-search', message: () => respond(message, correlation) });
      if (transactions.size >= remembered) transactions.clear();
      transactions.set(String(message['transaction_id']), { correlation, message, pending: pendingAnswers });
      return correlation;
    },
    statusOf: (id: unknown): Json => {
      const transaction = transactions.get(String(id));
      if (transaction === undefined)
        return minimal(id, { status: 'rjct', status_reason_code: 'rjct.reference_id.invalid' });
      if (transaction.pending-- > 0) return minimal(id, { status: 'pdng' });
      return respond(transaction.message, transaction.correlation);
    },
    nextResult: (): Promise<Json> =>
      new Promise((resolve) => {
        awaited.push(resolve);
      }),
  };
};
