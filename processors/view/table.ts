import type { MigrationSet } from '../../core/migration.ts';
import type { Query, RowWrite, WriteTable } from '../../core/streamProcessor.ts';

const sql = `
create table registry_stream.view_definition (
  view       text primary key,
  definition text not null,
  made_at    timestamptz not null default now()
);
comment on table registry_stream.view_definition is
  'Views for partners as they were made. A definition never changes; another selection is another view.';

create table registry_stream.view_shown (
  view          text not null,
  registrant_id text not null,
  version       bigint not null,
  hash          text not null,
  primary key (view, registrant_id)
) with (fillfactor = 80);
comment on table registry_stream.view_shown is
  'Whom a view shows: version and hash of what was published last. Who is not in it has no message in the view''s topic.';
`;

/** Tables of the views, in schema `registry_stream`. */
export const viewMigrations: MigrationSet = {
  component: 'processors/view',
  schemas: ['registry_stream'],
  migrations: [{ name: '001-views', sql }],
};

/** What a view has published last of a registrant. */
export interface Shown {
  readonly version: number;
  readonly hash: string;
}

const TABLE = 'view_shown';
const recordset = (rows: string): string =>
  `json_to_recordset(${rows}) as r(view text, registrant_id text, version bigint, hash text)`;

/** How the stage writes whom a view shows. */
export const viewTables: readonly WriteTable[] = [
  {
    name: TABLE,
    upsert: (rows, claimed) => `insert into registry_stream.view_shown (view, registrant_id, version, hash)
select r.view, r.registrant_id, r.version, r.hash from ${recordset(rows)} where ${claimed}
on conflict (view, registrant_id) do update set version = excluded.version, hash = excluded.hash`,
    remove: (rows, claimed) => `delete from registry_stream.view_shown t using ${recordset(rows)}
where t.view = r.view and t.registrant_id = r.registrant_id and ${claimed}`,
  },
];

/** Writes what a view shows of a registrant now; undefined: nothing any more. */
export const writeShown = (view: string, id: string, shown: Shown | undefined): RowWrite => ({
  table: TABLE,
  key: id,
  row: { view, registrant_id: id, version: shown?.version ?? 0, hash: shown?.hash ?? '' },
  ...(shown === undefined ? { remove: true } : {}),
});

const shownOf = `from registry_stream.view_shown where registrant_id = any($1::text[])`;

/** How many rows the views keep of some registrants, whichever view it is. */
export const viewRowsOf = async (query: Query, ids: readonly string[]): Promise<{ table: string; rows: number }> => {
  const [row] = await query(`select count(*)::int as rows ${shownOf}`, [ids]);
  return { table: `registry_stream.${TABLE}`, rows: Number(row?.['rows'] ?? 0) };
};

/**
 * Takes away what views remember of registrants whose erasure no stage has told them of: after a restore, or because the
 * stage of a view does not run any more.
 *
 * @param belowVersion whoever has come again under such an id has a version above this one, and stays
 */
export const sweepViewRows = async (query: Query, ids: readonly string[], belowVersion: number): Promise<void> => {
  await query(`delete ${shownOf} and version <= $2::bigint`, [ids, belowVersion]);
};

/** What a view shows of these registrants. */
export const readShown = async (view: string, ids: readonly string[], query: Query): Promise<Map<string, Shown>> => {
  const rows = await query(
    `select registrant_id, version::float8 as version, hash from registry_stream.view_shown
      where view = $1 and registrant_id = any($2::text[])`,
    [view, ids],
  );
  return new Map(
    rows.map((row) => [String(row['registrant_id']), { version: Number(row['version']), hash: String(row['hash']) }]),
  );
};
