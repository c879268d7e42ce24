import { z } from 'zod';
import type { ScanMode } from '../../core/source.ts';
import { joinFingerprints, splitFingerprints } from '../paging/fingerprint.ts';
import { historyLength } from '../paging/rangeScan.ts';
import type { RangeState } from '../paging/rangeScan.ts';
import { noTrail, readRecent, recentText } from './trail.ts';
import type { Trail } from './trail.ts';

/** What every scan keeps. */
export interface ScanBasis {
  readonly mode: ScanMode;
  /** When the scan began, milliseconds since 1970 UTC: the next watermark. */
  readonly startedAt: number;
}

/** Where a scan along a Relay connection stands. */
export interface RelayState extends ScanBasis {
  /** The registry's cursor of the last record read; undefined at the beginning. */
  readonly after: string | undefined;
  readonly trail: Trail;
  /** How often the registry refused its own cursor and the scan began anew. */
  readonly restarts: number;
}

/** Where a scan over ranges or numbered pages stands. */
export interface RangesState extends ScanBasis, RangeState {}

/** Writes and reads the states of one import; cursors of another query, mode or way of paging mean nothing. */
export interface CursorText<State> {
  readonly write: (state: State) => string;
  /** Undefined when the text means nothing: the scan then starts at its beginning, which never skips anybody. */
  readonly read: (text: string | undefined, mode: ScanMode) => State | undefined;
}

const basis = {
  version: z.literal(1),
  scope: z.string(),
  mode: z.enum(['incremental', 'complete']),
  startedAt: z.number().int(),
  restarts: z.number().int().min(0),
};
const hashes = z.string().regex(/^[0-9a-f]*$/);

const RelayText = z.strictObject({
  ...basis,
  after: z.string().optional(),
  followed: z.number().int().min(0),
  recent: hashes,
  mark: hashes,
});
const RangesText = z.strictObject({ ...basis, position: z.number().int().min(0), history: hashes });

const parse = (text: string | undefined): unknown => {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
};

const readAs = <Schema extends z.ZodType<{ scope: string; mode: ScanMode }>>(
  schema: Schema,
  text: string | undefined,
  scope: string,
  mode: ScanMode,
): z.output<Schema> | undefined => {
  const { data } = schema.safeParse(parse(text));
  return data?.scope === scope && data.mode === mode ? data : undefined;
};

/**
 * Cursors of a Relay scan. The registry's own cursor is kept as it is: it is opaque.
 *
 * @param scope hash of what the import asks for and how
 */
export const relayCursors = (scope: string): CursorText<RelayState> => ({
  write: ({ mode, startedAt, restarts, after, trail }) =>
    JSON.stringify({
      version: 1,
      scope,
      mode,
      startedAt,
      restarts,
      ...(after === undefined ? {} : { after }),
      followed: trail.length,
      recent: recentText(trail),
      mark: trail.mark,
    } satisfies z.input<typeof RelayText>),
  read: (text, mode) => {
    const data = readAs(RelayText, text, scope, mode);
    if (data === undefined) return undefined;
    const { startedAt, restarts, after, followed, recent, mark } = data;
    return {
      mode,
      startedAt,
      restarts,
      after,
      trail: { ...noTrail, length: followed, recent: readRecent(recent), mark },
    };
  },
});

/**
 * Cursors of a scan over ranges: positions and hashes, less than 5 kB.
 *
 * @param scope hash of what the import asks for and how
 */
export const rangesCursors = (scope: string): CursorText<RangesState> => ({
  write: ({ mode, startedAt, restarts, position, history }) =>
    JSON.stringify({
      version: 1,
      scope,
      mode,
      startedAt,
      restarts,
      position,
      history: joinFingerprints(history.slice(-historyLength)),
    } satisfies z.input<typeof RangesText>),
  read: (text, mode) => {
    const data = readAs(RangesText, text, scope, mode);
    if (data === undefined) return undefined;
    const { startedAt, restarts, position, history } = data;
    return { mode, startedAt, restarts, position, history: splitFingerprints(history) };
  },
});
