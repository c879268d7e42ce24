import type { MappedGroup, MappedIdentifier, MappedPerson, Page, Source, SourceEntry } from '../../core/source.ts';

/** A source of invented entries under the contract of every source: its cursor is the offset of the next entry. */
export class PagedSource implements Source {
  readonly scope: string = 'all';
  readonly #entries: (scan: number) => readonly SourceEntry[];
  readonly #pageSize: number;
  /** Pages that have been asked for. */
  polls = 0;
  /** Thrown by the next poll, once. */
  failures: Error[] = [];

  /** @param entries what the registry has now; asked at each page */
  constructor(entries: (scan: number) => readonly SourceEntry[], pageSize: number, scope = 'all') {
    this.#entries = entries;
    this.#pageSize = pageSize;
    this.scope = scope;
  }

  poll({ cursor }: { readonly cursor: string | undefined }, signal: AbortSignal): Promise<Page> {
    signal.throwIfAborted();
    const failure = this.failures.shift();
    if (failure !== undefined) return Promise.reject(failure);
    const from = Number(cursor ?? 0);
    const all = this.#entries(this.polls);
    this.polls += 1;
    const entries = all.slice(from, from + this.#pageSize);
    const next = from + entries.length;
    const done = next >= all.length;
    const page = { entries, cursor: String(next), done, watermark: done ? 'w' : undefined, details: { requests: 1 } };
    return Promise.resolve(page);
  }

  sample() {
    return Promise.resolve({ authenticated: true, entries: [] });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const identifier = (type: string, value: string): MappedIdentifier => ({
  type,
  value,
  issuer: null,
  expiry: null,
  uniqueness: 'unique',
  wellFormed: true,
});

/** An invented person of a numbered home; the third of each home has no identifier. */
export const inventedPerson = (home: number, place: number, address: string | null = null): MappedPerson => ({
  recordId: null,
  fullName: null,
  givenName: `Given ${String(place)}`,
  familyName: `Family ${String(home)}`,
  additionalName: null,
  sex: 'female',
  birthDate: `19${String(10 + ((home * 7 + place) % 80))}-02-03`,
  birthPlace: null,
  deathDate: null,
  deceased: null,
  disabled: null,
  address,
  area: `Area ${String(home % 5)}`,
  email: null,
  registrationDate: null,
  identifiers: place === 2 ? [] : [identifier('National ID', `N-${String(home)}-${String(place)}`)],
  phones: [],
  attributes: {},
});

/** An entry for an invented household of three. */
export const inventedHome = (home: number, address: string | null = null, size = 3): SourceEntry => {
  const group: MappedGroup = {
    recordId: null,
    name: `Household ${String(home)}`,
    groupKind: 'Household',
    partial: null,
    address,
    area: `Area ${String(home % 5)}`,
    registrationDate: null,
    identifiers: [identifier('Household ID', `H-${String(home)}`)],
    phones: [],
    attributes: {},
    members: Array.from({ length: size }, (_, place) => {
      const person = inventedPerson(home, place, address);
      const kinds = place === 0 ? ['Head'] : [];
      return { person, kinds, startDate: null, endDate: null, relation: null, raw: JSON.stringify(person) };
    }),
  };
  return { kind: 'group', group, raw: JSON.stringify({ household: home, address }) };
};

/** An entry for an invented person who is polled alone. */
export const inventedAlone = (home: number, address: string | null = null): SourceEntry => {
  const person = inventedPerson(home, 0, address);
  return { kind: 'person', person, raw: JSON.stringify(person) };
};

/** Homes of a registry before, and after some changes: every tenth has moved, the last has gone, one is new. */
export const homesAt = (step: 'before' | 'after', count: number): readonly SourceEntry[] => {
  const kept = Array.from({ length: step === 'before' ? count : count - 1 }, (_, home) =>
    inventedHome(home, step === 'after' && home % 10 === 0 ? 'New Street 1' : null),
  );
  return step === 'before' ? kept : [...kept, inventedHome(count)];
};
