import type { RowWrite, WriteTable } from '../../../core/streamProcessor.ts';
import type { Enrolment, Verdict } from '../../../schemas/generated/types.ts';
import { NORMALISER_VERSION } from '../../normalise/index.ts';
import type { Erased } from '../erasure/erasures.ts';
import { isAtStake } from '../graph/enrolments.ts';
import type { Node } from '../node.ts';
import type { StoredModel } from './reader.ts';
import { restraintTable } from './restraintTable.ts';

const nodeTable = 'identity_node';
const memberTable = 'identity_member';
const verdictTable = 'identity_verdict';
const modelTable = 'identity_model';
const enrolmentTable = 'identity_enrolment';
const erasedTable = 'identity_erased';

/** How the resolver's tables are written: one statement a table, whatever the batch's size. */
export const identityTables: readonly WriteTable[] = [
  {
    name: nodeTable,
    upsert: (rows, claimed) => `
insert into registry_stream.identity_node
  (record_key, kind, anchor_key, views, review, published_version, published_hash, normaliser, compared, area)
select r.record_key, r.kind, r.anchor_key, r.views, r.review, r.published_version, r.published_hash,
       r.normaliser, decode(r.compared, 'base64'), r.area
  from json_to_recordset(${rows}) as r(record_key text, kind text, anchor_key text, views json, review json,
       published_version bigint, published_hash text, normaliser smallint, compared text, area text)
 where ${claimed}
    on conflict (record_key) do update set anchor_key = excluded.anchor_key, views = excluded.views,
       review = excluded.review, published_version = excluded.published_version,
       published_hash = excluded.published_hash, normaliser = excluded.normaliser,
       compared = excluded.compared, area = excluded.area`,
    remove: (rows, claimed) => `
delete from registry_stream.identity_node n
 using json_to_recordset(${rows}) as r(record_key text)
 where n.record_key = r.record_key and ${claimed}`,
  },
  {
    name: erasedTable,
    upsert: (rows, claimed) => `
insert into registry_stream.identity_erased (record_key, kind, host_key, published_version, published_hash)
select r.record_key, r.kind, r.host_key, r.published_version, r.published_hash
  from json_to_recordset(${rows}) as r(record_key text, kind text, host_key text, published_version bigint,
       published_hash text)
 where ${claimed}
    on conflict (record_key) do update set kind = excluded.kind, host_key = excluded.host_key,
       published_version = excluded.published_version, published_hash = excluded.published_hash`,
    remove: (rows, claimed) => `
delete from registry_stream.identity_erased e
 using json_to_recordset(${rows}) as r(record_key text)
 where e.record_key = r.record_key and ${claimed}`,
  },
  {
    name: memberTable,
    upsert: (rows, claimed) => `
insert into registry_stream.identity_member (member_key, group_key)
select r.member_key, r.group_key
  from json_to_recordset(${rows}) as r(member_key text, group_key text)
 where ${claimed}
    on conflict do nothing`,
    remove: (rows, claimed) => `
delete from registry_stream.identity_member m
 using json_to_recordset(${rows}) as r(member_key text, group_key text)
 where m.member_key = r.member_key and m.group_key = r.group_key and ${claimed}`,
  },
  {
    name: verdictTable,
    upsert: (rows, claimed) => `
insert into registry_stream.identity_verdict
  (lower_record_key, higher_record_key, judgement, decided_by, note, decided_at)
select r.lower_record_key, r.higher_record_key, r.judgement, r.decided_by, r.note, r.decided_at
  from json_to_recordset(${rows}) as r(lower_record_key text, higher_record_key text, judgement text, decided_by text,
       note text, decided_at bigint)
 where ${claimed}
    on conflict (lower_record_key, higher_record_key) do update set judgement = excluded.judgement,
       decided_by = excluded.decided_by, note = excluded.note, decided_at = excluded.decided_at`,
    remove: (rows, claimed) => `
delete from registry_stream.identity_verdict v
 using json_to_recordset(${rows}) as r(lower_record_key text, higher_record_key text)
 where v.lower_record_key = r.lower_record_key and v.higher_record_key = r.higher_record_key and ${claimed}`,
  },
  {
    name: modelTable,
    upsert: (rows, claimed) => `
insert into registry_stream.identity_model (hash, artefact, active, activated_by, activated_at)
select r.hash, r.artefact, r.active, r.activated_by, r.activated_at
  from json_to_recordset(${rows}) as r(hash text, artefact text, active boolean, activated_by text, activated_at bigint)
 where ${claimed}
    on conflict (hash) do update set active = excluded.active, activated_by = excluded.activated_by,
       activated_at = excluded.activated_at`,
  },
  {
    name: enrolmentTable,
    upsert: (rows, claimed) => `
insert into registry_stream.identity_enrolment (registrant_id, program, state)
select r.registrant_id, r.program, r.state
  from json_to_recordset(${rows}) as r(registrant_id text, program text, state text)
 where ${claimed}
    on conflict (registrant_id, program) do update set state = excluded.state`,
    remove: (rows, claimed) => `
delete from registry_stream.identity_enrolment e
 using json_to_recordset(${rows}) as r(registrant_id text, program text)
 where e.registrant_id = r.registrant_id and e.program = r.program and ${claimed}`,
  },
  restraintTable,
];

/** A node's complete row. */
export const nodeWrite = (node: Node): RowWrite => ({
  table: nodeTable,
  key: node.recordKey,
  row: {
    record_key: node.recordKey,
    kind: node.kind,
    anchor_key: node.anchor ?? node.recordKey,
    views: [...node.views.values()].sort((a, b) => (a.import < b.import ? -1 : 1)),
    review: node.review,
    published_version: node.published?.version ?? null,
    published_hash: node.published?.hash ?? null,
    normaliser: NORMALISER_VERSION,
    compared: node.compared?.toString('base64') ?? null,
    area: node.compared === null ? null : node.profile.area,
  },
});

/** Removes a record that was erased. */
export const nodeRemoval = (recordKey: string): RowWrite => ({
  table: nodeTable,
  key: recordKey,
  row: { record_key: recordKey },
  remove: true,
});

/** What is kept of an erased record. */
export const erasedWrite = ({ recordKey, redirect }: Erased): RowWrite => ({
  table: erasedTable,
  key: recordKey,
  row: {
    record_key: recordKey,
    kind: redirect?.kind ?? null,
    host_key: redirect?.host ?? null,
    published_version: redirect?.published?.version ?? null,
    published_hash: redirect?.published?.hash ?? null,
  },
});

/** Forgets an erasure: the record has come again. */
export const erasedRemoval = (recordKey: string): RowWrite => ({
  table: erasedTable,
  key: recordKey,
  row: { record_key: recordKey },
  remove: true,
});

const difference = (before: ReadonlyMap<string, RowWrite>, after: ReadonlyMap<string, RowWrite>): RowWrite[] => [
  ...[...before].filter(([key]) => !after.has(key)).map(([, write]) => ({ ...write, remove: true })),
  ...[...after].filter(([key]) => !before.has(key)).map(([, write]) => write),
];

const memberRows = (groupKey: string, members: ReadonlySet<string>): Map<string, RowWrite> =>
  new Map(
    [...members].map((member) => {
      const key = `${member}\t${groupKey}`;
      return [key, { table: memberTable, key, row: { member_key: member, group_key: groupKey } }];
    }),
  );

/** What changes in the look-up of a group's members. */
export const memberWrites = (groupKey: string, before: ReadonlySet<string>, after: ReadonlySet<string>): RowWrite[] =>
  difference(memberRows(groupKey, before), memberRows(groupKey, after));

/** A verdict's row, or its removal when the verdict was taken back. */
export const verdictWrite = (verdict: Verdict): RowWrite => ({
  table: verdictTable,
  key: `${verdict.lowerRecordKey}\t${verdict.higherRecordKey}`,
  row: {
    lower_record_key: verdict.lowerRecordKey,
    higher_record_key: verdict.higherRecordKey,
    judgement: verdict.judgement,
    decided_by: verdict.decidedBy,
    note: verdict.note,
    decided_at: verdict.decidedAt,
  },
  remove: verdict.judgement === 'none',
});

/** A model's row, active or no longer. */
export const modelWrite = (model: StoredModel, active: boolean): RowWrite => ({
  table: modelTable,
  key: model.hash,
  row: {
    hash: model.hash,
    artefact: model.artefact,
    active,
    activated_by: model.activatedBy,
    activated_at: model.activatedAt,
  },
});

/** An enrolment's row, or its removal when nothing is at stake any more. */
export const enrolmentWrite = ({ registrantId, program, state }: Enrolment): RowWrite => ({
  table: enrolmentTable,
  key: `${registrantId}\t${program}`,
  row: { registrant_id: registrantId, program, state },
  remove: !isAtStake(state),
});
