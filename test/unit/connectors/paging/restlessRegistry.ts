import { EtlError } from '../../../../core/errors.ts';
import { readCursor, writeCursor } from '../../../../connectors/paging/cursor.ts';
import type { ScanState } from '../../../../connectors/paging/cursor.ts';
import { fingerprint } from '../../../../connectors/paging/fingerprint.ts';
import { historyLength, readStep } from '../../../../connectors/paging/rangeScan.ts';
import type { Ranges, ReadRange } from '../../../../connectors/paging/rangeScan.ts';

/** A row of the model: `id` stands for the database's id, which no answer shows. */
export interface Row {
  readonly id: number;
  readonly name: string;
  /** Position in the order of writing; the answer shows its day alone. */
  readonly written: number;
}

/** What happens between two requests: `at` is a share of the rows, so that it fits any size. */
export type Change =
  | { readonly kind: 'remove' | 'update' | 'enter'; readonly at: number; readonly count: number }
  | { readonly kind: 'add'; readonly count: number };

/** Writes that fall on one day. */
const writesPerDay = 40;
const dayOf = (written: number): string =>
  new Date(Date.UTC(2024, 0, 1 + Math.floor(written / writesPerDay))).toISOString().slice(0, 10);

/** A registry that changes before each answer; it notes who was there, unchanged, the whole time. */
export class RestlessRegistry {
  rows: readonly Row[];
  readonly steady: Set<number>;
  readonly #changes: Change[];
  #clock: number;
  #nextId: number;

  /** Rows have even ids, so that others can enter the filter between them. */
  constructor(size: number, changes: readonly Change[], twins: number) {
    this.rows = Array.from({ length: size }, (_, index) => ({
      id: index * 2,
      name: index % 100 < twins ? 'twin' : `name ${String(index)}`,
      written: index,
    }));
    this.steady = new Set(this.rows.map((row) => row.id));
    this.#changes = [...changes];
    this.#clock = size;
    this.#nextId = size * 2;
  }

  /** The newest day, as a scan asks for it at its beginning. */
  get today(): string {
    return dayOf(this.#clock);
  }

  /**
   * @param numbered whether it gives pages of a number and a size alone
   * @param hidden rows that the answers leave out, though they count for the offset
   */
  read(
    order: 'id' | 'written',
    cap: number,
    numbered: boolean,
    hidden: (row: Row) => boolean = () => false,
  ): ReadRange {
    return (offset, limit) => {
      if (numbered && offset % limit !== 0) throw new Error('no page begins there');
      const change = this.#changes.shift();
      if (change !== undefined) this.#apply(change);
      const sorted = [...this.rows].sort((a, b) =>
        order === 'id' ? a.id - b.id : b.written - a.written || b.id - a.id,
      );
      const size = Math.min(limit, cap);
      // What counts in pages counts in pages of the size that it gives.
      const start = numbered ? (offset / limit) * size : offset;
      return Promise.resolve(sorted.slice(start, start + size).filter((row) => !hidden(row)));
    };
  }

  #apply(change: Change): void {
    if (change.kind === 'add') {
      const added = Array.from({ length: change.count }, () => this.#row(this.#nextId++));
      this.rows = [...this.rows, ...added];
      return;
    }
    const start = Math.floor(change.at * this.rows.length);
    const hit = this.rows.slice(start, start + change.count);
    if (change.kind !== 'enter') for (const row of hit) this.steady.delete(row.id);
    const ids = new Set(hit.map((row) => row.id));
    if (change.kind === 'remove') this.rows = this.rows.filter((row) => !ids.has(row.id));
    else if (change.kind === 'update') this.rows = this.rows.map((row) => (ids.has(row.id) ? this.#row(row.id) : row));
    else this.#enter(hit);
  }

  /** Rows that come into the filter right behind others. */
  #enter(behind: readonly Row[]): void {
    const taken = new Set(this.rows.map((row) => row.id));
    const entering = behind.map((row) => row.id + 1).filter((id) => !taken.has(id));
    this.rows = [...this.rows, ...entering.map((id) => this.#row(id))].sort((a, b) => a.id - b.id);
  }

  #row(id: number): Row {
    this.#clock += 1;
    return { id, name: `name ${String(id)} of ${String(this.#clock)}`, written: this.#clock };
  }
}

/** What an answer shows of a row: no id. */
const shown = (row: Row): unknown => ({ name: row.name, writeDate: dayOf(row.written) });

/** How a test scans the model. */
export interface ModelScan {
  readonly mode: 'complete' | 'incremental';
  readonly pageSize: number;
  readonly overlap: number;
  /** Rows written on an earlier day end an incremental scan. */
  readonly stop?: string;
  /** Most rows the registry answers, whatever it is asked for. */
  readonly cap?: number;
  /** Rows that the registry counts and does not show. */
  readonly hidden?: (row: Row) => boolean;
  /** Polls again when the scan gave up, as the runtime does. */
  readonly patient?: boolean;
  /** Ranges that the registry gives; any without it. */
  readonly ranges?: Ranges;
}

/** Scans to the end, each step from the written cursor as after a restart. Gives the ids that were read, in order. */
export const scanToEnd = async (registry: RestlessRegistry, scan: ModelScan) => {
  const read = registry.read(
    scan.mode === 'complete' ? 'id' : 'written',
    scan.cap ?? Infinity,
    scan.ranges !== undefined,
    scan.hidden,
  );
  const seen: number[] = [];
  let state: ScanState = { mode: scan.mode, position: 0, history: [], restarts: 0, newest: registry.today };
  let { overlap } = scan;
  for (let steps = 1; steps < 5_000; steps += 1) {
    const step = await readStep(
      read,
      {
        pageSize: scan.pageSize,
        ...(scan.ranges === undefined ? {} : { ranges: scan.ranges }),
        overlap,
        fingerprint: (record) => fingerprint(shown(record as Row), 'model'),
        isOld: (record) => scan.stop !== undefined && dayOf((record as Row).written) < scan.stop,
      },
      state,
    ).catch((thrown: unknown) => {
      if (scan.patient === true && thrown instanceof EtlError && thrown.code === 'REGISTRY_RESTLESS') return undefined;
      throw thrown;
    });
    if (step === undefined) {
      state = { ...state, restarts: 0 };
      continue;
    }
    seen.push(...step.records.map((record) => (record as Row).id));
    if (step.done) return { seen, steps, state: step.state };
    overlap = step.overlap;
    state = readCursor(writeCursor(step.state, 'scope'), 'scope', scan.mode) ?? state;
    if (state.history.length > historyLength) throw new Error('the history grows without bounds');
  }
  throw new Error('the scan does not end');
};
