import type { Query } from '../../../core/streamProcessor.ts';

/** A source record behind a registrant that was found. */
interface FoundSource {
  readonly recordKey: string;
  readonly source: string;
  readonly import: string;
  readonly state: string;
  /** ISO 8601. */
  readonly observedAt: string;
}

/** A registrant that holds the identifier asked for. It holds personal data: show it to those who asked. */
export interface FoundRegistrant {
  readonly registrantId: string;
  readonly kind: string;
  readonly status: string;
  /** With status merged: the registrant that goes on. */
  readonly survivorId: string | null;
  /** Null for whoever is sealed off; so with the value of the identifier, and no groups are told. */
  readonly name: string | null;
  readonly sealed: boolean;
  readonly identifier: {
    readonly type: string;
    readonly value: string | null;
    readonly status: string;
    readonly endDate: string | null;
  };
  readonly sources: readonly FoundSource[];
  /** Groups of an individual, members of a group; only current ones. */
  readonly groups: readonly string[];
  /** Enrolments of the registrant that goes on, as `program_membership_current` shows them. */
  readonly programs: readonly { readonly program: string; readonly state: string }[];
}

const sql = `select r.id as "registrantId", r.kind, r.status, s.survivor_id as "survivorId",
  case when not r.sealed then r.name end as name, r.sealed,
  jsonb_build_object('type', i.type, 'value', case when not r.sealed then i.value end, 'status', i.status, 'endDate', i.end_date) as identifier,
  (select coalesce(jsonb_agg(jsonb_build_object('recordKey', o.record_key, 'source', o.source, 'import', o.import,
      'state', o.state, 'observedAt', o.observed_at) order by o.record_key, o.import), '[]')
    from registry.registrant_source o where o.registrant_id = r.id) as sources,
  (select coalesce(jsonb_agg(m.group_id order by m.group_id), '[]')
    from registry.group_membership m where m.individual_id = r.id and m.end_date is null and not r.sealed) as groups,
  (select coalesce(jsonb_agg(jsonb_build_object('program', p.program, 'state', p.state) order by p.program), '[]')
    from registry.program_membership_current p where p.registrant_id = coalesce(s.survivor_id, r.id)) as programs
from registry.registrant_identifier i
join registry.registrant r on r.id = i.registrant_id
left join registry.registrant_survivor s on s.id = r.id
where i.value = any($1::text[])
order by i.end_date nulls first, r.status, r.id`;

const spellings = (value: string): readonly string[] => {
  const trimmed = value.trim();
  const upper = trimmed.toUpperCase();
  return [...new Set([trimmed, upper, upper.replace(/[^\p{L}\p{N}]/gu, '')])];
};

/**
 * Registrants that have or had an identifier, with the source records behind them and their enrolments.
 *
 * @param value as somebody types it; also tried in capitals and without spaces and punctuation
 * @returns current holders first; empty when nobody has it
 */
export const findByIdentifier = async (query: Query, value: string): Promise<readonly FoundRegistrant[]> =>
  (await query(sql, [spellings(value)])) as unknown as readonly FoundRegistrant[];
