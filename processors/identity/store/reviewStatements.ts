/** Open reviews with their strongest weight and all that speaks against them; parameters: kind, reason, least weight. */
const wanted = `
with open as (
  select n.record_key, n.kind, n.anchor_key, n.review, w.weight,
         array(select distinct reason
                 from unnest(array(select json_array_elements_text(n.review->'conflicts')) || w.reasons ||
                             array(select doubt->>'reason'
                                     from json_array_elements(coalesce(n.review->'overlaps', '[]'::json)) doubt)) reason
                order by reason) as reasons
    from registry_stream.identity_node n
   cross join lateral (
         select max((doubt->>'weight')::int) as weight, coalesce(array_agg(doubt->>'reason'), '{}') as reasons
           from json_array_elements(coalesce(n.review->'weighed', '[]'::json)) doubt) w
   where n.review is not null
), wanted as (
  select *
    from open
   where ($1::text is null or kind = $1)
     and ($2::text is null or exists (select from unnest(reasons) r where r = $2 or starts_with(r, $2 || ':')))
     and ($3::int is null or weight >= $3))`;

/** Fourth parameter: how many. */
export const selectReviews = `${wanted}
select record_key, kind, anchor_key, review, weight, reasons, (count(*) over ())::int as total
  from wanted
 order by weight is not null, weight desc, record_key
 limit $4`;

/** How many of the wanted ones have each reason. */
export const countReasons = `${wanted}
select reason, count(*)::int as count
  from wanted cross join lateral unnest(reasons) reason
 group by reason
 order by count(*) desc, reason`;

/**
 * Whether an open review asks about two records or their registrants; parameters: the anchors of both, then their record
 * keys.
 */
export const selectAsked = `
select exists (
  select
    from registry_stream.identity_node n
   where n.review is not null
     and ((n.anchor_key = $1 and exists (select from json_array_elements_text(n.review->'candidates') c
                                          where c.value in ($2, $4)))
       or (n.anchor_key = $2 and exists (select from json_array_elements_text(n.review->'candidates') c
                                          where c.value in ($1, $3)))
       or exists (select from json_array_elements(coalesce(n.review->'weighed', '[]'::json)) w
                   where (w->>'recordKey', w->>'otherRecordKey') in (($3, $4), ($4, $3))))) as asked`;

/** Verdicts on pairs; parameters: the lower keys, and the higher keys beside them. */
export const selectVerdicts = `
select v.lower_record_key as "lowerRecordKey", v.higher_record_key as "higherRecordKey", v.judgement,
       v.decided_by as "decidedBy", v.note, v.decided_at::float8 as "decidedAt"
  from unnest($1::text[], $2::text[]) as q(lower, higher)
  join registry_stream.identity_verdict v on v.lower_record_key = q.lower and v.higher_record_key = q.higher`;

/** Records that were registrants or groups of their own before they came to the anchor. */
export const selectFormer = `
select record_key
  from registry_stream.identity_node
 where anchor_key = $1 and anchor_key <> record_key and published_version is not null
 order by record_key`;

export const selectModel = `select artefact from registry_stream.identity_model where hash = $1`;

/** Records that belong to one of the anchors and are not anchors themselves. */
export const selectLinked = `
select record_key
  from registry_stream.identity_node
 where anchor_key = any($1::text[]) and anchor_key <> record_key
 order by record_key`;

/** Anchors of registrants of whom a record is sealed off. */
export const selectSealed = `
select distinct n.anchor_key
  from registry_stream.identity_node n
 where (n.record_key = any($1::text[]) or (n.anchor_key = any($1::text[]) and n.anchor_key <> n.record_key))
   and n.anchor_key = any($1::text[])
   and exists (select from json_array_elements(n.views) v where (v->'fields'->>'sealed')::boolean)`;
