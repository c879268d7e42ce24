import { z } from 'zod';
import type { ScanMode } from '../../core/source.ts';
import { fingerprintLength } from './fingerprint.ts';

/** Fingerprints that are kept of what was read last: how far back a shift can be followed. */
export const historyLength = 256;

/** Where a scan stands. */
export interface ScanState {
  readonly mode: ScanMode;
  /** Records before this position of the registry's order have been read. */
  readonly position: number;
  /** Fingerprints of the records read last, in their order; the last one stands right before `position`. */
  readonly history: readonly string[];
  /** How often the scan lost its place and began anew. */
  readonly restarts: number;
  /** What the connector takes for the next watermark, noted at the beginning of the scan. */
  readonly newest: string | undefined;
}

const CursorText = z.strictObject({
  version: z.literal(1),
  scope: z.string(),
  mode: z.enum(['incremental', 'complete']),
  position: z.number().int().min(0),
  history: z.string().regex(/^[0-9a-f]*$/),
  restarts: z.number().int().min(0),
  newest: z.string().optional(),
});

/**
 * Writes a state as the cursor that the checkpoint keeps: positions and hashes, no personal data, less than 5 kB.
 *
 * @param scope hash of what the import asks for: positions mean nothing under another query
 */
export const writeCursor = (state: ScanState, scope: string): string =>
  JSON.stringify({
    version: 1,
    scope,
    ...state,
    history: state.history.slice(-historyLength).join(''),
  } satisfies z.input<typeof CursorText>);

const split = (history: string): readonly string[] =>
  history.match(new RegExp(`.{${String(fingerprintLength)}}`, 'g')) ?? [];

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/**
 * Reads a cursor. One that cannot be read, or was written for another mode or query, gives undefined: the scan then
 * starts at its beginning, which never skips anybody.
 */
export const readCursor = (text: string | undefined, scope: string, mode: ScanMode): ScanState | undefined => {
  if (text === undefined) return undefined;
  const read = CursorText.safeParse(parse(text));
  if (!read.success || read.data.scope !== scope || read.data.mode !== mode) return undefined;
  const { position, history, restarts, newest } = read.data;
  return { mode, position, history: split(history), restarts, newest };
};
