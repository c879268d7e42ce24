import { z } from 'zod';
import type { ScanMode } from '../../core/source.ts';
import { joinFingerprints, splitFingerprints } from './fingerprint.ts';
import { historyLength } from './rangeScan.ts';
import type { RangeState } from './rangeScan.ts';

/** Where a scan stands. */
export interface ScanState extends RangeState {
  readonly mode: ScanMode;
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
    history: joinFingerprints(state.history.slice(-historyLength)),
  } satisfies z.input<typeof CursorText>);

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
  return { mode, position, history: splitFingerprints(history), restarts, newest };
};
