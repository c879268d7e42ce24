import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { answerEnvelope } from './envelope.ts';
import { withoutOneRecord } from './graphql/partialData.ts';
import { send, sendText, type Answer } from './http.ts';
import { lie, lieKinds } from './spdci/lies.ts';

/** Everything that can be made to go wrong with an answer. */
export const faultKinds = [
  /** 429 with Retry-After. */
  'too-many-requests',
  /** 500. */
  'server-error',
  /** No answer at all; the connection stays open. */
  'timeout',
  /** The right answer, late. */
  'slow',
  /** The right answer, cut off in the middle; the length says that this is all. */
  'truncated',
  /** A page of HTML with status 200. */
  'not-json',
  /** JSON with status 200 that is no envelope. */
  'no-envelope',
  /** Status 200; the item of the answer says `rjct`. */
  'rejected',
  /** Status 200; the header of the answer says `rjct` and there are no items. */
  'rejected-header',
  /** Status 200; the body is GraphQL errors. */
  'errors-in-200',
  /** The connection breaks in the middle of the answer. */
  'reset',
  /** Every token that is out ends before this request is looked at. */
  'token-expired',
  /** Status 200; an answer of `bytes` bytes. */
  'oversized',
  /** Status 200; an answer of `bytes` bytes, compressed to a thousandth of them. */
  'compressed-bomb',
  /** 307 to `location`. */
  'redirect',
  /** Status 200; the answer of a GraphQL endpoint with one of its records null and an error that says so. */
  'partial-data',
  /** Status 200; an answer of the SPDCI side that lies. */
  ...lieKinds,
] as const;

type FaultKind = (typeof faultKinds)[number];

/** The endpoints that a fault can hit. */
export const faultTargets = ['search', 'token', 'graphql', 'spdci'] as const;

export type FaultTarget = (typeof faultTargets)[number];

/** A fault for the next so many requests. */
export interface FaultPlan {
  readonly kind: FaultKind;
  /** How many requests it hits. Default 1. */
  readonly count?: number;
  /** How many requests pass before it begins. Default 0. */
  readonly skip?: number;
  /** Which endpoint it hits. Without one, whichever that gives records is asked next. */
  readonly target?: FaultTarget;
  /** Of `too-many-requests`, seconds. Default 1. */
  readonly retryAfter?: number;
  /** Of `oversized` and `compressed-bomb`: the size of the answer. Default 64 MiB. */
  readonly bytes?: number;
  /** Of `slow`: milliseconds. Default 1,000. */
  readonly delay?: number;
  /** Of `redirect`: the address. Default that of a host that does not exist. */
  readonly location?: string;
}

/** The faults that are switched on; they strike in the order in which they were planned. */
export interface Faults {
  /** Plans a fault behind those that are planned already. */
  next(plan: FaultPlan): void;
  /** What is still planned, with the requests that are left of it. */
  pending(): readonly FaultPlan[];
  /** Forgets all that is planned. */
  clear(): void;
}

/** Faults, as the server uses them. */
export interface FaultQueue extends Faults {
  /** The fault that strikes this request, if any; counts it as used. */
  take(target: FaultTarget): FaultPlan | undefined;
}

/** Makes a queue of faults without any. */
export const createFaults = (): FaultQueue => {
  let plans: (FaultPlan & { skip: number; count: number })[] = [];
  return {
    next: (plan) => {
      plans.push({ ...plan, skip: plan.skip ?? 0, count: plan.count ?? 1 });
    },
    pending: () => plans.map((plan) => ({ ...plan })),
    clear: () => {
      plans = [];
    },
    take: (target) => {
      const plan = plans.find((candidate) => (candidate.target ?? (target === 'token' ? 'search' : target)) === target);
      if (plan === undefined) return undefined;
      if (plan.skip > 0) {
        plan.skip--;
        return undefined;
      }
      plan.count--;
      plans = plans.filter((candidate) => candidate.count > 0);
      return { ...plan };
    },
  };
};

const sendOversized = (response: ServerResponse, bytes: number): void => {
  const chunk = Buffer.alloc(65_536, ' ');
  let left = bytes - 2;
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{');
  const pump = (): void => {
    while (left > 0) {
      const piece = chunk.subarray(0, Math.min(left, chunk.length));
      left -= piece.length;
      if (!response.write(piece)) {
        response.once('drain', pump);
        return;
      }
    }
    response.end('}');
  };
  pump();
};

const emptyRequest = { signature: '', messageId: '', transactionId: '' };
const rejection = {
  status: 'rjct',
  status_reason_code: 'rjct.search_criteria.invalid',
  status_reason_message: 'simulated',
};

const rejectedItem = (now: number): Answer => ({
  status: 200,
  body: answerEnvelope(emptyRequest, [{ reference_id: '', ...rejection, data: null, locale: 'en' }], now),
});

const simpleAnswers: Partial<Record<FaultKind, (plan: FaultPlan, now: number) => Answer>> = {
  'too-many-requests': (plan) => ({
    status: 429,
    body: { detail: 'Too Many Requests' },
    headers: { 'retry-after': String(plan.retryAfter ?? 1) },
  }),
  'server-error': () => ({ status: 500, body: { detail: 'Internal Server Error' } }),
  'no-envelope': () => ({ status: 200, body: { hello: 'world' } }),
  rejected: (_plan, now) => rejectedItem(now),
  'rejected-header': (_plan, now) => ({ status: 200, body: answerEnvelope(emptyRequest, [], now, rejection) }),
  redirect: (plan) => ({
    status: 307,
    body: {},
    headers: { location: plan.location ?? 'http://elsewhere.invalid/' },
  }),
  'errors-in-200': () => ({ status: 200, body: { errors: [{ message: 'simulated error' }], data: null } }),
};

/**
 * Lets a fault strike: answers in place of the server.
 *
 * @param answer makes the right answer, for those faults that spoil it
 * @returns the HTTP status that was sent; 0 when there was none
 */
export const strike = async (
  plan: FaultPlan,
  response: ServerResponse,
  answer: () => Answer,
  now: number,
): Promise<number> => {
  const simple = simpleAnswers[plan.kind];
  if (simple !== undefined) {
    const wrong = simple(plan, now);
    send(response, wrong);
    return wrong.status;
  }
  return spoil(plan, response, answer);
};

/** The right answer, or what a kind that changes a place of it makes of it. */
const distort = (kind: FaultKind, right: Answer): Answer => {
  if (kind === 'partial-data') return withoutOneRecord(right);
  const lied = lie(kind, right.body);
  return lied === undefined ? right : { ...right, body: lied };
};

const spoil = async (plan: FaultPlan, response: ServerResponse, answer: () => Answer): Promise<number> => {
  if (plan.kind === 'timeout') return 0;
  if (plan.kind === 'not-json') {
    sendText(response, 200, '<html><body>Down for maintenance</body></html>', { 'content-type': 'text/html' });
    return 200;
  }
  if (plan.kind === 'oversized') {
    sendOversized(response, plan.bytes ?? 64 * 1_048_576);
    return 200;
  }
  if (plan.kind === 'compressed-bomb') {
    const body = gzipSync(Buffer.concat([Buffer.alloc(plan.bytes ?? 64 * 1_048_576, ' '), Buffer.from('{}')]));
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(body);
    return 200;
  }
  if (plan.kind === 'slow') await wait(plan.delay ?? 1_000);
  const right = distort(plan.kind, answer());
  const text = JSON.stringify(right.body);
  if (plan.kind === 'truncated') sendText(response, right.status, text.slice(0, Math.floor(text.length / 2)));
  else if (plan.kind === 'reset') sendReset(response, text);
  else send(response, right);
  return right.status;
};

const sendReset = (response: ServerResponse, text: string): void => {
  const body = Buffer.from(text);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(body.length) });
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => {
    response.socket?.resetAndDestroy();
  });
};
