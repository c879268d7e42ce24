import { EtlError } from '../../../core/errors.ts';

/** Who each row is, and how that was read. */
export interface Truth {
  /** By row; equal for rows of one person. */
  readonly personOf: readonly string[];
  /** Set when the values were not taken as they are. */
  readonly remark?: string;
}

/** Record ids of the Freely Extensible Biomedical Record Linkage data: rec-1496-org, rec-1496-dup-0. */
const febrl = /^rec-(\d+)-(?:org|dup(?:-\d+)?)$/u;

const component = 'runtime/cli/records';

const patternOf = (text: string): RegExp => {
  try {
    return new RegExp(text, 'u');
  } catch (error) {
    throw new EtlError(
      'TRUTH_PATTERN_INVALID',
      'config',
      `--truth-pattern is not a regular expression: ${error instanceof Error ? error.message : String(error)}`,
      { component, field: 'truth-pattern' },
      error,
    );
  }
};

const byPattern = (values: readonly string[], pattern: RegExp): string[] =>
  values.map((value, row) => {
    const person = pattern.exec(value)?.[1];
    if (person !== undefined) return person;
    throw new EtlError(
      'TRUTH_PATTERN_UNMATCHED',
      'config',
      `--truth-pattern does not match the truth of row ${String(row + 1)}, or has no group in parentheses that names the person`,
      { component, field: 'truth-pattern', details: { row: row + 1 } },
    );
  });

/**
 * Reads who is who from the truth column. A row without a value is a person of its own.
 *
 * @param pattern regular expression whose first group names the person; FEBRL's record ids are known without one
 * @throws EtlError `TRUTH_PATTERN_INVALID`, `TRUTH_PATTERN_UNMATCHED`; `TRUTH_WITHOUT_PAIRS` when no two rows are one person
 */
export const readTruth = (
  rows: readonly (readonly string[])[],
  column: { readonly index: number; readonly header: string },
  pattern?: string,
): Truth => {
  const values = rows.map((row, index) => row[column.index] || `row ${String(index)}`);
  const isFebrl = pattern === undefined && values.every((value) => febrl.test(value));
  const used = pattern === undefined ? (isFebrl ? febrl : undefined) : patternOf(pattern);
  const personOf = used === undefined ? values : byPattern(values, used);
  if (new Set(personOf).size === personOf.length) {
    throw new EtlError(
      'TRUTH_WITHOUT_PAIRS',
      'config',
      `no two rows have the same value in the truth column ${column.header}, so there is nothing to find; when the ` +
        "person is a part of the value, say which with --truth-pattern, for example 'rec-(\\d+)-' for rec-12-org and rec-12-dup-0",
      { component, field: column.header },
    );
  }
  const remark = `the truth column holds FEBRL record ids: rows with the same number are one person`;
  return isFebrl ? { personOf, remark } : { personOf };
};
