import type { SourceEntry } from '../../core/source.ts';
import { readDate } from '../../processors/normalise/index.ts';

/** What was found wrong with rows: what, in which field, how often, and where first. Never a value. */
export interface Finding {
  readonly code: string;
  readonly field: string;
  readonly rows: number;
  /** Lines of a file, numbers of a query's rows. */
  readonly places: readonly number[];
  /** What it is, and what to do, of the first. */
  readonly message: string;
}

/** Places of a finding that are told; the dead letters have all of what was refused. */
const TOLD = 20;

type Dates = Readonly<Partial<Record<'birthDate' | 'deathDate' | 'registrationDate', string | null>>>;

const datesOf = (entry: SourceEntry): Dates => {
  if (entry.kind === 'person') {
    const { birthDate, deathDate, registrationDate } = entry.person;
    return { birthDate, deathDate, registrationDate };
  }
  return entry.kind === 'group' ? { registrationDate: entry.group.registrationDate } : {};
};

/** Collects what is wrong with rows as they pass. */
export class Findings {
  readonly #unit: 'line' | 'row';
  readonly #rejected = new Map<string, Finding>();
  readonly #doubtful = new Map<string, Finding>();
  #rows = 0;

  /** @param unit what rows are counted in */
  constructor(unit: 'line' | 'row') {
    this.#unit = unit;
  }

  /** Rows that have passed. */
  get rows(): number {
    return this.#rows;
  }

  /** What was refused. */
  get rejected(): readonly Finding[] {
    return [...this.#rejected.values()];
  }

  /** What was taken, and should be looked at. */
  get doubtful(): readonly Finding[] {
    return [...this.#doubtful.values()];
  }

  /** Takes note of what a row has become. */
  readonly note = (entry: SourceEntry, place: number): void => {
    this.#rows += 1;
    if (entry.kind === 'rejected') {
      const { code, message, context } = entry.error;
      add(this.#rejected, { code, field: context.field ?? 'row', message }, place);
      return;
    }
    for (const [field, text] of Object.entries(datesOf(entry))) {
      if (readDate(text)?.precision !== 'unknown') continue;
      const message = `${this.#unit} ${String(place)}: ${field} cannot be read as a date and is kept as text; write YYYY-MM-DD`;
      add(this.#doubtful, { code: 'DATE_UNREADABLE', field, message }, place);
    }
  };
}

const add = (found: Map<string, Finding>, one: Pick<Finding, 'code' | 'field' | 'message'>, place: number): void => {
  const key = `${one.code}\t${one.field}`;
  const known = found.get(key) ?? { ...one, rows: 0, places: [] };
  const places = known.places.length < TOLD ? [...known.places, place] : known.places;
  found.set(key, { ...known, rows: known.rows + 1, places });
};
