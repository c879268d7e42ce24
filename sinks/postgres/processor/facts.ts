import { validate } from 'uuid';
import type { InputRecord, Query } from '../../../core/streamProcessor.ts';
import type { Group } from '../../../schemas/generated/Group.ts';
import type { EntityKind } from '../../../schemas/generated/IdentityDecision.ts';
import type { Registrant } from '../../../schemas/generated/Registrant.ts';
import type { Stored } from '../state/apply.ts';
import { noChildren } from '../state/children.ts';
import { desiredGroup, desiredIndividual, type Desired } from '../state/desired.ts';
import { registrantTable } from '../tables/registrant.ts';
import type { Row, TableSpecification } from '../tables/table.ts';
import { forgetsRecord } from './headers.ts';
import { childColumns, childrenByOwner, enrolmentColumn, registrantColumn, storedRow } from './rows.ts';

/** A programme that registrants can be proposed for. */
export interface Program {
  readonly id: number;
  readonly target: EntityKind;
}

/** An entry of the audit log, by what its event's key is made of. */
export interface Audited {
  readonly cause: { readonly partition: number; readonly offset: number };
  readonly ordinal: number;
}

/** What the registry knows of a batch's registrants; later records of the batch see what earlier ones did. */
export interface Facts {
  /** What each event asks for; absent for other records. */
  readonly desired: ReadonlyMap<InputRecord, Desired>;
  /** By registrant id. */
  readonly stored: Map<string, Stored>;
  /** By name. */
  readonly programs: ReadonlyMap<string, Program>;
  /** Enrolments that exist, in whatever state, as {@link enrolment} names them. */
  readonly enrolments: Set<string>;
  /** Where the entries of the audit log came from, of registrants that are to be erased or forgotten in part. */
  readonly audited: ReadonlyMap<string, readonly Audited[]>;
  /** The database's clock when the batch was read, milliseconds since 1970 UTC; 0 when nobody is told of it. */
  readonly recordedAt: number;
}

/** Names an enrolment within {@link Facts}. */
export const enrolment = (registrantId: string, programId: number): string => `${registrantId}/${String(programId)}`;

export const desiredOf = (input: InputRecord, uniqueKinds: readonly string[]): Desired | undefined => {
  if (input.value === null) return undefined;
  if (input.type === 'org.registrystream.Registrant') return desiredIndividual(input.value as Registrant);
  if (input.type === 'org.registrystream.Group') return desiredGroup(input.value as Group, uniqueKinds);
  return undefined;
};

/** What decides whether an event changes anything, and what stays of a row that is replaced. */
const standingTable: TableSpecification = {
  ...registrantTable,
  columns: {
    id: 'uuid',
    status: 'text',
    merged_into: 'uuid',
    sealed: 'boolean',
    version: 'bigint',
    content_hash: 'text',
    provenance_hash: 'text',
    created_at: 'timestamptz',
    updated_at: 'timestamptz',
  },
};

/** Times as seconds, which cost the database and the client less than dates. */
const standingSql = `select ${Object.entries(standingTable.columns)
  .map(([name, type]) => (type === 'timestamptz' ? `date_part('epoch', ${name}) as ${name}` : name))
  .join(', ')}
  from registry.registrant where id = any($1::uuid[])`;

const contextSql = `select (extract(epoch from now()) * 1000)::float8 as recorded_at,
  (select coalesce(json_agg(row_to_json(p)), '[]') from registry.program p) as programs`;

const auditedSql = `select subject_id, cause_partition, cause_offset::float8 as cause_offset, ordinal
  from registry.audit_log
 where subject_id = any($1::uuid[])
 order by id`;

/** Of an erasure: what was told of the registrant so far. */
const readAudited = async (ids: readonly string[], query: Query): Promise<Map<string, Audited[]>> => {
  const found = new Map<string, Audited[]>();
  if (ids.length === 0) return found;
  for (const row of await query(auditedSql, [idList(ids)])) {
    const cause = { partition: Number(row['cause_partition']), offset: Number(row['cause_offset']) };
    const known = found.get(String(row['subject_id'])) ?? [];
    found.set(String(row['subject_id']), [...known, { cause, ordinal: Number(row['ordinal']) }]);
  }
  return found;
};

const changesAnything = (desired: Desired, row: Row): boolean =>
  desired.contentHash !== row['content_hash'] || desired.provenanceHash !== row['provenance_hash'];

const distinctIds = (some: readonly Desired[]): readonly string[] => [...new Set(some.map((one) => one.id))];

/** Ids as an array literal, which the client would put together at ten times the cost. They are UUIDs. */
const idList = (ids: readonly string[]): string => `{${ids.join(',')}}`;

/** What {@link readFacts} has to know of the deployment. */
export interface ReadOptions {
  /** Membership kinds that at most one current member of a group has. */
  readonly uniqueKinds: readonly string[];
  /** Whether the fields of old and new rows will be compared: the old ones are read whole then. */
  readonly compared: boolean;
}

interface Wanted {
  readonly changed: readonly string[];
  readonly enrolling: readonly string[];
  readonly compared: boolean;
}

const readMore = async ({ changed, enrolling, compared }: Wanted, query: Query) => {
  // Nothing is told and nobody is enrolled: new registrants need nothing else, and neither do the unchanged.
  if (!compared && changed.length === 0 && enrolling.length === 0) return undefined;
  const parts = [childColumns, enrolmentColumn, ...(compared ? [registrantColumn] : [])];
  const [found] = await query(`${contextSql}, ${parts.join(', ')}`, [idList(changed), idList(enrolling)]);
  return found;
};

/** What a batch asks for, by record, and of whom something is to be forgotten. */
interface Asked {
  readonly desired: ReadonlyMap<InputRecord, Desired>;
  /** Ids of registrants to erase. */
  readonly erased: readonly string[];
  /** Ids of those of whom a record behind them was erased. */
  readonly forgetting: ReadonlySet<string>;
}

const askedBy = (batch: readonly InputRecord[], uniqueKinds: readonly string[]): Asked => {
  const desired = new Map<InputRecord, Desired>();
  const forgetting = new Set<string>();
  const erased = batch.filter(({ key, value }) => value === null && validate(key)).map(({ key }) => key);
  for (const input of batch) {
    const one = desiredOf(input, uniqueKinds);
    if (one === undefined) continue;
    desired.set(input, one);
    if (forgetsRecord(input.headers) && validate(one.id)) forgetting.add(one.id);
  }
  return { desired, erased, forgetting };
};

const rowsIn = (found: readonly Row[], table: TableSpecification): Map<string, Row> =>
  new Map(found.map((row) => [row['id'] as string, storedRow(table, row)]));

/**
 * Reads all that a batch needs in two statements: how the registrants stand, then, of those that an event changes, the
 * rows that belong to them, and the enrolments of those that are proposed for a programme. What an event does not change
 * costs the first alone, and locks nothing.
 */
export const readFacts = async (
  batch: readonly InputRecord[],
  query: Query,
  { uniqueKinds, compared }: ReadOptions,
): Promise<Facts> => {
  const { desired, erased, forgetting } = askedBy(batch, uniqueKinds);
  const readable = [...desired.values()].filter((one) => validate(one.id));
  const standing = [...new Set([...readable.map((one) => one.id), ...erased])];
  const rows = rowsIn((await query(standingSql, [idList(standing)])) as readonly Row[], standingTable);
  const changed = readable.filter((one) => {
    const row = rows.get(one.id);
    return row !== undefined && (forgetting.has(one.id) || changesAnything(one, row));
  });
  const enrolling = distinctIds(readable.filter((one) => one.programs.length > 0));
  const more = await readMore({ changed: distinctIds(changed), enrolling, compared }, query);
  for (const [id, row] of rowsIn((more?.['rows'] ?? []) as readonly Row[], registrantTable)) rows.set(id, row);
  const children = childrenByOwner(more);
  return {
    desired,
    stored: new Map([...rows].map(([id, row]) => [id, { row, children: children.get(id) ?? noChildren }])),
    programs: new Map(
      ((more?.['programs'] ?? []) as readonly Row[]).map((row) => [
        row['name'] as string,
        { id: row['id'] as number, target: row['target_type'] as EntityKind },
      ]),
    ),
    enrolments: new Set(
      ((more?.['enrolments'] ?? []) as readonly Row[]).map((row) =>
        enrolment(row['registrant_id'] as string, row['program_id'] as number),
      ),
    ),
    audited: await readAudited([...erased, ...forgetting], query),
    recordedAt: Math.round(Number(more?.['recorded_at'] ?? 0)),
  };
};
