import type { PersonProfile } from '../../../processors/identity/linkage/index.ts';
import { table, type Output } from '../output.ts';
import type { Progress } from '../progress.ts';
import { checkIdentifiers, recognise, requireColumn, requireNames, type Column } from './columns.ts';
import { readTable } from './csv.ts';
import { readMapping } from './mapping.ts';
import { createProfileReader } from './profiles.ts';
import { readTruth } from './truth.ts';

/** Which file, and what is known of its columns. */
export interface RecordsOptions {
  readonly records: string;
  readonly mapping?: string;
  /** Columns that are not to be used. */
  readonly without?: readonly string[];
  /** Country of phone numbers without a country code, ISO 3166-1 alpha-2. */
  readonly country?: string;
  readonly truth?: string;
  readonly truthPattern?: string;
}

/** The records of a file. */
export interface LoadedRecords {
  readonly columns: readonly Column[];
  readonly profiles: readonly PersonProfile[];
  /** By record, who it is; empty without a truth column. */
  readonly personOf: readonly string[];
  /** Names of further texts that the profiles have. */
  readonly texts: readonly string[];
  /** What the reader should know. */
  readonly remarks: readonly string[];
}

const count = (number: number): string => number.toLocaleString('en');

/**
 * Reads a file of people, its columns recognised by name or mapping.
 *
 * @throws EtlError whatever is wrong with the file, the mapping or the truth
 */
export const loadRecords = async (
  options: RecordsOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<LoadedRecords> => {
  const { headers, rows } = await readTable(
    options.records,
    (read) => {
      progress.show(`reading ${options.records}: ${count(read)} rows`);
    },
    signal,
  );
  const named = recognise(headers, {
    ...(options.truth !== undefined && { truth: options.truth }),
    without: options.without ?? [],
    mapping: options.mapping === undefined ? {} : readMapping(options.mapping),
  });
  const header = options.truth;
  const truth =
    header === undefined
      ? undefined
      : readTruth(rows, { index: requireColumn(headers, header), header }, options.truthPattern);
  const columns = checkIdentifiers(named, rows, truth?.personOf);
  requireNames(columns);
  const reader = createProfileReader(columns, rows, options.country);
  const profiles = rows.map((row, index) => {
    if (index % 10_000 === 0) progress.show(`normalising: ${count(index)} of ${count(rows.length)} records`);
    return reader.profileOf(row);
  });
  return {
    columns,
    profiles,
    personOf: truth?.personOf ?? [],
    texts: reader.texts,
    remarks: truth?.remark === undefined ? [] : [truth.remark],
  };
};

const described = ({ meaning, reason }: Column): string => {
  if (meaning === 'unknown') return 'not recognised, not used (say what it means with --mapping)';
  if (meaning === 'left-out') return `not used: ${reason ?? ''}`;
  return meaning === 'truth' ? 'truth, only to measure by' : meaning;
};

/** Shows what each column was taken for, on standard error. */
export const showColumns = ({ columns, remarks }: LoadedRecords, output: Output): void => {
  output.remark(
    table(
      ['column', 'taken as'],
      columns.map((column) => [column.header, described(column)]),
    ),
  );
  for (const remark of remarks) output.remark(remark);
};
