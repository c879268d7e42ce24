import type { Page, ScanRequest, Source } from '../../core/source.ts';
import { readCursor, writeCursor } from '../paging/cursor.ts';
import type { ScanState } from '../paging/cursor.ts';
import { fingerprint } from '../paging/fingerprint.ts';
import { createPatience } from '../paging/patience.ts';
import { readStep } from '../paging/rangeScan.ts';
import type { Step } from '../paging/rangeScan.ts';
import { compilePlan } from './plan.ts';
import type { OpenG2POptions, Plan } from './plan.ts';
import { createRegistry } from './registry.ts';
import type { Order, Registry } from './registry.ts';
import { cutoff, dayOf, newestDay } from './writeDate.ts';

const newestFirst: Order = 'write_date desc, id desc';
const orders = { complete: 'id asc', incremental: newestFirst } as const satisfies Record<string, Order>;

/** How many of the newest registrants are asked for their write date. */
const newestSample = 10;

const writeDateOf = (plan: Plan, record: unknown): unknown =>
  typeof record === 'object' && record !== null ? Reflect.get(record, plan.document.writeDateKey) : undefined;

type ReadNext = (request: ScanRequest, signal: AbortSignal) => Promise<Step<ScanState>>;

/** Reads the scan's next step; keeps nothing between two calls but what may be lost. */
const createScan = (options: OpenG2POptions, plan: Plan, registry: Registry): ReadNext => {
  const now = options.now ?? Date.now;
  let overlap = options.query.pageOverlap;
  const patience = createPatience();

  /** The state to go on from; at the beginning it notes how new the registry is. */
  const begin = async (request: ScanRequest, signal: AbortSignal): Promise<ScanState> => {
    const state = readCursor(request.cursor, plan.scopeHash, request.mode);
    if (state !== undefined) return patience.renew(state, request.cursor);
    const sample = await registry.read(newestFirst, 0, newestSample, signal);
    const newest = newestDay(
      sample.map((record) => writeDateOf(plan, record)),
      now(),
    );
    return { mode: request.mode, position: 0, history: [], restarts: 0, newest };
  };

  const oldBefore = ({ mode, watermark }: ScanRequest): ((record: unknown) => boolean) => {
    const stop = mode === 'incremental' ? cutoff(watermark, options.query.watermarkOverlapDays) : undefined;
    return (record) => {
      const day = dayOf(writeDateOf(plan, record));
      return stop !== undefined && day !== undefined && day < stop;
    };
  };

  return async (request, signal) => {
    const state = await begin(request, signal);
    const settings = {
      pageSize: options.query.pageSize,
      overlap,
      fingerprint: (record: unknown) => fingerprint(record, plan.scope),
      isOld: oldBefore(request),
    };
    const step = await patience.watch(request.cursor, () =>
      readStep((offset, limit) => registry.read(orders[request.mode], offset, limit, signal), settings, state),
    );
    overlap = step.overlap;
    return step;
  };
};

/**
 * Makes the source of one import of an OpenG2P social registry.
 *
 * A complete scan goes by id, an incremental one by write date, newest first, until the day of the watermark less the
 * overlap: OpenG2P's own `lastSyncDate` looks at the create date, so updates never come that way. The watermark is the
 * newest write date when the scan began; what is written during the scan is seen by the next one.
 *
 * @throws EtlError (config) for a mapping, document or identifier type that cannot work
 */
export const createOpenG2PSource = (options: OpenG2POptions): Source => {
  const plan = compilePlan(options);
  const registry = createRegistry(
    options.connection,
    plan.document,
    plan.fixed,
    options.hooks ?? {},
    options.now ?? Date.now,
  );
  const readNext = createScan(options, plan, registry);

  const poll = async (request: ScanRequest, signal: AbortSignal): Promise<Page> => {
    signal.throwIfAborted();
    const requestsBefore = registry.requests();
    const step = await readNext(request, signal);
    return {
      entries: step.records.flatMap(plan.readEntry),
      cursor: writeCursor(step.state, plan.scopeHash),
      done: step.done,
      watermark: step.done ? (step.state.newest ?? request.watermark) : undefined,
      details: {
        requests: registry.requests() - requestsBefore,
        records: step.records.length,
        stepsBack: step.stepsBack,
        restarts: step.state.restarts,
      },
    };
  };

  return {
    scope: plan.scope,
    poll,
    async sample(size, signal) {
      signal.throwIfAborted();
      const records = await registry.read(orders.complete, 0, size, signal);
      return { authenticated: true, entries: records.flatMap(plan.readEntry) };
    },
    close: () => registry.close(),
  };
};
