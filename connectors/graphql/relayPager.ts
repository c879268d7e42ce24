import { EtlError } from '../../core/errors.ts';
import type { ScanRequest } from '../../core/source.ts';
import { readPath, valueAt } from './answerPath.ts';
import type { QueryKeys } from './queryKeys.ts';
import { relayCursors } from './cursor.ts';
import type { RelayState } from './cursor.ts';
import { cursorRefusedCode, cursorTooLong, endlessCursor, pieceMissing } from './errors.ts';
import { recordsOf, totalOf } from './pager.ts';
import type { Pager, PagerParts } from './pager.ts';
import { follow, noTrail } from './trail.ts';
import type { AnswerData } from './transport.ts';

/** `paging` of an import that pages by cursors. */
export type RelayPaging = Extract<QueryKeys['paging'], { type: 'relay' }>;

/** How often one scan may begin anew because the registry refuses its own cursor. */
const maxRestarts = 5;
/** Longest cursor that is kept, characters. */
const longestCursor = 4_000;

const pageInfoOf = (data: AnswerData, connection: string): { readonly hasNext: boolean; readonly end: unknown } => {
  const path = readPath(`${connection}.pageInfo`);
  const hasNext = valueAt(data, [...path, 'hasNextPage']);
  if (typeof hasNext !== 'boolean') throw pieceMissing([...path, 'hasNextPage'].join('.'));
  return { hasNext, end: valueAt(data, [...path, 'endCursor']) };
};

/** The state behind a page. @throws EtlError `CURSOR_ENDLESS`, `ANSWER_INCOMPLETE` (transient), `CURSOR_TOO_LONG` (config) */
const advance = (state: RelayState, cursor: unknown, connection: string): RelayState => {
  if (typeof cursor !== 'string' || cursor === '') throw pieceMissing(`${connection}.pageInfo.endCursor`);
  if (cursor.length > longestCursor) throw cursorTooLong(cursor.length);
  const trail = follow(state.trail, cursor);
  if (trail === undefined) throw endlessCursor(state.trail.length);
  return { ...state, after: cursor, trail };
};

/**
 * Pages along a connection of the GraphQL Cursor Connections Specification
 * (https://relay.dev/graphql/connections.htm). What is added or removed meanwhile shifts nothing as far as the registry
 * keeps what its cursors promise. The end is `hasNextPage: false`; an empty or short page is none.
 */
export const relayPager = (paging: RelayPaging, parts: PagerParts): Pager => {
  const { plan, transport, pageSize, now } = parts;
  const cursors = relayCursors(plan.cursorScope);

  const beginning = (mode: ScanRequest['mode'], restarts: number): RelayState => ({
    mode,
    startedAt: now(),
    after: undefined,
    trail: noTrail,
    restarts,
  });

  const ask = (state: RelayState, request: ScanRequest, signal: AbortSignal): Promise<AnswerData> =>
    transport.ask(
      plan.document.text,
      {
        ...plan.variables(request),
        [paging.firstVariable]: pageSize,
        ...(state.after === undefined ? {} : { [paging.afterVariable]: state.after }),
      },
      signal,
    );

  const read = async (state: RelayState, request: ScanRequest, signal: AbortSignal) => {
    try {
      return { state, data: await ask(state, request, signal) };
    } catch (thrown) {
      const refused = thrown instanceof EtlError && thrown.code === cursorRefusedCode;
      if (!refused || state.after === undefined || state.restarts >= maxRestarts) throw thrown;
      // A cursor that has expired leads nowhere any more; from the beginning nobody is skipped.
      const anew = beginning(request.mode, state.restarts + 1);
      return { state: anew, data: await ask(anew, request, signal) };
    }
  };

  return {
    firstPage: (size) => ({ [paging.firstVariable]: size }),
    async next(request, signal) {
      const begun = cursors.read(request.cursor, request.mode) ?? beginning(request.mode, 0);
      const { state, data } = await read(begun, request, signal);
      const records = recordsOf(plan, data);
      const { hasNext, end } = pageInfoOf(data, paging.connection);
      const after = hasNext ? advance(state, end, paging.connection) : state;
      return {
        records,
        cursor: cursors.write(after),
        done: !hasNext,
        startedAt: after.startedAt,
        details: { restarts: after.restarts, ...totalOf(plan, data) },
      };
    },
  };
};
