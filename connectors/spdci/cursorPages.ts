import { createHash } from 'node:crypto';
import type { SearchPage } from './answer.ts';
import { endlessCursor } from './errors.ts';

/** Longest cursor that is kept, characters. */
const longest = 2_000;
/** Pages without a record in a row before somebody is told. */
const mostEmpty = 100;

/** Where a scan by the registry's cursors stands. */
export interface CursorState {
  /** The cursor of the next page. */
  readonly cursor: string;
  /** Pages read so far. */
  readonly pages: number;
  /** The last of them that held no record, in a row. */
  readonly empty: number;
  /** Hash of the cursor that was met when `pages` was last a power of two, and of the page that gave it. */
  readonly markCursor: string;
  readonly markPage: string;
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

const pageHash = ({ records }: SearchPage): string => (records.length === 0 ? '' : hash(JSON.stringify(records)));

const isPowerOfTwo = (count: number): boolean => Number.isInteger(Math.log2(count));

/** What shows that the cursors lead in a circle; undefined: nothing does. */
const circle = (before: CursorState, cursor: string, page: string): string | undefined => {
  if (cursor === before.cursor || hash(cursor) === before.markCursor) {
    return 'the next cursor is one that was asked with before';
  }
  return page !== '' && page === before.markPage ? 'a cursor leads to a page that was read before' : undefined;
};

const start: CursorState = { cursor: '', pages: 0, empty: 0, markCursor: '', markPage: '' };

/**
 * Goes on by the cursor of a page. Circles are found as Brent does, by remembering one cursor of the way and comparing
 * all others with it, so that nothing grows with the registry.
 *
 * @param before where the scan stood when it asked; undefined at its beginning
 * @returns undefined at the end: the page names no next cursor
 * @throws EtlError `ENDLESS_CURSOR` (transient)
 * @see R. P. Brent, An improved Monte Carlo factorization algorithm, BIT 20 (1980)
 */
export const follow = (before: CursorState | undefined, page: SearchPage): CursorState | undefined => {
  const cursor = page.nextCursor;
  if (cursor === undefined) return undefined;
  const past = before ?? start;
  const pages = past.pages + 1;
  if (cursor.length > longest) throw endlessCursor(pages, `the cursor has ${String(cursor.length)} characters`);
  const thisPage = pageHash(page);
  const problem = circle(past, cursor, thisPage);
  if (problem !== undefined) throw endlessCursor(pages, problem);
  const empty = page.records.length === 0 ? past.empty + 1 : 0;
  if (empty > mostEmpty) {
    throw endlessCursor(pages, `the last ${String(empty)} pages hold no record and name a next one`);
  }
  const mark = isPowerOfTwo(pages) ? { markCursor: hash(cursor), markPage: thisPage } : {};
  return { ...past, ...mark, cursor, pages, empty };
};
