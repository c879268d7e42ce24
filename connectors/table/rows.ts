/** A row of a table; a cell that is empty is null. */
export interface TableRow {
  /** Where it stands: the line of a file, the number of a row of a query. Counted from 1. */
  readonly place: number;
  readonly cells: Readonly<Record<string, unknown>>;
  /** Why the row cannot be read at all: so many cells, where there should be others. */
  readonly cellsFound?: number;
}

/** A table that is read once, from its beginning. */
export interface OpenTable {
  /** Names of the columns. */
  readonly columns: readonly string[];
  /**
   * The next rows, in order; none at the end.
   *
   * @throws EtlError when the table cannot be read on; never with a value of a row
   */
  next(rows: number, signal: AbortSignal): Promise<readonly TableRow[]>;
  /** How much of it has been read, 0 to 1; undefined where nobody can tell. */
  progress(): number | undefined;
  close(): Promise<void>;
}

/** A table that can be opened, again and again. */
export interface Table {
  /** What its rows are counted in, in messages: `line`, `row`. */
  readonly unit: 'line' | 'row';
  /** @throws EtlError `config` when it is not there, or is no table */
  open(signal: AbortSignal): Promise<OpenTable>;
}
