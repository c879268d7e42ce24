import type { InputRecord } from '../../../core/streamProcessor.ts';
import { timeOf } from '../../../core/streamProcessor.ts';
import type { Enrolment, Verdict } from '../../../schemas/generated/types.ts';

/** What a tombstone in `source.records` takes away. */
export type ErasureInput =
  /** What an import told of a record. */
  | { readonly kind: 'erasure'; readonly recordKey: string; readonly import: string; readonly origin: ErasureOrigin }
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'enrolment'; readonly enrolment: Enrolment }
  /** Nothing that the resolver keeps. */
  | { readonly kind: 'nothing'; readonly run: string };

/** Where an erasure comes from: a tombstone has no value that could say. */
export interface ErasureOrigin {
  /** Header `import-run`; {@link erasureRun} where there is none. */
  readonly run: string;
  /** When it was erased, milliseconds since 1970 UTC. */
  readonly at: number;
}

/** The run under which erasures are counted that name no other. */
const erasureRun = 'erasure';

const namedKeys: readonly string[] = ['run', 'model'];

/**
 * Reads a tombstone by its key: that of a record's state in an import is its erasure; a verdict is taken back by it, an
 * enrolment ends. Of any other key, known or not, there is nothing to take away.
 */
export const erasureInput = (record: InputRecord): ErasureInput => {
  const { key, headers } = record;
  const origin = { run: headers['import-run'] ?? erasureRun, at: timeOf(record) };
  const [first = '', ...rest] = key.split('/');
  const [second = '', ...more] = rest;
  if (first === '' || second === '' || namedKeys.includes(first)) return { kind: 'nothing', run: origin.run };
  if (first === 'verdict') return { kind: 'verdict', verdict: takenBack(second, more.join('/'), origin.at) };
  if (first === 'enrolment') {
    const enrolment = { registrantId: second, program: more.join('/'), state: 'none', changedAt: origin.at };
    return { kind: 'enrolment', enrolment };
  }
  return { kind: 'erasure', recordKey: first, import: rest.join('/'), origin };
};

/** A verdict that an erasure, at that time in milliseconds since 1970 UTC, takes back. */
export const takenBack = (lowerRecordKey: string, higherRecordKey: string, at: number): Verdict => ({
  lowerRecordKey,
  higherRecordKey,
  judgement: 'none',
  decidedBy: erasureRun,
  note: null,
  decidedAt: at,
});
