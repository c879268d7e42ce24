import { EtlError } from '../../core/errors.ts';
import type { MigrationSet } from '../../core/migration.ts';
import type { Decision, InputRecord, OutputEvent, StreamProcessor } from '../../core/streamProcessor.ts';

/** A record of the test's input: the complete state of an entity. */
export interface Entry {
  readonly entity: string;
  readonly version: number;
  readonly text: string;
  readonly run: string;
}

/** An event of the test's output: what became of an entity, and how many records were applied to it so far. */
export interface Change extends Entry {
  readonly applied: number;
}

export const ENTRY = 'test.Entry';
export const CHANGE = 'test.Change';
export const IMPORT_RUN = 'org.registrystream.ImportRun';

const fields = ['entity', 'text', 'run'].map((name) => ({ name, type: 'string' }));
const numbers = (...names: string[]): object[] => names.map((name) => ({ name, type: 'long' }));

export const entrySchema = { type: 'record', name: ENTRY, fields: [...fields, ...numbers('version')] };
export const changeSchema = { type: 'record', name: CHANGE, fields: [...fields, ...numbers('version', 'applied')] };

/** The table counts what was applied: a record that takes effect twice, or not at all, shows in it. */
export const countingMigrations: MigrationSet = {
  component: 'test/counting',
  schemas: ['test'],
  migrations: [
    {
      name: '001-state',
      sql: `create table test.state (entity text primary key, version bigint not null, text text not null,
        applied int not null, constraint text_is_allowed check (text <> 'forbidden'))`,
    },
  ],
};

interface Known {
  readonly version: number;
  readonly applied: number;
}

/** What the batch knows of its entities. */
export type Facts = Map<string, Known>;

const table = {
  name: 'state',
  upsert: (rows: string, claimed: string): string => `
    insert into test.state (entity, version, text, applied)
    select r.entity, r.version, r.text, r.applied
    from json_to_recordset(${rows}) as r(entity text, version bigint, text text, applied int) where ${claimed}
    on conflict (entity) do update set version = excluded.version, text = excluded.text, applied = excluded.applied`,
  remove: (rows: string, claimed: string): string => `
    delete from test.state s using json_to_recordset(${rows}) as r(entity text) where s.entity = r.entity and ${claimed}`,
};

const isEntry = (value: unknown): value is Entry =>
  typeof value === 'object' && value !== null && 'entity' in value && 'version' in value && 'text' in value;

const marker = (input: InputRecord): Decision => {
  const event: OutputEvent = {
    topic: 'out',
    key: input.key,
    type: IMPORT_RUN,
    value: input.value as object,
    time: input.timestamp,
    everyPartition: true,
  };
  return { kind: 'accepted', writes: [], events: [event], outcomes: [] };
};

const rejected = (code: string): Decision => ({
  kind: 'rejected',
  error: new EtlError(code, 'record', 'the test rejects this record', { component: 'test/counting', field: 'text' }),
});

const removed = (input: InputRecord, facts: Facts): Decision => {
  facts.delete(input.key);
  const writes = [{ table: 'state', key: input.key, row: { entity: input.key }, remove: true }];
  return { kind: 'accepted', writes, events: [], outcomes: [] };
};

const applied = (input: InputRecord, entry: Entry, facts: Facts): Decision => {
  const { entity, version, text, run } = entry;
  const known = facts.get(entity) ?? { version: 0, applied: 0 };
  const outcome = { run, outcome: known.version === 0 ? 'new' : 'updated' };
  if (version <= known.version) {
    return { kind: 'accepted', writes: [], events: [], outcomes: [{ run, outcome: 'unchanged' }] };
  }
  const change: Change = { entity, version, text, run, applied: known.applied + 1 };
  facts.set(entity, change);
  const row = { entity, version, text, applied: change.applied };
  const event = { topic: 'out', key: entity, type: CHANGE, value: change, time: input.timestamp };
  // Now and then two events from one record: ordinals must keep them apart.
  const events = version % 5 === 0 ? [event, { ...event, headers: { second: 'yes' } }] : [event];
  return { kind: 'accepted', writes: [{ table: 'state', key: entity, row }], events, outcomes: [outcome] };
};

/** A processor as small as can be that still notices records which take effect twice or never. */
export const countingProcessor = (stage = 'counting'): StreamProcessor<Facts> => ({
  stage,
  inputTopics: ['in'],
  tables: [table],
  async read(batch, query) {
    const rows = await query('select entity, version, applied from test.state where entity = any($1::text[])', [
      [...new Set(batch.map(({ key }) => key))],
    ]);
    return new Map(
      rows.map(({ entity, version, applied: count }) => [
        entity as string,
        { version: version as number, applied: count as number },
      ]),
    );
  },
  decide(input, facts) {
    if (input.value === null) return removed(input, facts);
    if (input.type === IMPORT_RUN) return marker(input);
    if (input.type !== ENTRY || !isEntry(input.value)) return rejected('TEST_VALUE_UNKNOWN');
    return input.value.text === 'reject' ? rejected('TEST_REJECTED') : applied(input, input.value, facts);
  },
});
