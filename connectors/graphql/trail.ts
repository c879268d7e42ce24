import { createHash } from 'node:crypto';

/** Hexadecimal digits that are kept of a cursor: 64 bits. */
const digits = 16;

/** Cursors that are remembered one by one. */
const remembered = 128;

/** What a scan remembers of the cursors that it was given: hashes, in less than 3 kB, however long the scan is. */
export interface Trail {
  /** Cursors that were followed. */
  readonly length: number;
  /** Hashes of those followed last, oldest first. */
  readonly recent: readonly string[];
  /** Hash of the cursor at the last power of two, for circles longer than `recent`. */
  readonly mark: string;
}

/** The trail of a scan at its beginning. */
export const noTrail: Trail = { length: 0, recent: [], mark: '' };

/** Reads the hashes that {@link recentText} wrote. */
export const readRecent = (text: string): readonly string[] =>
  text.match(new RegExp(`.{${String(digits)}}`, 'g')) ?? [];

/** The recent hashes as one text. */
export const recentText = (trail: Trail): string => trail.recent.join('');

/**
 * Follows a cursor. A registry that gives one again that it gave before leads in a circle: a circle of up to 128 pages
 * is seen at once, a longer one after at most three times its length (R. P. Brent, An improved Monte Carlo
 * factorization algorithm, BIT 20, 1980, section 2).
 *
 * @returns undefined when the cursor closes a circle
 */
export const follow = (trail: Trail, cursor: string): Trail | undefined => {
  const hash = createHash('sha256').update(cursor).digest('hex').slice(0, digits);
  if (hash === trail.mark || trail.recent.includes(hash)) return undefined;
  const length = trail.length + 1;
  const powerOfTwo = Number.isInteger(Math.log2(length));
  return { length, recent: [...trail.recent, hash].slice(-remembered), mark: powerOfTwo ? hash : trail.mark };
};
