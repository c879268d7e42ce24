import type { Query, RowWrite } from '../../../../core/streamProcessor.ts';
import { identityTables } from '../../../../processors/identity/store/tables.ts';

type Row = Readonly<Record<string, unknown>>;

const asVerdict = (row: Row): Row => ({
  lower: row['lower_record_key'],
  higher: row['higher_record_key'],
  judgement: row['judgement'],
});

const asEnrolment = (row: Row): Row => ({ ...row, registrantId: row['registrant_id'] });

const isActive = (row: Row): boolean => row['active'] === true;

const asModel = (row: Row): Row => ({ ...row, activatedBy: row['activated_by'], activatedAt: row['activated_at'] });

const bytesOf = (base64: unknown): Buffer | null => (typeof base64 === 'string' ? Buffer.from(base64, 'base64') : null);

/** The resolver's tables in memory: answers its reads and takes its writes, as Postgres does, for tests of its logic. */
export class MemoryStore {
  readonly #tables = new Map(identityTables.map(({ name }) => [name, new Map<string, Row>()]));

  table(name: string): Map<string, Row> {
    const table = this.#tables.get(name);
    if (table === undefined) throw new Error(`no table ${name}`);
    return table;
  }

  apply(writes: readonly RowWrite[]): void {
    for (const { table, key, row, remove } of writes) {
      // As the stage sends it: values pass through JSON.
      if (remove === true) this.table(table).delete(key);
      else this.table(table).set(key, JSON.parse(JSON.stringify(row)) as Row);
    }
  }

  readonly query: Query = (sql, parameters) => Promise.resolve(this.#answer(sql, parameters));

  #answer(sql: string, parameters: readonly unknown[]): Row[] {
    const whole = this.#wholeTable(sql);
    if (whole !== undefined) return whole;
    if (sql.includes('ctid')) return this.#comparisons(parameters);
    if (sql.includes('record_key > $1')) return this.#page(String(parameters[0]), Number(parameters[1]));
    const keys = parameters[0] as string[];
    if (sql.includes('distinct n.anchor_key')) return this.#sealed(new Set(keys));
    if (sql.includes('identity_erased')) return this.#erased(new Set(keys));
    if (sql.includes('identity_member')) return this.#groups(new Set(keys));
    const nodes = keys.map((key) => this.table('identity_node').get(key)).filter((row) => row !== undefined);
    return sql.includes('anchor_key <> record_key')
      ? nodes.filter((row) => row['anchor_key'] !== row['record_key'])
      : nodes.map((row) => ({ ...row, compared: bytesOf(row['compared']) }));
  }

  #wholeTable(sql: string): Row[] | undefined {
    if (sql.includes('identity_verdict')) return [...this.table('identity_verdict').values()].map(asVerdict);
    if (sql.includes('identity_enrolment')) return [...this.table('identity_enrolment').values()].map(asEnrolment);
    if (sql.includes('identity_restraint')) return [...this.table('identity_restraint').values()];
    if (sql.includes('identity_model')) return [...this.table('identity_model').values()].filter(isActive).map(asModel);
    if (sql.includes('pg_relation_size')) return [{ blocks: 1, file: 'memory' }];
    return undefined;
  }

  #comparisons([version, from]: readonly unknown[]): Row[] {
    if (from !== '(0,0)') return [];
    return [...this.table('identity_node').values()].map((row) => {
      const compared = bytesOf(row['compared']);
      const place = { ...row, conflicts: (row['review'] as { conflicts: string[] } | null)?.conflicts ?? null };
      return compared?.[0] === version ? { ...place, compared, kind: null, views: null } : { ...place, compared: null };
    });
  }

  #page(after: string, limit: number): Row[] {
    return [...this.table('identity_node')]
      .filter(([key]) => key > after)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([, row]) => row);
  }

  #erased(keys: ReadonlySet<unknown>): Row[] {
    const rows = [...this.table('identity_erased').values()];
    return rows.filter((row) => keys.has(row['record_key']) || keys.has(row['host_key']));
  }

  #sealed(anchors: ReadonlySet<unknown>): Row[] {
    const isSealed = (row: Row): boolean =>
      (row['views'] as { fields: { sealed?: boolean } }[]).some(({ fields }) => fields.sealed === true);
    return [...this.table('identity_node').values()].filter((row) => anchors.has(row['anchor_key']) && isSealed(row));
  }

  #groups(members: ReadonlySet<unknown>): Row[] {
    return [...this.table('identity_member').values()].filter((row) => members.has(row['member_key']));
  }
}
