import type { Pool } from 'pg';
import { messagesOfRow, type OutboxRow } from '../../../../../runtime/stage/outboxRow.ts';
import type { CountedOutcome } from '../../../../../runtime/stage/statement.ts';
import type { CallKind, Life, World } from './world.ts';

type Row = Readonly<Record<string, unknown>>;

interface OffsetRow {
  next: number;
  published: number;
  epoch: number;
}

interface Claimed extends OutboxRow {
  readonly place: string;
  readonly upTo: number;
}

/** A row of the model's processor. */
export interface StateRow {
  readonly entity: string;
  readonly version: number;
  readonly applied: number;
  readonly text: string;
}

/** Text that the check constraint of the model's table of changes refuses. */
export const FORBIDDEN = 'forbidden';

const refused = Object.assign(new Error('violates check constraint'), { code: '23514', constraint: 'text_is_allowed' });

const lost: CallKind = {
  lost: (choice) => new Error(choice % 2 === 0 ? 'Connection terminated unexpectedly' : 'Query read timeout'),
};

const placeOf = (values: readonly unknown[]): string => values.slice(0, 3).join('/');

/**
 * The stage's tables and one of a processor, as PostgreSQL would keep them under the statements of runtime/stage: each
 * statement takes effect as a whole or not at all, at one moment. It knows a statement by its first words and takes it
 * for what its text says; that the SQL means this is for the integration tests.
 */
export class FakePostgres {
  readonly offsets = new Map<string, OffsetRow>();
  readonly state = new Map<string, StateRow>();
  readonly outcomes = new Map<string, number>();
  outbox: Claimed[] = [];

  /** Ids of the events in the outbox. */
  waiting(): ReadonlySet<string | undefined> {
    return new Set(this.outbox.flatMap((row) => messagesOfRow(row).map(({ headers }) => headers['ce_id'])));
  }

  /** A pool of one process. */
  pool(world: World, life: Life): Pool {
    const query = async ({ text, values }: { readonly text: string; readonly values: readonly unknown[] }) => ({
      rows: await world.call(life, lost, () => this.#execute(text.trim(), values)),
    });
    return { query } as unknown as Pool;
  }

  #execute(text: string, values: readonly unknown[]): readonly Row[] {
    if (text.startsWith('insert into registry_stream.stream_offset')) return this.#raise(values);
    if (text.startsWith('select messages, payload')) return this.#unpublished(values);
    if (text.startsWith('with marked as')) return this.#mark(values);
    if (text.startsWith('with claim as')) return this.#claim(text, values);
    if (text.startsWith('select entity')) return this.#read(values[0] as readonly string[]);
    throw new TypeError(`the model does not know the statement ${text.slice(0, 40)}`);
  }

  #raise(values: readonly unknown[]): readonly Row[] {
    const first = values[4] as number;
    const row = this.offsets.get(placeOf(values)) ?? { next: first, published: first, epoch: 0 };
    row.epoch += 1;
    this.offsets.set(placeOf(values), row);
    return [{ ...row }];
  }

  #unpublished(values: readonly unknown[]): readonly Row[] {
    return this.outbox
      .filter(({ place, upTo }) => place === placeOf(values) && upTo > (values[3] as number))
      .sort((left, right) => left.upTo - right.upTo)
      .map(({ messages, payload }) => ({ messages, payload }));
  }

  #mark(values: readonly unknown[]): readonly Row[] {
    const [upTo, epoch] = values.slice(3) as [number, number];
    const row = this.offsets.get(placeOf(values));
    if (row?.epoch !== epoch || row.next < upTo) return [{ marked: 0 }];
    row.published = Math.max(row.published, upTo);
    this.#clear(placeOf(values), upTo);
    return [{ marked: 1 }];
  }

  #clear(place: string, upTo: number): void {
    this.outbox = this.outbox.filter((one) => one.place !== place || one.upTo > upTo);
  }

  #read(entities: readonly string[]): readonly Row[] {
    return [...this.state.values()].filter(({ entity }) => entities.includes(entity)).map((row) => ({ ...row }));
  }

  #claim(text: string, values: readonly unknown[]): readonly Row[] {
    const [from, to, epoch] = values.slice(3) as [number, number, number];
    const place = placeOf(values);
    const row = this.offsets.get(place);
    if (row?.epoch !== epoch || row.next !== from) return [{ claimed: 0 }];
    const parts = text.split(/,\n(?=\w+ as \()/);
    const rowsOf = (name: string): readonly unknown[] => {
      const part = parts.find((one) => one.startsWith(`${name} as (`));
      const parameter = /\$(\d+)::json/.exec(part ?? '')?.[1];
      return parameter === undefined ? [] : (JSON.parse(values[Number(parameter) - 1] as string) as unknown[]);
    };
    const upserts = rowsOf('write_0') as readonly StateRow[];
    if ((rowsOf('write_1') as readonly StateRow[]).some(({ text: told }) => told === FORBIDDEN)) throw refused;
    const keys = upserts.map(({ entity }) => entity);
    if (new Set(keys).size < keys.length) throw Object.assign(new Error('row touched twice'), { code: '21000' });
    row.next = to;
    row.published = from;
    this.#clear(place, from);
    for (const one of upserts) this.state.set(one.entity, one);
    for (const { run, outcome, count } of rowsOf('counted') as readonly CountedOutcome[]) {
      const name = `${run}/${outcome}`;
      this.outcomes.set(name, (this.outcomes.get(name) ?? 0) + count);
    }
    const sent = parts.find((one) => one.startsWith('outboxed as ('));
    const [, messages, payload] = /\$(\d+)::text, \$(\d+)::bytea/.exec(sent ?? '') ?? [];
    if (sent !== undefined) {
      const valueOf = (parameter: string | undefined): unknown => values[Number(parameter) - 1];
      this.outbox.push({
        place,
        upTo: to,
        messages: valueOf(messages) as string,
        payload: valueOf(payload) as Buffer,
      });
    }
    return [{ claimed: 1 }];
  }
}
