import type pg from 'pg';

/** A row of `registry.registrant`, dates as text. */
export interface RegistrantRow {
  readonly id: string;
  readonly kind: 'individual' | 'group';
  readonly status: 'active' | 'withdrawn' | 'merged';
  readonly name: string | null;
  readonly given_name: string | null;
  readonly family_name: string | null;
  readonly addl_name: string | null;
  readonly sex: string | null;
  readonly birth_date_text: string | null;
  readonly birth_place: string | null;
  readonly address: string | null;
  readonly area: string | null;
  readonly email: string | null;
  readonly registration_date: string | null;
  readonly group_kind: string | null;
  readonly version: string;
}

/** An entry of the audit log. */
export interface AuditRow {
  readonly id: string;
  readonly event_id: string;
  readonly subject_id: string;
  readonly action: string;
  readonly changes: readonly { readonly field: string; readonly before: unknown; readonly after: unknown }[];
  readonly import_run: string;
}

/** What the tables of the registry and of the product hold when everything has come to rest. */
export interface Tables {
  readonly registrants: readonly RegistrantRow[];
  readonly identifiers: readonly {
    readonly registrant_id: string;
    readonly type: string;
    readonly value: string;
    readonly current: boolean;
  }[];
  readonly phones: readonly { readonly registrant_id: string; readonly number: string }[];
  readonly members: readonly {
    readonly group_id: string;
    readonly individual_id: string;
    readonly kinds: readonly string[];
  }[];
  readonly enrolments: readonly { readonly registrant_id: string; readonly program: string; readonly state: string }[];
  readonly audit: readonly AuditRow[];
  readonly positions: readonly {
    readonly stage: string;
    readonly topic: string;
    readonly partition: number;
    readonly next: string;
    readonly published: string;
  }[];
  readonly outcomes: readonly {
    readonly run_id: string;
    readonly stage: string;
    readonly outcome: string;
    readonly count: string;
  }[];
  readonly outbox: number;
}

const queries = {
  registrants: `select id, kind, status, name, given_name, family_name, addl_name, sex, birth_date_text, birth_place,
      address, area, email, registration_date::text, group_kind, version::text from registry.registrant`,
  identifiers: 'select registrant_id, type, value, end_date is null as current from registry.registrant_identifier',
  phones: 'select registrant_id, number from registry.registrant_phone where disabled is null',
  members: `select m.group_id, m.individual_id,
      coalesce(array_agg(k.kind order by k.kind) filter (where k.kind is not null), '{}') as kinds
    from registry.group_membership m
    left join registry.group_membership_kind k
      on k.group_id = m.group_id and k.individual_id = m.individual_id and k.end_date is null
    where m.end_date is null group by m.group_id, m.individual_id`,
  enrolments: `select m.registrant_id, p.name as program, m.state
    from registry.program_membership m join registry.program p on p.id = m.program_id`,
  audit: `select id::text, event_id, subject_id, action, changes, import_run from registry.audit_log
    order by cause_topic, cause_partition, cause_offset, ordinal`,
  positions: `select stage, topic, partition, next_offset::text as next, published_offset::text as published
    from registry_stream.stream_offset`,
  outcomes: `select run_id, stage, outcome, sum(count)::text as count
    from registry_stream.import_run_outcome group by run_id, stage, outcome`,
} as const;

/** Reads all tables in one snapshot. */
export const readTables = async (pool: pg.Pool): Promise<Tables> => {
  const client = await pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const read: Record<string, readonly unknown[]> = {};
    for (const [name, query] of Object.entries(queries)) read[name] = (await client.query(query)).rows;
    const { rows } = await client.query<{ count: number }>('select count(*)::int as count from registry_stream.outbox');
    await client.query('commit');
    return { ...(read as unknown as Omit<Tables, 'outbox'>), outbox: rows[0]?.count ?? -1 };
  } finally {
    client.release();
  }
};
