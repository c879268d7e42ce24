import pg from 'pg';
import type { ClientConfig, QueryArrayResult } from 'pg';
import type { OpenTable, Table, TableRow } from '../../connectors/index.ts';
import { EtlError, type Fault } from '../../core/errors.ts';
import { postgresDetails, sqlState, troubleOf } from '../postgres/index.ts';

const component = 'runtime/adoption';

const texts: Readonly<Record<string, string>> = {
  '28P01': 'refuses the login; check user and password',
  '28000': 'refuses the login; check user, password and TLS',
  '3D000': 'has no database of this name; check what stands after the last slash',
  '25006': 'does not let the query write: it may only read',
  '42501': 'does not let this user read what the query asks for; grant it SELECT',
};

/** Never with the message of the server, which may quote rows, but where it speaks of the query itself (class 42). */
const queryFailed = (thrown: unknown, rows: number): EtlError => {
  const state = sqlState(thrown);
  const context = { component, field: 'query', details: { rows, ...postgresDetails(thrown) } };
  const own = state === undefined ? undefined : texts[state];
  if (own !== undefined) return new EtlError('QUERY_REFUSED', 'config', `the database of --database ${own}`, context);
  if (state?.startsWith('42') === true && thrown instanceof Error)
    return new EtlError('QUERY_REFUSED', 'config', `the database does not take the query: ${thrown.message}`, context);
  const isPassing = ['transient', 'timeout'].includes(troubleOf(thrown));
  const fault: Fault = isPassing ? 'transient' : 'config';
  const code = isPassing ? 'QUERY_INTERRUPTED' : 'QUERY_FAILED';
  const why = state ?? postgresDetails(thrown)['error'] ?? 'the connection was lost';
  const next = isPassing
    ? 'check that the database can be reached and adopt again: what has come stays'
    : 'run the query by itself to see what is wrong with it';
  return new EtlError(code, fault, `the query failed after ${String(rows)} rows (${String(why)}); ${next}`, context);
};

const { BOOL, INT2, INT4, JSON: JSON_TYPE, JSONB } = pg.types.builtins;
const typed: ReadonlySet<number> = new Set([BOOL, INT2, INT4, JSON_TYPE, JSONB]);
const readerOf = pg.types.getTypeParser as (oid: number, format?: string) => unknown;

/** Dates, times and large numbers stay the text that the database gives: they mean a day, not a moment somewhere. */
const types = {
  getTypeParser: (oid: number, format?: string): unknown =>
    typed.has(oid) ? readerOf(oid, format) : (text: string) => text,
} as NonNullable<ClientConfig['types']>;

const CURSOR = 'registry_stream_adopt';

class OpenQuery implements OpenTable {
  readonly columns: readonly string[];
  readonly #client: pg.Client;
  #read = 0;

  constructor(client: pg.Client, columns: readonly string[]) {
    this.#client = client;
    this.columns = columns;
  }

  async next(rows: number, signal: AbortSignal): Promise<readonly TableRow[]> {
    signal.throwIfAborted();
    try {
      const { rows: found } = await fetchRows(this.#client, rows);
      return found.map((cells): TableRow => {
        this.#read += 1;
        const values = this.columns.map(
          (column, index) => [column, cells[index] === '' ? null : cells[index]] as const,
        );
        return { place: this.#read, cells: Object.fromEntries(values) };
      });
    } catch (thrown) {
      signal.throwIfAborted();
      throw queryFailed(thrown, this.#read);
    }
  }

  progress(): undefined {
    return undefined;
  }

  async close(): Promise<void> {
    await this.#client.end();
  }
}

const fetchRows = (client: pg.Client, rows: number): Promise<QueryArrayResult<unknown[]>> =>
  client.query<unknown[]>({ text: `fetch forward ${String(rows)} from ${CURSOR}`, rowMode: 'array' });

/**
 * The rows of a query in a PostgreSQL database, as Odoo's: read by a cursor of the server, so that their number does not
 * matter, in one snapshot, and in a transaction that may not write.
 *
 * @param url `postgres://…`; it never shows in an error
 */
export const queryTable = (url: string, sql: string): Table => ({
  unit: 'row',
  async open() {
    let client: pg.Client | undefined;
    try {
      client = new pg.Client({
        connectionString: url,
        application_name: 'registry-stream adopt',
        connectionTimeoutMillis: 15_000,
        keepAlive: true,
        types,
      });
      // A session that the server ends is told by the next fetch; without a listener it would end the process.
      client.on('error', () => undefined);
      await client.connect();
      await client.query('begin transaction isolation level repeatable read, read only');
      const text = `declare ${CURSOR} no scroll cursor for ${sql.replace(/[\s;]+$/u, '')}`;
      // The extended protocol takes one statement: nothing can end the transaction that may only read.
      const declaration = { text, queryMode: 'extended' };
      await client.query(declaration);
      const { fields } = await fetchRows(client, 0);
      const columns = fields.map(({ name }) => name);
      const twice = columns.find((name, index) => columns.indexOf(name) < index);
      if (twice === undefined) return new OpenQuery(client, columns);
      throw new EtlError('COLUMN_TWICE', 'config', `the query gives two columns called ${twice}; name them apart`, {
        component,
        field: 'query',
      });
    } catch (thrown) {
      await client?.end().catch(() => undefined);
      throw thrown instanceof EtlError ? thrown : queryFailed(thrown, 0);
    }
  },
});
