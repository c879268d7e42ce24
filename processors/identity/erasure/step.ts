import type { Component } from '../graph/component.ts';
import type { RecordState } from '../recordState.ts';
import type { ErasureOrigin } from './input.ts';

/** What the erasure of a record's state in an import does to the graph. */
export interface ErasureStep {
  readonly kind: 'erasure';
  readonly recordKey: string;
  readonly import: string;
  readonly origin: ErasureOrigin;
  /** False when that import told nothing of the record, or what it told was erased before. */
  readonly isKnown: boolean;
  /** Of what other imports tell of the record; null when nothing is left of it. */
  readonly rest: RecordState | null;
  /** Those that the record has left, or is in. */
  readonly components: readonly Component[];
  /** Records with which it was judged, when nothing is left of it: those verdicts are gone. */
  readonly judged: readonly string[];
}
