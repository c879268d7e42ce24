import { EtlError } from '../../../core/errors.ts';
import { foldHeader, meaningOf, meanings, type Meaning } from './meanings.ts';

/** One column of a file and what it is used for. */
export interface Column {
  readonly index: number;
  readonly header: string;
  /** `unknown`: its name says nothing; `left-out`: on purpose, for the reason given. */
  readonly meaning: Meaning | 'unknown' | 'left-out' | 'truth';
  readonly reason?: string;
}

/** Column by meaning, as a mapping file says. */
export type Mapping = Readonly<Record<string, Meaning>>;

export interface ColumnOptions {
  /** Never used as evidence. */
  readonly truth?: string;
  readonly without: readonly string[];
  /** Columns that it names mean what it says, and those it does not name are recognised by name. */
  readonly mapping: Mapping;
}

const component = 'runtime/cli/records';

const problem = (code: string, message: string, field: string): EtlError =>
  new EtlError(code, 'config', message, { component, field });

/** The index of a column, whatever the case and spaces of its header. */
const findColumn = (headers: readonly string[], wanted: string): number => {
  const exact = headers.indexOf(wanted);
  return exact >= 0 ? exact : headers.findIndex((header) => foldHeader(header) === foldHeader(wanted));
};

/** @throws EtlError `COLUMN_UNKNOWN` when the file has no such column */
export const requireColumn = (headers: readonly string[], wanted: string): number => {
  const found = findColumn(headers, wanted);
  if (found >= 0) return found;
  throw problem('COLUMN_UNKNOWN', `the file has no column ${wanted}; it has: ${headers.join(', ')}`, wanted);
};

const has = (columns: readonly Column[], meaning: Meaning): boolean => columns.some((one) => one.meaning === meaning);

/** "Name" beside a surname is a given name; "nom" beside "prénom" is a family name; a full name beside both is neither. */
const settleNames = (columns: readonly Column[]): Column[] => {
  const [given, family] = [has(columns, 'given-name'), has(columns, 'family-name')];
  return columns.map((column) => {
    if (column.meaning !== 'full-name') return column;
    if (given && family) return { ...column, meaning: 'left-out', reason: 'its parts have columns of their own' };
    if (given) return { ...column, meaning: 'family-name' };
    if (family) return { ...column, meaning: 'given-name' };
    return column;
  });
};

/** A year or an age says nothing beside a whole date; month and day say nothing without a year. */
const settleDates = (columns: readonly Column[]): Column[] => {
  const whole = has(columns, 'birth-date');
  const year = has(columns, 'birth-year');
  return columns.map((column) => {
    const part = ['birth-year', 'birth-month', 'birth-day', 'age'].includes(column.meaning);
    if (part && whole) return { ...column, meaning: 'left-out', reason: 'there is a column with the birth date' };
    if (column.meaning === 'age' && year) return { ...column, meaning: 'left-out', reason: 'there is a birth year' };
    return column;
  });
};

/** A first full name is enough; a second is another way of writing it. */
const firstOnly = (columns: readonly Column[], meaning: Meaning): Column[] => {
  const first = columns.find((column) => column.meaning === meaning);
  return columns.map((column) =>
    column.meaning === meaning && column !== first
      ? { ...column, meaning: 'left-out', reason: `${first?.header ?? ''} is used` }
      : column,
  );
};

/**
 * What each column of a file means: by the mapping, or by its name.
 *
 * @throws EtlError `COLUMN_UNKNOWN` when truth, mapping or an option names a column that the file does not have
 */
export const recognise = (headers: readonly string[], options: ColumnOptions): Column[] => {
  const truth = options.truth === undefined ? -1 : requireColumn(headers, options.truth);
  const without = new Set(options.without.map((name) => requireColumn(headers, name)));
  const mapped = new Map(
    Object.entries(options.mapping).map(([name, meaning]) => [requireColumn(headers, name), meaning]),
  );
  const named = headers.map((header, index): Column => {
    if (index === truth) return { index, header, meaning: 'truth' };
    if (without.has(index)) return { index, header, meaning: 'left-out', reason: 'asked for' };
    const meaning = mapped.get(index) ?? meaningOf(header) ?? 'unknown';
    return meaning === 'ignore'
      ? { index, header, meaning: 'left-out', reason: 'the mapping says so' }
      : { index, header, meaning };
  });
  return ['full-name', 'birth-date', 'sex', 'region', 'birth-place', 'postcode'].reduce(
    (columns, meaning) => firstOnly(columns, meaning as Meaning),
    settleDates(settleNames(named)),
  );
};

/** Rows looked at to tell an identifier from a number of the row. */
const fewestRows = 50;

const share = (rows: readonly (readonly string[])[], test: (row: readonly string[]) => boolean): number =>
  rows.filter(test).length / Math.max(1, rows.length);

/**
 * Leaves out identifier columns that are none: numbers of the rows, and columns that hold the truth.
 *
 * @param personOf the truth of each row, if it is known
 */
export const checkIdentifiers = (
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  personOf: readonly string[] | undefined,
): Column[] =>
  columns.map((column) => {
    if (column.meaning !== 'identifier' || rows.length < fewestRows) return column;
    const values = rows.map((row) => row[column.index] ?? '').filter((value) => value !== '');
    if (values.length > 0 && new Set(values).size === values.length) {
      return { ...column, meaning: 'left-out', reason: 'no value comes twice, so it links nobody' };
    }
    const holds = (row: readonly string[], person: string): boolean =>
      person.length >= 2 && (row[column.index] ?? '').includes(person);
    let at = 0;
    if (personOf !== undefined && share(rows, (row) => holds(row, personOf[at++] ?? '')) > 0.9) {
      return { ...column, meaning: 'left-out', reason: 'it holds the truth' };
    }
    return column;
  });

/** @throws EtlError `NOTHING_TO_COMPARE` when no column says who somebody is */
export const requireNames = (columns: readonly Column[]): void => {
  const named = (['given-name', 'family-name', 'full-name'] as const).some((meaning) => has(columns, meaning));
  if (named) return;
  throw problem(
    'NOTHING_TO_COMPARE',
    'no column was recognised as a name; say what the columns mean in a mapping file (--mapping), for example ' +
      `"col1: family-name"; meanings are: ${meanings.join(', ')}`,
    'columns',
  );
};
