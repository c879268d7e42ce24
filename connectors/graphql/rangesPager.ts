import type { ScanRequest } from '../../core/source.ts';
import { fingerprint } from '../paging/fingerprint.ts';
import { numberedPageOverlap, numberedPages } from '../paging/numberedPages.ts';
import { createPatience } from '../paging/patience.ts';
import { readStep } from '../paging/rangeScan.ts';
import type { ScanSettings } from '../paging/rangeScan.ts';
import type { QueryKeys } from './queryKeys.ts';
import { rangesCursors } from './cursor.ts';
import type { RangesState } from './cursor.ts';
import { recordsOf, totalOf } from './pager.ts';
import type { Pager, PagerParts } from './pager.ts';
import type { Variables } from './transport.ts';

/** `paging` of an import that pages by position. */
export type RangesPaging = Extract<QueryKeys['paging'], { type: 'offset' | 'page' }>;

/** Variables that ask for a range. With numbered pages `offset` is a multiple of `limit`. */
const rangeVariables = (paging: RangesPaging, offset: number, limit: number): Variables =>
  paging.type === 'offset'
    ? { [paging.limitVariable]: limit, [paging.offsetVariable]: offset }
    : { [paging.sizeVariable]: limit, [paging.numberVariable]: offset / limit + paging.firstNumber };

/**
 * Pages by position: pages overlap, so that a shift is seen and the range is read again; the end is an empty range,
 * never a short page or a count (see `readStep`).
 */
export const rangesPager = (paging: RangesPaging, parts: PagerParts): Pager => {
  const { plan, transport, pageSize, now } = parts;
  const cursors = rangesCursors(plan.cursorScope);
  const patience = createPatience();
  let overlap = paging.type === 'offset' ? paging.overlap : numberedPageOverlap;

  const begin = (request: ScanRequest): RangesState => {
    const state = cursors.read(request.cursor, request.mode);
    if (state !== undefined) return patience.renew(state, request.cursor);
    return { mode: request.mode, startedAt: now(), position: 0, history: [], restarts: 0 };
  };

  return {
    firstPage: (size) => rangeVariables(paging, 0, size),
    async next(request, signal) {
      const settings: ScanSettings = {
        pageSize,
        overlap,
        fingerprint: (record) => fingerprint(record, plan.scope),
        isOld: () => false,
        ...(paging.type === 'page' ? { ranges: numberedPages } : {}),
      };
      let total: Readonly<Record<string, number>> = {};
      const read = async (offset: number, limit: number): Promise<readonly unknown[]> => {
        const variables = { ...plan.variables(request), ...rangeVariables(paging, offset, limit) };
        const data = await transport.ask(plan.document.text, variables, signal);
        total = totalOf(plan, data);
        return recordsOf(plan, data);
      };
      const step = await patience.watch(request.cursor, () => readStep(read, settings, begin(request)));
      overlap = step.overlap;
      return {
        records: step.records,
        cursor: cursors.write(step.state),
        done: step.done,
        startedAt: step.state.startedAt,
        details: { stepsBack: step.stepsBack, restarts: step.state.restarts, ...total },
      };
    },
  };
};
