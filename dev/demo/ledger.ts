import { table, type Output } from '../../runtime/cli/output.ts';

/** Compares what happened with what the simulator knows to be true, line by line. */
export interface Ledger {
  /** Notes one comparison. */
  readonly compare: (what: string, expected: number, found: number) => void;
  /** Writes the comparisons since the last call. */
  readonly write: () => void;
  /** How many comparisons failed so far. */
  readonly failures: () => number;
}

/** @param output where the comparisons are written */
export const createLedger = (output: Output): Ledger => {
  let rows: (readonly [string, number, number, string])[] = [];
  let failures = 0;
  return {
    compare: (what, expected, found) => {
      if (expected !== found) failures += 1;
      rows.push([what, expected, found, expected === found ? 'ok' : 'DIFFERS']);
    },
    write: () => {
      output.write(table(['', 'true', 'found', ''], rows).replaceAll(/^/gm, '  '));
      rows = [];
    },
    failures: () => failures,
  };
};
