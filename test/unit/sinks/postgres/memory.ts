import type { Decision, InputRecord, RowWrite } from '../../../../core/streamProcessor.ts';
import { eventIds } from '../../../../schemas/eventId.ts';
import type { Group } from '../../../../schemas/generated/Group.ts';
import type { Registrant } from '../../../../schemas/generated/Registrant.ts';
import { decide } from '../../../../sinks/postgres/processor/decide.ts';
import { enrolment, type Facts, type Program } from '../../../../sinks/postgres/processor/facts.ts';
import { childTables, noChildren, type ChildName } from '../../../../sinks/postgres/state/children.ts';
import { desiredGroup, desiredIndividual, type Desired } from '../../../../sinks/postgres/state/desired.ts';
import { rowKey, type Row } from '../../../../sinks/postgres/tables/table.ts';
import { noon } from './events.ts';

const uniqueKinds = ['Head'];

const context = {
  stage: 'registry',
  eventId: eventIds('test', 'registry'),
  policy: { mode: 'full' as const, keyedHash: (text: string) => text },
};

/** What the event of an input asks for. */
export const desiredOf = (input: InputRecord): Desired =>
  input.type === 'org.registrystream.Group'
    ? desiredGroup(input.value as Group, uniqueKinds)
    : desiredIndividual(input.value as Registrant);

/** A registry in memory: what a test of pure decisions reads from and writes to. */
export class MemoryRegistry {
  readonly tables = new Map<string, Map<string, Row>>();
  readonly programs: ReadonlyMap<string, Program>;
  readonly decisions: Decision[] = [];

  constructor(programs: ReadonlyMap<string, Program> = new Map()) {
    this.programs = programs;
  }

  rows(table: string): Map<string, Row> {
    const rows = this.tables.get(table) ?? new Map<string, Row>();
    this.tables.set(table, rows);
    return rows;
  }

  #children(owner: string) {
    const names = Object.keys(childTables) as ChildName[];
    const found = names.map((name) => {
      const table = childTables[name];
      const rows = [...this.rows(table.name).values()].filter((row) => row[table.key[0] ?? ''] === owner);
      return [name, new Map(rows.map((row) => [rowKey(table, row), row]))];
    });
    return { ...noChildren, ...(Object.fromEntries(found) as typeof noChildren) };
  }

  #facts(batch: readonly InputRecord[]): Facts {
    const rows = [...this.rows('registrant').values()];
    return {
      desired: new Map(batch.filter((one) => one.type?.endsWith('Run') !== true).map((one) => [one, desiredOf(one)])),
      stored: new Map(rows.map((row) => [row['id'] as string, { row, children: this.#children(row['id'] as string) }])),
      programs: this.programs,
      enrolments: new Set(
        [...this.rows('program_membership').values()].map((row) =>
          enrolment(row['registrant_id'] as string, row['program_id'] as number),
        ),
      ),
      audited: new Map(),
      recordedAt: noon,
    };
  }

  #write({ table, key, row, remove }: RowWrite): void {
    if (remove === true) this.rows(table).delete(key);
    else this.rows(table).set(key, row as Row);
  }

  /** Decides a batch and writes what follows; returns what was decided. */
  apply(...batch: readonly InputRecord[]): readonly Decision[] {
    const facts = this.#facts(batch);
    const decisions = batch.map((one) => decide(one, facts, context));
    for (const one of decisions)
      if (one.kind === 'accepted')
        one.writes.forEach((write) => {
          this.#write(write);
        });
    this.decisions.push(...decisions);
    return decisions;
  }

  /** Every table with its rows in the order of their keys, as plain JSON. */
  content(): readonly (readonly [table: string, rows: readonly (readonly [key: string, row: Row])[]])[] {
    const byName = <T>([left]: readonly [string, T], [right]: readonly [string, T]): number => (left < right ? -1 : 1);
    return [...this.tables]
      .filter(([, rows]) => rows.size > 0)
      .map(([name, rows]) => [name, [...rows].sort(byName)] as const)
      .sort(byName);
  }
}
