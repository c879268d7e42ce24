import { once } from 'node:events';
import type { EtlError } from '../../core/errors.ts';
import type { Page, ScanRequest, Source } from '../../core/source.ts';
import type { ScanState } from '../paging/cursor.ts';
import { fingerprint } from '../paging/fingerprint.ts';
import { createPatience } from '../paging/patience.ts';
import { readStep } from '../paging/rangeScan.ts';
import type { SearchPage } from './answer.ts';
import { follow } from './cursorPages.ts';
import type { CursorState } from './cursorPages.ts';
import { pagesWithoutEnd } from './errors.ts';
import { createPageReader, limitsOf } from './pageNumbers.ts';
import { compilePlan } from './plan.ts';
import type { Plan, SpdciOptions } from './plan.ts';
import { readPosition, writePosition } from './position.ts';
import type { Position } from './position.ts';
import { openCorrespondence } from './callback/correspondence.ts';
import { reachNotes } from './callback/reach.ts';
import type { Place } from './callback/server.ts';
import { WaitingSearches } from './callback/waitingSearches.ts';
import { createExchange } from './exchange.ts';
import { createRegistry } from './registry.ts';
import type { SpdciRegistry } from './registry.ts';
import type { PageRequest } from './request.ts';
import { createSubscriptions, endFormerSubscriptions, endKept } from './subscribe/index.ts';
import { watermarkOf } from './watermark.ts';

/** One step of a scan, by either way of paging. */
interface Step {
  readonly records: readonly unknown[];
  readonly position: Position;
  readonly done: boolean;
  readonly newest: string | undefined;
  readonly details: Readonly<Record<string, number>>;
}

/** Steps in a row without anything new before somebody is told. */
const mostIdle = 10;

type Ask = (page: PageRequest) => Promise<SearchPage>;

const byCursor = (before: CursorState | undefined, page: SearchPage, newest: string): Step => {
  const state = follow(before, page);
  // At the end nothing is asked for any more: the position is only there to be kept.
  const last = before ?? { cursor: '-', pages: 1, empty: 0, markCursor: '', markPage: '' };
  return {
    records: page.records,
    position: { by: 'cursor', state: state ?? last, newest },
    done: state === undefined,
    newest,
    details: {},
  };
};

/** Reads the next range by page number. */
const byNumber = async (
  ask: Ask,
  fingerprintOf: (record: unknown) => string,
  { state, limits, idle }: Omit<Extract<Position, { by: 'page-number' }>, 'by'>,
  given?: SearchPage,
): Promise<Step> => {
  const known = new Set(state.history);
  const reader = createPageReader(ask, limits, (record) => known.has(fingerprintOf(record)), given);
  const step = await readStep(
    reader.read,
    {
      // The reader chooses how many it asks for, so that no page is a full one.
      pageSize: Infinity,
      overlap: limits.overlap,
      fingerprint: fingerprintOf,
      // The query leaves out what is old; the order of the answer tells nothing of it.
      isOld: () => false,
    },
    state,
  );
  if (step.done) {
    const read = new Set(step.state.history);
    await reader.confirmEnd(step.state.position, (record) => read.has(fingerprintOf(record)));
  }
  const learnt = reader.limits();
  const idleNow = step.records.length === 0 ? idle + 1 : 0;
  if (idleNow > mostIdle && !step.done) throw pagesWithoutEnd(idleNow);
  return {
    records: step.records,
    position: {
      by: 'page-number',
      state: step.state,
      limits: { ...learnt, overlap: Math.min(learnt.overlap, step.overlap) },
      idle: idleNow,
    },
    done: step.done,
    newest: step.state.newest,
    details: { stepsBack: step.stepsBack, restarts: step.state.restarts },
  };
};

/** Reads the scan's next step; keeps nothing between two calls but what may be lost. */
const createScan = ({ query, now = Date.now }: SpdciOptions, plan: Plan, registry: SpdciRegistry) => {
  const fingerprintOf = (record: unknown): string => fingerprint(record, plan.scope);
  const patience = createPatience();

  const begin = async (request: ScanRequest, ask: Ask): Promise<Step> => {
    const began = now();
    const first = await ask({ size: query.pageSize, number: 1, cursor: undefined });
    const newest = watermarkOf(began, first.time);
    const cursors = query.paging === 'cursor' || (query.paging === 'auto' && first.nextCursor !== undefined);
    if (cursors) return byCursor(undefined, first, newest);
    const state: ScanState = { mode: request.mode, position: 0, history: [], restarts: 0, newest };
    return byNumber(ask, fingerprintOf, { state, limits: limitsOf(query.pageSize, query.pageOverlap), idle: 0 }, first);
  };

  return async (request: ScanRequest, signal: AbortSignal): Promise<Step> => {
    const search = request.mode === 'complete' ? plan.complete : plan.changed(request.watermark);
    const ask: Ask = (page) => registry.search(search, page, signal);
    const position = readPosition(request.cursor, { scope: plan.scopeHash, mode: request.mode });
    if (position === undefined) return begin(request, ask);
    if (position.by === 'cursor') {
      const { state, newest } = position;
      const page = await ask({ size: query.pageSize, number: state.pages + 1, cursor: state.cursor });
      return byCursor(state, page, newest);
    }
    const state = patience.renew(position.state, request.cursor);
    return patience.watch(request.cursor, () => byNumber(ask, fingerprintOf, { ...position, state }));
  };
};

/**
 * Makes the source of one import of an SPDCI registry.
 *
 * An incremental scan asks for what has changed since the watermark less the overlap, where the query can be narrowed;
 * else it reads everything, as a complete scan does. The watermark is the time at which the scan began: what is written
 * during the scan is seen by the next one.
 *
 * @throws EtlError (config) for a mapping or identifier type that cannot work
 */
export const createSpdciSource = (options: SpdciOptions): Source => {
  const plan = compilePlan(options);
  const { connection, target, now = Date.now } = options;
  const exchange = createExchange(connection, options.hooks ?? {}, now);
  const searches = new WaitingSearches();
  const closing = new AbortController();
  let place: Place | undefined;
  let listening: Promise<void> = Promise.resolve();
  const waiting = () => (place === undefined ? undefined : searches);
  const registry = createRegistry({ connection, target, exchange, waiting });
  const readNext = createScan(options, plan, registry);

  const poll = async (request: ScanRequest, signal: AbortSignal): Promise<Page> => {
    signal.throwIfAborted();
    const requestsBefore = registry.requests();
    const step = await readNext(request, signal);
    return {
      entries: step.records.flatMap(plan.readEntry),
      cursor: writePosition(step.position, { scope: plan.scopeHash, mode: request.mode }),
      done: step.done,
      watermark: step.done ? (step.newest ?? request.watermark) : undefined,
      details: { requests: registry.requests() - requestsBefore, records: step.records.length, ...step.details },
    };
  };

  return {
    scope: plan.scope,
    poll,
    async sample(size, signal) {
      signal.throwIfAborted();
      const page = { size, number: 1, cursor: undefined };
      const { records } = await registry.search(plan.complete, page, signal);
      const { callback, baseUrl } = connection;
      const notes = callback === undefined ? [] : await reachNotes(callback, baseUrl, signal);
      return { authenticated: true, entries: records.flatMap(plan.readEntry), notes };
    },
    async listen(listener, signal) {
      signal.throwIfAborted();
      const subscriptions = createSubscriptions(options, exchange, plan);
      const trouble = (error: EtlError): void => listener?.trouble(error);
      // A worker that stood by meanwhile listens anew, once what it had before has ended.
      await listening;
      const opened = await openCorrespondence(connection, exchange, { searches, subscriptions, trouble }, now);
      place = opened;
      if (listener === undefined) return;
      const either = AbortSignal.any([signal, closing.signal]);
      const ended = either.aborted ? Promise.resolve() : once(either, 'abort');
      const subscribing =
        subscriptions?.keepSubscribed(listener, either) ?? endFormerSubscriptions(options, exchange, listener, either);
      listening = Promise.all([subscribing, ended]).then(() => opened?.leave());
    },
    unsubscribe: (kept, signal) => endKept(options, exchange, kept, signal),
    async close() {
      closing.abort(new Error('the source is closed'));
      await listening;
      await place?.leave();
      await exchange.close();
    },
  };
};
