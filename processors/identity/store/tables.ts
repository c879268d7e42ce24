import type { RowWrite, WriteTable } from '../../../core/streamProcessor.ts';
import { NORMALISER_VERSION } from '../../normalise/index.ts';
import type { Node } from '../node.ts';
import type { Profile } from '../profile.ts';

const nodeTable = 'identity_node';
const claimTable = 'identity_claim';
const memberTable = 'identity_member';

/** How the resolver's tables are written: one statement a table, whatever the batch's size. */
export const identityTables: readonly WriteTable[] = [
  {
    name: nodeTable,
    upsert: (rows, claimed) => `
insert into registry_stream.identity_node
  (record_key, kind, anchor_key, views, review, published_version, published_hash, normaliser)
select r.record_key, r.kind, r.anchor_key, r.views, r.review, r.published_version, r.published_hash,
       r.normaliser
  from json_to_recordset(${rows}) as r(record_key text, kind text, anchor_key text, views json, review json,
       published_version bigint, published_hash text, normaliser smallint)
 where ${claimed}
    on conflict (record_key) do update set anchor_key = excluded.anchor_key, views = excluded.views,
       review = excluded.review, published_version = excluded.published_version,
       published_hash = excluded.published_hash, normaliser = excluded.normaliser`,
  },
  {
    name: claimTable,
    upsert: (rows, claimed) => `
insert into registry_stream.identity_claim (identifier_key, content, record_key)
select r.identifier_key, r.content, r.record_key
  from json_to_recordset(${rows}) as r(identifier_key text, content text, record_key text)
 where ${claimed}
    on conflict do nothing`,
    remove: (rows, claimed) => `
delete from registry_stream.identity_claim c
 using json_to_recordset(${rows}) as r(identifier_key text, content text, record_key text)
 where c.identifier_key = r.identifier_key and c.content = r.content and c.record_key = r.record_key and ${claimed}`,
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
  },
});

const claimRows = (recordKey: string, profile: Profile | undefined): Map<string, RowWrite> =>
  new Map(
    profile?.identifiers.map(({ key }) => {
      const row = { identifier_key: key, content: profile.content, record_key: recordKey };
      const name = `${key}\t${profile.content}\t${recordKey}`;
      return [name, { table: claimTable, key: name, row }];
    }),
  );

const difference = (before: ReadonlyMap<string, RowWrite>, after: ReadonlyMap<string, RowWrite>): RowWrite[] => [
  ...[...before].filter(([key]) => !after.has(key)).map(([, write]) => ({ ...write, remove: true })),
  ...[...after].filter(([key]) => !before.has(key)).map(([, write]) => write),
];

/** What changes in the claims of a record whose profile has changed. */
export const claimWrites = (recordKey: string, before: Profile | undefined, after: Profile): RowWrite[] =>
  difference(claimRows(recordKey, before), claimRows(recordKey, after));

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
