import { z } from 'zod';
import type { ScanMode } from '../../core/source.ts';
import { readCursor, writeCursor } from '../paging/cursor.ts';
import type { ScanState } from '../paging/cursor.ts';
import type { CursorState } from './cursorPages.ts';
import type { PageLimits } from './pageNumbers.ts';

/** Where a scan stands, by either way of paging. */
export type Position =
  | {
      readonly by: 'page-number';
      readonly state: ScanState;
      readonly limits: PageLimits;
      /** Steps in a row that brought nothing new. */
      readonly idle: number;
    }
  | { readonly by: 'cursor'; readonly state: CursorState; readonly newest: string };

const PositionText = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('page-number'),
    most: z.number().int().min(1),
    overlap: z.number().int().min(1),
    idle: z.number().int().min(0),
    state: z.string(),
  }),
  z.strictObject({
    by: z.literal('cursor'),
    scope: z.string(),
    mode: z.enum(['incremental', 'complete']),
    newest: z.string(),
    cursor: z.string().min(1),
    pages: z.number().int().min(1),
    empty: z.number().int().min(0),
    markCursor: z.string(),
    markPage: z.string(),
  }),
]);

/** What a cursor belongs to; under another query or mode it means nothing. */
export interface Belonging {
  readonly scope: string;
  readonly mode: ScanMode;
}

/** Writes a position as the cursor that the checkpoint keeps: numbers, hashes and the registry's own cursor. */
export const writePosition = (position: Position, { scope, mode }: Belonging): string =>
  JSON.stringify(
    (position.by === 'cursor'
      ? { by: 'cursor', scope, mode, newest: position.newest, ...position.state }
      : {
          by: 'page-number',
          ...position.limits,
          idle: position.idle,
          state: writeCursor(position.state, scope),
        }) satisfies z.input<typeof PositionText>,
  );

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** Reads a cursor; undefined for one that cannot be read or belongs to something else: the scan begins anew. */
export const readPosition = (text: string | undefined, { scope, mode }: Belonging): Position | undefined => {
  if (text === undefined) return undefined;
  const read = PositionText.safeParse(parse(text));
  if (!read.success) return undefined;
  if (read.data.by === 'page-number') {
    const { most, overlap, idle } = read.data;
    const state = readCursor(read.data.state, scope, mode);
    return state === undefined ? undefined : { by: 'page-number', state, limits: { most, overlap }, idle };
  }
  const { by, newest, scope: ofScope, mode: ofMode, ...state } = read.data;
  return ofScope === scope && ofMode === mode ? { by, state, newest } : undefined;
};
