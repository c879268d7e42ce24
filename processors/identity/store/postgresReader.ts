import { EtlError } from '../../../core/errors.ts';
import type { Query } from '../../../core/streamProcessor.ts';
import type { EntityKind } from '../../../schemas/generated/types.ts';
import { NORMALISER_VERSION } from '../../normalise/index.ts';
import type { Review } from '../node.ts';
import type { View } from '../view.ts';
import type { ClaimAnswer, StateReader, StoredNode } from './reader.ts';

const selectNodes = `
select record_key, kind, anchor_key, views, review, published_version::float8 as published_version, published_hash,
       normaliser
  from registry_stream.identity_node
 where record_key = any($1::text[])`;

/**
 * The ordered, limited look-ups make the primary key the only sensible way to read, also before the tables were first
 * analysed; a plain join reads the whole table then.
 */
const selectClaims = `
select q.key, holders.record_keys
  from unnest($1::text[], $2::int[]) as q(key, most)
 cross join lateral (
       select count(*) as contents
         from (select distinct c.content
                 from registry_stream.identity_claim c
                where c.identifier_key = q.key
                order by c.content
                limit q.most + 1) found) counted
  left join lateral (
       select json_agg(c.record_key) as record_keys
         from registry_stream.identity_claim c
        where c.identifier_key = q.key and counted.contents <= q.most) holders on true
 where counted.contents > 0`;

const selectGroups = `
select distinct found.group_key
  from unnest($1::text[]) as q(member_key)
 cross join lateral (
       select m.group_key
         from registry_stream.identity_member m
        where m.member_key = q.member_key
        order by m.group_key) found`;

const selectAnchors = `
select record_key, anchor_key
  from registry_stream.identity_node
 where record_key = any($1::text[]) and anchor_key <> record_key`;

interface NodeRow {
  readonly record_key: string;
  readonly kind: EntityKind;
  readonly anchor_key: string;
  readonly views: readonly View[];
  readonly review: Review | null;
  readonly published_version: number | null;
  readonly published_hash: string | null;
  readonly normaliser: number;
}

const refuseOtherNormaliser = (row: NodeRow): void => {
  if (row.normaliser === NORMALISER_VERSION) return;
  const message =
    `The resolver's state was normalised by version ${String(row.normaliser)}, this program has version ` +
    `${String(NORMALISER_VERSION)}, and their values must not be compared: rebuild the state from source.records.`;
  const details = { stored: row.normaliser, program: NORMALISER_VERSION };
  throw new EtlError('NORMALISER_CHANGED', 'config', message, { component: 'processors/identity', details });
};

const storedNode = (row: NodeRow): StoredNode => ({
  recordKey: row.record_key,
  kind: row.kind,
  anchor: row.anchor_key,
  views: row.views,
  review: row.review,
  published:
    row.published_version === null || row.published_hash === null
      ? null
      : { version: row.published_version, hash: row.published_hash },
});

/**
 * Reads the resolver's state from its tables.
 *
 * @param query rows as objects, `json` columns parsed (the default of the pg library)
 * @returns its `nodes` rejects with an EtlError `NORMALISER_CHANGED` of fault `config` for a state of another version
 */
export const postgresReader = (query: Query): StateReader => {
  const rowsOf = async <Row>(sql: string, ...parameters: readonly unknown[]): Promise<readonly Row[]> =>
    // The columns are those of the statement beside it.
    (await query(sql, parameters)) as readonly Row[];
  return {
    nodes: async (recordKeys) => {
      const rows = await rowsOf<NodeRow>(selectNodes, recordKeys);
      rows.forEach(refuseOtherNormaliser);
      return rows.map(storedNode);
    },
    claims: async (questions) => {
      const keys = questions.map(({ key }) => key);
      const limits = questions.map(({ limit }) => limit);
      const rows = await rowsOf<{ key: string; record_keys: string[] | null }>(selectClaims, keys, limits);
      return rows.map(({ key, record_keys }): ClaimAnswer => ({ key, holders: record_keys ?? undefined }));
    },
    groupsWith: async (memberKeys) =>
      (await rowsOf<{ group_key: string }>(selectGroups, memberKeys)).map(({ group_key }) => group_key),
    anchors: async (recordKeys) =>
      new Map(
        (await rowsOf<{ record_key: string; anchor_key: string }>(selectAnchors, recordKeys)).map((row) => [
          row.record_key,
          row.anchor_key,
        ]),
      ),
  };
};
