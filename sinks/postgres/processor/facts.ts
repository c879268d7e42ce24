import { validate } from 'uuid';
import type { InputRecord, Query } from '../../../core/streamProcessor.ts';
import type { Group } from '../../../schemas/generated/Group.ts';
import type { EntityKind } from '../../../schemas/generated/IdentityDecision.ts';
import type { Registrant } from '../../../schemas/generated/Registrant.ts';
import type { Stored } from '../state/apply.ts';
import { noChildren } from '../state/children.ts';
import { desiredGroup, desiredIndividual, type Desired } from '../state/desired.ts';
import { registrantTable } from '../tables/registrant.ts';
import type { Row } from '../tables/table.ts';
import { forgetsRecord } from './headers.ts';
import { childColumns, childrenByOwner, enrolmentColumn, storedRow } from './rows.ts';

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
  /** The database's clock when the batch was read, milliseconds since 1970 UTC. */
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

const registrantsSql = `select
  (extract(epoch from now()) * 1000)::float8 as recorded_at,
  (select coalesce(jsonb_agg(to_jsonb(p)), '[]') from registry.program p) as programs,
  (select coalesce(jsonb_agg(to_jsonb(r)), '[]') from registry.registrant r where r.id = any($1::uuid[])) as rows`;

const auditedSql = `select subject_id, cause_partition, cause_offset::float8 as cause_offset, ordinal
  from registry.audit_log
 where subject_id = any($1::uuid[])
 order by id`;

/** Of an erasure: what was told of the registrant so far. */
const readAudited = async (ids: readonly string[], query: Query): Promise<Map<string, Audited[]>> => {
  const found = new Map<string, Audited[]>();
  if (ids.length === 0) return found;
  for (const row of await query(auditedSql, [ids])) {
    const cause = { partition: Number(row['cause_partition']), offset: Number(row['cause_offset']) };
    const known = found.get(String(row['subject_id'])) ?? [];
    found.set(String(row['subject_id']), [...known, { cause, ordinal: Number(row['ordinal']) }]);
  }
  return found;
};

const changesAnything = (desired: Desired, row: Row): boolean =>
  desired.contentHash !== row['content_hash'] || desired.provenanceHash !== row['provenance_hash'];

const readChildren = async (ids: readonly string[], enrolling: readonly string[], query: Query) => {
  if (ids.length === 0 && enrolling.length === 0) return undefined;
  const [found] = await query(`select ${childColumns}, ${enrolmentColumn}`, [ids, enrolling]);
  return found;
};

/**
 * Reads all that a batch needs in two statements: the registrants and programmes, then the rows that belong to those
 * registrants that an event changes, and the enrolments of those that are proposed for a programme.
 *
 * @param uniqueKinds membership kinds that at most one current member of a group has
 */
export const readFacts = async (
  batch: readonly InputRecord[],
  query: Query,
  uniqueKinds: readonly string[],
): Promise<Facts> => {
  const desired = new Map<InputRecord, Desired>();
  const forgetting = new Set<string>();
  const erased = batch.filter(({ key, value }) => value === null && validate(key)).map(({ key }) => key);
  for (const input of batch) {
    const one = desiredOf(input, uniqueKinds);
    if (one === undefined) continue;
    desired.set(input, one);
    if (forgetsRecord(input.headers) && validate(one.id)) forgetting.add(one.id);
  }
  const readable = [...desired.values()].filter((one) => validate(one.id));
  const [first] = await query(registrantsSql, [[...new Set([...readable.map((one) => one.id), ...erased])]]);
  const rows = new Map(
    ((first?.['rows'] ?? []) as readonly Row[]).map((row) => [row['id'] as string, storedRow(registrantTable, row)]),
  );
  const changed = readable.filter((one) => {
    const row = rows.get(one.id);
    return row !== undefined && (forgetting.has(one.id) || changesAnything(one, row));
  });
  const enrolling = readable.filter((one) => one.programs.length > 0);
  const second = await readChildren(
    [...new Set(changed.map((one) => one.id))],
    [...new Set(enrolling.map((one) => one.id))],
    query,
  );
  const children = childrenByOwner(second);
  return {
    desired,
    stored: new Map([...rows].map(([id, row]) => [id, { row, children: children.get(id) ?? noChildren }])),
    programs: new Map(
      ((first?.['programs'] ?? []) as readonly Row[]).map((row) => [
        row['name'] as string,
        { id: row['id'] as number, target: row['target_type'] as EntityKind },
      ]),
    ),
    enrolments: new Set(
      ((second?.['enrolments'] ?? []) as readonly Row[]).map((row) =>
        enrolment(row['registrant_id'] as string, row['program_id'] as number),
      ),
    ),
    audited: await readAudited([...erased, ...forgetting], query),
    recordedAt: Math.round(Number(first?.['recorded_at'])),
  };
};
