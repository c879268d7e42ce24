import { asEtlError } from '../../core/errors.ts';
import type { EtlError } from '../../core/errors.ts';
import type { Page, ScanRequest, Source } from '../../core/source.ts';
import type { MappingConfig } from '../mapping/config.ts';
import { compileExpression } from '../mapping/expression.ts';
import { RowReader } from './entries.ts';
import type { TableOptions } from './entries.ts';
import { component, idColumnMissing } from './errors.ts';
import { rowMapping } from './preset.ts';
import type { OpenTable } from './rows.ts';

/** Rows of a page: with their entries in the index about the size at which transactions stop costing. */
const PAGE = 1000;

/** Columns of which one at least must be there for rows to have an id. */
const idColumns = (mapping: MappingConfig, target: TableOptions['target']): readonly string[] => {
  const field = (target === 'group' ? mapping.group : mapping.person).fields['recordId'];
  if (field === null || field === undefined) return [];
  return [...compileExpression(typeof field === 'string' ? field : field.path, 'recordId').fields];
};

/** A source of a table, which can tell how much of it has been read. */
export interface TableSource extends Source {
  /** 0 to 1; undefined where nobody can tell. */
  readonly progress: () => number | undefined;
}

/** A table on its way from the first row to the last. */
interface Pass {
  readonly table: OpenTable;
  readonly reader: RowReader;
  rows: number;
}

/** Why a table could not be read on, where that is none of our errors yet. */
const unread = {
  code: 'TABLE_UNREAD',
  fault: 'bug',
  message: 'the table could not be read on',
  context: { component },
} as const;

class TableReading implements TableSource {
  readonly scope: string;
  readonly #options: TableOptions;
  readonly #mapping: MappingConfig;
  #pass: Pass | undefined;
  #failure: EtlError | undefined;

  constructor(options: TableOptions) {
    this.#options = options;
    this.#mapping = rowMapping(options.mapping);
    this.scope = `adopted ${options.target}s`;
  }

  async poll(request: ScanRequest, signal: AbortSignal): Promise<Page> {
    signal.throwIfAborted();
    if (this.#failure !== undefined) throw this.#failure;
    this.#pass ??= await this.#begin(signal);
    try {
      return await this.#readPage(this.#pass, request, signal);
    } catch (thrown) {
      signal.throwIfAborted();
      this.#failure = asEtlError(thrown, unread);
      throw this.#failure;
    }
  }

  async sample(size: number, signal: AbortSignal) {
    signal.throwIfAborted();
    const { table, reader } = await this.#begin(signal);
    try {
      const rows = await table.next(size, signal);
      return { authenticated: true, entries: rows.map((row) => reader.entryOf(row, table.columns.length)) };
    } finally {
      await table.close();
    }
  }

  readonly progress = (): number | undefined => this.#pass?.table.progress();

  async close(): Promise<void> {
    await this.#pass?.table.close();
    this.#pass = undefined;
  }

  async #begin(signal: AbortSignal): Promise<Pass> {
    const { table: closed, target } = this.#options;
    const table = await closed.open(signal);
    const wanted = idColumns(this.#mapping, target);
    if (wanted.some((column) => table.columns.includes(column)))
      return { table, reader: new RowReader(this.#options, this.#mapping), rows: 0 };
    await table.close();
    throw idColumnMissing(wanted.length === 0 ? ['(none is mapped)'] : wanted, table.columns);
  }

  async #readPage(pass: Pass, { watermark }: ScanRequest, signal: AbortSignal): Promise<Page> {
    const { table, reader } = pass;
    const rows = await table.next(PAGE, signal);
    const done = rows.length === 0;
    pass.rows += rows.length;
    return {
      entries: rows.map((row) => reader.entryOf(row, table.columns.length)),
      cursor: String(pass.rows),
      done,
      watermark: done ? (watermark ?? 'adopted') : undefined,
      details: { records: rows.length },
    };
  }
}

/**
 * Makes a source of the rows of a table, which is read once, from its beginning to its end: a scan that goes on after a
 * crash begins anew, for the order of rows may be another one, and what has been published of them is known by its content.
 * When reading has failed in the middle, every later poll fails as the first one did: begun anew behind the back of whoever
 * asked, a row that always fails would be read up to for ever.
 *
 * It is no kind of registry that can be polled on a schedule: a table cannot tell what has changed, and the scope is the
 * same whatever part of a registry it holds.
 */
export const createTableSource = (options: TableOptions): TableSource => new TableReading(options);
