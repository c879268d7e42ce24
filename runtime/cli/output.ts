import { EtlError, type Fault } from '../../core/errors.ts';

/** Where a command writes; tests give their own. */
export interface Output {
  /** Results: standard output. */
  readonly write: (text: string) => void;
  /** Progress and remarks: standard error. */
  readonly remark: (text: string) => void;
  /** True when a program reads: results are one JSON document, and no progress is drawn. */
  readonly json: boolean;
  /** True when standard error is a terminal on which a line may be redrawn. */
  readonly interactive: boolean;
}

/** The process's own streams. */
export const processOutput = (json: boolean): Output => ({
  write: (text) => process.stdout.write(`${text}\n`),
  remark: (text) => process.stderr.write(`${text}\n`),
  json,
  interactive: process.stderr.isTTY && !json,
});

/**
 * Lays rows out in columns: numbers to the right, everything else to the left.
 *
 * @param headings one for each column
 * @param rows as many cells as headings
 */
export const table = (headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string => {
  const cells = [headings, ...rows].map((row) =>
    row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en') : cell)),
  );
  const numeric = headings.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) =>
          numeric[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

/** Exit codes, after sysexits.h: what a supervisor or a script can tell apart. */
const exitCodes = { transient: 75, record: 65, config: 78, bug: 70 } as const;

const described = (error: unknown): { readonly code: string; readonly fault: Fault; readonly message: string } => {
  if (error instanceof EtlError) return error;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'UNEXPECTED', fault: 'bug', message };
};

/**
 * Reports a failed command in words for a person, or as JSON, and says with which code to exit.
 *
 * @returns 75 try again later, 65 bad data, 78 bad configuration, 70 our bug
 */
export const reportFailure = (error: unknown, output: Output): number => {
  const { code, fault, message } = described(error);
  if (output.json) output.write(JSON.stringify({ error: { code, fault, message } }));
  else output.remark(`${code}: ${message}`);
  return exitCodes[fault];
};
