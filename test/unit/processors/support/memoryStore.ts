import type { Query, RowWrite } from '../../../../core/streamProcessor.ts';
import { identityTables } from '../../../../processors/identity/store/tables.ts';

type Row = Readonly<Record<string, unknown>>;

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
    const keys = parameters[0] as string[];
    if (sql.includes('identity_claim')) return this.#claims(keys, parameters[1] as number[]);
    if (sql.includes('identity_member')) return this.#groups(new Set(keys));
    const nodes = keys.map((key) => this.table('identity_node').get(key)).filter((row) => row !== undefined);
    return sql.includes('anchor_key <> record_key')
      ? nodes.filter((row) => row['anchor_key'] !== row['record_key'])
      : nodes;
  }

  #claims(keys: readonly string[], limits: readonly number[]): Row[] {
    const byKey = new Map<unknown, Row[]>();
    for (const row of this.table('identity_claim').values()) {
      byKey.set(row['identifier_key'], [...(byKey.get(row['identifier_key']) ?? []), row]);
    }
    return keys.flatMap((key, index) => {
      const rows = byKey.get(key);
      if (rows === undefined) return [];
      const contents = new Set(rows.map((row) => row['content'])).size;
      return [{ key, record_keys: contents > (limits[index] ?? 0) ? null : rows.map((row) => row['record_key']) }];
    });
  }

  #groups(members: ReadonlySet<unknown>): Row[] {
    return [...this.table('identity_member').values()].filter((row) => members.has(row['member_key']));
  }
}
