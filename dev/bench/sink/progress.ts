import type { Client } from 'pg';
import type { FilledStream, Mark } from './fill.ts';

/** A table that a sink fills, and the columns by which a record is found in it. */
export interface TargetTable {
  readonly name: string;
  /** Column of the id, a uuid, which is the primary key. */
  readonly id: string;
  readonly version: string;
}

/** How many marks of a partition one look asks for. */
const ahead = 16;

/**
 * Follows how far a sink has come by looking for single records by primary key. Counting rows would read a growing table
 * again and again, and take from the measured what the look costs.
 *
 * The connection should not plan sequential scans: a plan made while the table was empty would stay one.
 */
export class Progress {
  readonly #left: (readonly Mark[])[];
  readonly #client: Pick<Client, 'query'>;
  readonly #sql: string;
  readonly #done: number[];

  constructor(client: Pick<Client, 'query'>, table: TargetTable, stream: FilledStream) {
    this.#client = client;
    this.#left = [...stream.marks];
    this.#done = stream.marks.map(() => 0);
    this.#sql = `select ${table.id}::text as id, ${table.version}::int as version from ${table.name} where ${table.id} = any($1::uuid[])`;
  }

  /** Records that are certainly in the table. */
  get records(): number {
    return this.#done.reduce((sum, one) => sum + one, 0);
  }

  /** True when the last record of every partition is in the table. */
  get isComplete(): boolean {
    return this.#left.every((marks) => marks.length === 0);
  }

  /** Looks once. Marks are passed in order: a later record is there when an earlier one is not yet only by mistake. */
  async look(): Promise<void> {
    const wanted = this.#left.flatMap((marks) => [...marks.slice(0, ahead), ...marks.slice(-1)]);
    const { rows } = await this.#client.query<{ readonly id: string; readonly version: number }>(this.#sql, [
      wanted.map(({ id }) => id),
    ]);
    const found = new Map(rows.map(({ id, version }) => [id, version]));
    const isThere = ({ id, version }: Mark): boolean => (found.get(id) ?? 0) >= version;
    this.#left.forEach((marks, partition) => {
      const last = marks.at(-1);
      let passed = last !== undefined && isThere(last) ? marks.length : 0;
      if (passed === 0)
        while (passed < ahead && marks[passed] !== undefined && isThere(marks[passed] as Mark)) passed += 1;
      this.#done[partition] = marks[passed - 1]?.records ?? this.#done[partition] ?? 0;
      this.#left[partition] = marks.slice(passed);
    });
  }
}
