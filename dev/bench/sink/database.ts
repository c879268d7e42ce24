import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { FilledStream } from './fill.ts';
import type { TargetTable } from './progress.ts';

/** Our sink's table, as its migrations make it. */
export const registrantTarget: TargetTable = { name: 'registry.registrant', id: 'id', version: 'version' };

/** The peer's table: the twenty facts in columns of the same types, with the same key and the same index as ours. */
export const flatTarget: TargetTable = { name: 'public.flat_person', id: 'registrant_id', version: 'version' };

const makeFlat = /* sql */ `
create table public.flat_person (
  registrant_id uuid primary key,
  version bigint not null,
  status text not null,
  full_name text,
  given_name text,
  family_name text,
  additional_name text,
  sex text,
  birth_date date,
  birth_date_precision text,
  birth_date_imprecise boolean,
  birth_place text,
  deceased boolean,
  disabled boolean,
  address text,
  area text,
  email text,
  registration_date date,
  import_run text,
  observed_at timestamptz not null
);
create index flat_person_name on public.flat_person (lower(left(full_name, 200)))`;

const keepFirst = /* sql */ `
create schema kept;
create table kept.first_registrant as select * from registry.registrant;
create table kept.first_person as
  select id as registrant_id, version, status, name as full_name, given_name, family_name, addl_name as additional_name,
    sex, birth_date, birth_date_precision, birth_date_imprecise, birth_place, deceased, disabled, address, area, email,
    registration_date, 'run-1'::text as import_run, updated_at as observed_at
  from registry.registrant`;

/** Everything that a run may have left. */
const written = [
  'public.flat_person',
  'registry.registrant',
  'registry.audit_log',
  'registry.import_run_partition',
  'registry_stream.stream_offset',
  'registry_stream.outbox',
  'registry_stream.import_run_outcome',
  'registry_stream.import_run_marker',
];

/** The database of the benchmark. */
export interface BenchDatabase {
  readonly url: string;
  /** For looks at what a run does: plans by index alone. */
  readonly client: pg.Client;
  /** Makes the peer's table; ours must be there. */
  makePeerTable(): Promise<void>;
  /** Keeps what the tables hold as the state before an update. */
  keepFirstVersion(): Promise<void>;
  /** Tables as a run of the stream finds them: empty, or with version 1 of everybody; vacuumed and on disk. */
  reset(stream: FilledStream['stream']): Promise<void>;
  /**
   * @param isAudited whether each record of the stream must be in the audit log
   * @returns what is wrong with a table after a run, in words; undefined when it holds what the stream says
   */
  problem(table: TargetTable, stream: FilledStream, isAudited: boolean): Promise<string | undefined>;
  drop(): Promise<void>;
}

const problemOf = async (
  client: pg.Client,
  { name, version }: TargetTable,
  stream: FilledStream,
  isAudited: boolean,
): Promise<string | undefined> => {
  const { rows } = await client.query<{ readonly n: number; readonly v: number; readonly a: number }>(
    `select count(*)::int as n, coalesce(sum(${version}), 0)::int as v,
      (select count(*)::int from registry.audit_log) as a from ${name}`,
  );
  const { n = 0, v = 0, a = 0 } = rows[0] ?? {};
  if (n !== stream.rows || v !== stream.sumOfVersions)
    return `${name} has ${String(n)} rows whose versions add up to ${String(v)}; expected ${String(stream.rows)} and ${String(stream.sumOfVersions)}`;
  const told = isAudited ? stream.records : 0;
  return a === told ? undefined : `registry.audit_log has ${String(a)} rows; expected ${String(told)}`;
};

const reset = async (client: pg.Client, stream: FilledStream['stream']): Promise<void> => {
  await client.query(`truncate ${written.join(', ')}`);
  if (stream === 'update') {
    await client.query('insert into registry.registrant select * from kept.first_registrant');
    await client.query('insert into public.flat_person select * from kept.first_person');
  }
  await client.query(`vacuum analyze ${written.join(', ')}`);
  await client.query('checkpoint');
};

/** Creates an empty database in the server and connects to it. */
export const createBenchDatabase = async (serverUrl: string): Promise<BenchDatabase> => {
  const server = new pg.Client({ connectionString: serverUrl });
  await server.connect();
  const name = `bench_${randomBytes(5).toString('hex')}`;
  await server.query(`create database ${name}`);
  const own = new URL(serverUrl);
  own.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: own.href });
  await client.connect();
  await client.query('set enable_seqscan = off; set enable_bitmapscan = off');
  return {
    url: own.href,
    client,
    makePeerTable: async () => {
      await client.query(makeFlat);
    },
    keepFirstVersion: async () => {
      await client.query(keepFirst);
    },
    reset: (stream) => reset(client, stream),
    problem: (table, stream, isAudited) => problemOf(client, table, stream, isAudited),
    drop: async () => {
      await client.end();
      await server.query(`drop database ${name} with (force)`);
      await server.end();
    },
  };
};
