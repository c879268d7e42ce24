import type { Query } from '../../../core/streamProcessor.ts';
import type { EntityKind } from '../../../schemas/generated/types.ts';
import type { EntityIds } from '../ids.ts';

/** A record of the resolver's state by its keys, without anything of anybody. */
export interface RecordPlace {
  readonly recordKey: string;
  readonly kind: EntityKind;
  /** Record key of the first seen record of its registrant or group. */
  readonly anchorKey: string;
  /** Which imports show it, with their sources. */
  readonly imports: readonly { readonly source: string; readonly import: string }[];
  /** Record keys of the groups that list it. */
  readonly groups: readonly string[];
}

/** A page of a walk through all keys. */
const PAGE = 50_000;

const places = `
select n.record_key as "recordKey", n.kind, n.anchor_key as "anchorKey",
       coalesce((select json_agg(json_build_object('source', v->>'source', 'import', v->>'import'))
                   from json_array_elements(n.views) v), '[]') as imports,
       array(select m.group_key from registry_stream.identity_member m where m.member_key = n.record_key) as groups
  from registry_stream.identity_node n`;

/** Those records of some keys that the resolver knows. */
export const recordPlaces = async (query: Query, recordKeys: readonly string[]): Promise<readonly RecordPlace[]> =>
  (await query(
    `${places}
 where n.record_key = any($1)`,
    [recordKeys],
  )) as unknown as readonly RecordPlace[];

/** All records of the registrants or groups that are anchored on some records. */
export const recordsAnchoredOn = async (query: Query, anchorKeys: readonly string[]): Promise<readonly RecordPlace[]> =>
  (await query(
    `${places}
 where n.record_key = any($1) or (n.anchor_key = any($1) and n.anchor_key <> n.record_key)`,
    [anchorKeys],
  )) as unknown as readonly RecordPlace[];

/** What has become of a registrant's or group's id. */
export interface IdPlace {
  /** The record that gave it. */
  readonly recordKey: string;
  /** Anchor of the registrant or group to which it leads; null: nobody is left, the record was erased. */
  readonly anchorKey: string | null;
}

const keysAfter = `
select k.record_key as "recordKey", k.anchor_key as "anchorKey"
  from (select record_key, anchor_key from registry_stream.identity_node
         union all
        select e.record_key, h.anchor_key
          from registry_stream.identity_erased e
          left join registry_stream.identity_node h on h.record_key = e.host_key
         where not exists (select from registry_stream.identity_node n where n.record_key = e.record_key)) k
 where k.record_key > $1
 order by k.record_key
 limit ${String(PAGE)}`;

/**
 * Finds the records that gave some ids. An id cannot be turned back into a record key, so that all keys are walked
 * through, a page of them at a time.
 *
 * @param onProgress hears how many keys have been looked at
 * @returns by id; ids that no record gives are absent
 */
export const placesOfIds = async (
  query: Query,
  idOf: EntityIds,
  ids: ReadonlySet<string>,
  onProgress: (keys: number) => void,
): Promise<ReadonlyMap<string, IdPlace>> => {
  const found = new Map<string, IdPlace>();
  let seen = 0;
  for (let after = ''; found.size < ids.size;) {
    const page = (await query(keysAfter, [after])) as unknown as readonly IdPlace[];
    for (const place of page) {
      const id = idOf(place.recordKey);
      if (ids.has(id)) found.set(id, place);
    }
    seen += page.length;
    onProgress(seen);
    if (page.length < PAGE) break;
    after = page[page.length - 1]?.recordKey ?? '';
  }
  return found;
};

/** Erased records among some, and those that follow one of them, with the record that each follows: their ids lead there. */
export const redirectsOf = async (query: Query, recordKeys: readonly string[]): Promise<ReadonlyMap<string, string>> =>
  new Map(
    (
      await query(
        'select record_key, host_key from registry_stream.identity_erased where host_key is not null and (record_key = any($1) or host_key = any($1))',
        [recordKeys],
      )
    ).map((row) => [String(row['record_key']), String(row['host_key'])]),
  );

const counts = `
select 'identity_node' as "table", count(*)::int as rows
  from registry_stream.identity_node where record_key = any($1)
union all
select 'identity_member', count(*)::int
  from registry_stream.identity_member where group_key = any($1)
union all
select 'identity_verdict', count(*)::int
  from registry_stream.identity_verdict where lower_record_key = any($1) or higher_record_key = any($1)
union all
select 'identity_enrolment', count(*)::int
  from registry_stream.identity_enrolment where registrant_id = any($2)`;

/** How many rows a table has of somebody. */
export interface RowsOf {
  /** With its schema. */
  readonly table: string;
  readonly rows: number;
}

/**
 * Rows that the resolver keeps of some records, by table. Not counted are the keys of erased ones, and which groups still
 * list them: the social registry tells that, and it says nothing of anybody.
 *
 * @param ids of their registrants and groups
 */
export const identityRowsOf = async (
  query: Query,
  recordKeys: readonly string[],
  ids: readonly string[],
): Promise<readonly RowsOf[]> =>
  (await query(counts, [recordKeys, ids])).map((row) => ({
    table: `registry_stream.${String(row['table'])}`,
    rows: Number(row['rows']),
  }));
