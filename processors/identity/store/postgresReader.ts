import { EtlError } from '../../../core/errors.ts';
import type { Query } from '../../../core/streamProcessor.ts';
import type { EntityKind } from '../../../schemas/generated/types.ts';
import { NORMALISER_VERSION } from '../../normalise/index.ts';
import type { Erased } from '../erasure/erasures.ts';
import type { Published, Review } from '../node.ts';
import type { View } from '../view.ts';
import type {
  StateReader,
  StoredComparison,
  StoredEnrolment,
  StoredModel,
  StoredNode,
  StoredRecord,
  StoredRestraint,
  StoredVerdict,
} from './reader.ts';

const selectNodes = `
select record_key, kind, anchor_key, views, review, published_version::float8 as published_version, published_hash,
       normaliser, compared
  from registry_stream.identity_node
 where record_key = any($1::text[])`;

/** A page holds few enough records for its reading and taking in to last a fraction of a second. */
const pageSize = 1_000;

const selectPage = `
select record_key, kind, anchor_key, views, normaliser
  from registry_stream.identity_node
 where record_key > $1
 order by record_key
 limit $2`;

/** The file is another one when the table was written anew meanwhile (vacuum full, cluster): its rows lie elsewhere then. */
const selectFile = `
select (pg_relation_size('registry_stream.identity_node') / current_setting('block_size')::int)::float8 as blocks,
       pg_relation_filenode('registry_stream.identity_node')::text as file`;

/** Blocks of the table that are read at once: about as many records as a page. */
const blocksAtOnce = 256;

/** In the order of the table: by record key it would read each block as often as it has rows. */
const selectComparisons = `
select record_key, normaliser, anchor_key, review->'conflicts' as conflicts, area,
       case when fits then compared end as compared, case when fits then null else kind end as kind,
       case when fits then null else views end as views
  from (select *, coalesce(get_byte(compared, 0) = $1, false) as fits
          from registry_stream.identity_node
         where ctid >= $2::tid and ctid < $3::tid) found`;

const selectVerdicts = `
select lower_record_key as lower, higher_record_key as higher, judgement
  from registry_stream.identity_verdict`;

const selectEnrolments = `
select registrant_id as "registrantId", program, state
  from registry_stream.identity_enrolment`;

const selectRestraint = `select key, value from registry_stream.identity_restraint`;

const selectModel = `
select hash, artefact, activated_by as "activatedBy", activated_at::float8 as "activatedAt"
  from registry_stream.identity_model
 where active`;

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

const selectErased = `
select record_key, kind, host_key, published_version::float8 as published_version, published_hash
  from registry_stream.identity_erased
 where record_key = any($1::text[]) or host_key = any($1::text[])
 order by record_key`;

interface ErasedRow {
  readonly record_key: string;
  readonly kind: EntityKind | null;
  readonly host_key: string | null;
  readonly published_version: number | null;
  readonly published_hash: string | null;
}

interface AnchorRow {
  readonly record_key: string;
  readonly anchor_key: string;
}

interface RecordRow {
  readonly record_key: string;
  readonly kind: EntityKind;
  readonly anchor_key: string;
  readonly views: readonly View[];
  readonly normaliser: number;
}

interface TableFile {
  readonly blocks: number;
  readonly file: string;
}

interface ComparisonRow {
  readonly record_key: string;
  readonly normaliser: number;
  readonly anchor_key: string;
  readonly conflicts: readonly string[] | null;
  /** Null exactly where `compared` is in the table. */
  readonly area: string | null;
  /** Null where it does not fit; then the rest is there. */
  readonly compared: Buffer | null;
  readonly kind: EntityKind;
  readonly views: readonly View[];
}

interface NodeRow extends RecordRow {
  /** As it was written, perhaps by a release that knew fewer kinds of evidence. */
  readonly review: (Pick<Review, 'conflicts' | 'candidates'> & Partial<Review>) | null;
  readonly published_version: number | null;
  readonly published_hash: string | null;
  readonly compared: Buffer | null;
}

const refuseOtherNormaliser = (row: Pick<RecordRow, 'normaliser'>): void => {
  if (row.normaliser === NORMALISER_VERSION) return;
  const message =
    `The resolver's state was normalised by version ${String(row.normaliser)}, this program has version ` +
    `${String(NORMALISER_VERSION)}, and their values must not be compared: rebuild the state from source.records.`;
  const details = { stored: row.normaliser, program: NORMALISER_VERSION };
  throw new EtlError('NORMALISER_CHANGED', 'config', message, { component: 'processors/identity', details });
};

const reviewOf = ({ conflicts, candidates, weighed = [], overlaps = [] }: NonNullable<NodeRow['review']>): Review => ({
  conflicts,
  candidates,
  weighed,
  overlaps,
});

const publishedOf = ({ published_version: version, published_hash: hash }: NodeRow | ErasedRow): Published | null =>
  version === null || hash === null ? null : { version, hash };

const erasedOf = (row: ErasedRow): Erased => ({
  recordKey: row.record_key,
  redirect:
    row.kind === null || row.host_key === null
      ? null
      : { recordKey: row.record_key, kind: row.kind, host: row.host_key, published: publishedOf(row) },
});
const anchorsIn = (rows: readonly AnchorRow[]): Map<string, string> =>
  new Map(rows.map(({ record_key, anchor_key }) => [record_key, anchor_key]));

const storedNode = (row: NodeRow): StoredNode => ({
  recordKey: row.record_key,
  kind: row.kind,
  anchor: row.anchor_key,
  views: row.views,
  review: row.review === null ? null : reviewOf(row.review),
  published: publishedOf(row),
  compared: row.compared,
});

const rewritten = (): EtlError =>
  new EtlError(
    'STATE_REWRITTEN',
    'transient',
    'The table of the resolver was rewritten (vacuum full, cluster) while it was read; it is read again.',
    { component: 'processors/identity' },
  );

const comparisonOf = (row: ComparisonRow): StoredComparison => {
  const { record_key: recordKey, compared, area, kind, views } = row;
  const place = { recordKey, anchor: row.anchor_key, conflicts: row.conflicts ?? [] };
  return compared === null || area === null
    ? { ...place, compared: null, unread: { recordKey, kind, views } }
    : { ...place, compared, area };
};

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
    groupsWith: async (memberKeys) =>
      (await rowsOf<{ group_key: string }>(selectGroups, memberKeys)).map(({ group_key }) => group_key),
    anchors: async (recordKeys) => anchorsIn(await rowsOf<AnchorRow>(selectAnchors, recordKeys)),
    erased: async (recordKeys) => (await rowsOf<ErasedRow>(selectErased, recordKeys)).map(erasedOf),
    everybody: async function* () {
      for (let after = ''; ;) {
        const rows = await rowsOf<RecordRow>(selectPage, after, pageSize);
        const last = rows.at(-1);
        if (last === undefined) return;
        rows.forEach(refuseOtherNormaliser);
        yield rows.map(({ record_key, kind, anchor_key, views }): StoredRecord => ({
          recordKey: record_key,
          kind,
          anchor: anchor_key,
          views,
        }));
        after = last.record_key;
      }
    },
    comparisons: async function* (version) {
      const fileNow = async (): Promise<TableFile> =>
        (await rowsOf<TableFile>(selectFile))[0] ?? { blocks: 0, file: '' };
      const { blocks, file } = await fileNow();
      const pageAt = (block: number): Promise<readonly ComparisonRow[]> =>
        rowsOf(selectComparisons, version, `(${String(block)},0)`, `(${String(block + blocksAtOnce)},0)`);
      let next = pageAt(0);
      for (let block = 0; block < blocks; block += blocksAtOnce) {
        const rows = await next;
        next = pageAt(block + blocksAtOnce);
        // Whoever stops reading does not wait for it.
        next.catch(() => undefined);
        rows.forEach(refuseOtherNormaliser);
        yield rows.map(comparisonOf);
      }
      if ((await fileNow()).file !== file) throw rewritten();
    },
    verdicts: () => rowsOf<StoredVerdict>(selectVerdicts),
    enrolments: () => rowsOf<StoredEnrolment>(selectEnrolments),
    restraint: () => rowsOf<StoredRestraint>(selectRestraint),
    activeModel: async () => (await rowsOf<StoredModel>(selectModel))[0],
  };
};
