import type {
  MappedGroup,
  MappedIdentifier,
  MappedMember,
  MappedPerson,
  SourceEntry,
} from '../../../../core/source.ts';
import type { SourceGroup, SourcePerson } from '../../../../schemas/generated/types.ts';
import { volatilePaths } from '../../../../runtime/source/contentHash.ts';
import { decidePage } from '../../../../runtime/source/decidePage.ts';
import type { PageContext, PageDecision, Unnamed } from '../../../../runtime/source/decidePage.ts';
import { keyedHash } from '../../../../runtime/source/keyedHash.ts';
import type { ImportOptions } from '../../../../runtime/source/options.ts';
import { SourceIndex } from '../../../../runtime/source/sourceIndex.ts';

export const identifier = (value: string, type = 'National ID'): MappedIdentifier => ({
  type,
  value,
  issuer: null,
  expiry: null,
  uniqueness: 'unique',
  wellFormed: true,
});

export const person = (fields: Partial<MappedPerson> = {}): MappedPerson => ({
  recordId: null,
  fullName: null,
  givenName: 'Ana',
  familyName: 'Reyes',
  additionalName: null,
  sex: 'female',
  birthDate: '1980-02-03',
  birthPlace: null,
  deathDate: null,
  deceased: null,
  disabled: null,
  address: null,
  area: 'North',
  email: null,
  registrationDate: null,
  identifiers: [],
  phones: [],
  attributes: {},
  ...fields,
});

export const member = (one: MappedPerson, kinds: readonly string[] = []): MappedMember => ({
  person: one,
  kinds,
  startDate: null,
  endDate: null,
  relation: null,
  raw: JSON.stringify(one),
});

export const household = (id: string, members: readonly MappedMember[], fields: Partial<MappedGroup> = {}) => ({
  recordId: null,
  name: 'Household Reyes',
  groupKind: 'Household',
  partial: null,
  address: null,
  area: 'North',
  registrationDate: null,
  identifiers: id === '' ? [] : [identifier(id, 'Household ID')],
  phones: [],
  attributes: {},
  members,
  ...fields,
});

export const alone = (one: MappedPerson): SourceEntry => ({ kind: 'person', person: one, raw: JSON.stringify(one) });

export const group = (one: MappedGroup): SourceEntry => {
  const { members: _members, ...own } = one;
  return { kind: 'group', group: one, raw: JSON.stringify({ ...own, members: _members.length }) };
};

const nobodyUnnamed = (): Unnamed => ({ broken: false, namings: new Set(), groups: new Set() });

/** An import whose connector is never asked. */
export const importOptions = (fields: Partial<ImportOptions> = {}): ImportOptions => ({
  name: 'people',
  source: {
    scope: 'all',
    poll: () => Promise.reject(new Error('not polled here')),
    sample: () => Promise.reject(new Error('not polled here')),
    close: () => Promise.resolve(),
  },
  complete: true,
  programs: { person: ['cash'], group: [] },
  priority: 1,
  every: 60_000,
  completeEvery: 3_600_000,
  grace: 0,
  guards: {},
  volatileFields: [],
  keepRaw: true,
  ...fields,
});

export const hash = keyedHash('0123456789abcdef0123456789abcdef');

/** A source in memory: pages go in, events come out, and the index remembers. */
export class Scans {
  readonly index = new SourceIndex();
  readonly events: (SourcePerson | SourceGroup)[] = [];
  unnamed = nobodyUnnamed();
  run = 'run-1';
  clock = 1000;
  stamps = { sequence: 0, highestTime: 0 };

  context(fields: Partial<ImportOptions> = {}): PageContext {
    const options = importOptions(fields);
    return {
      source: 'civil',
      country: 'PH',
      import: options,
      run: this.run,
      observedAt: this.clock,
      hash,
      volatile: volatilePaths(options.volatileFields),
      index: this.index,
      unnamed: this.unnamed,
      stamps: this.stamps,
    };
  }

  page(entries: readonly SourceEntry[], fields: Partial<ImportOptions> = {}): PageDecision {
    const decision = decidePage(entries, this.context(fields));
    this.stamps = decision.stamps;
    this.events.push(...decision.records.map(({ value }) => value));
    return decision;
  }

  /** A scan of one page. */
  scan(entries: readonly SourceEntry[], fields: Partial<ImportOptions> = {}): PageDecision {
    this.run = `run-${String(Number(this.run.slice(4)) + 1)}`;
    this.unnamed = nobodyUnnamed();
    this.clock += 10;
    return this.page(entries, fields);
  }

  /** Keys of the persons of a scan, in their order. */
  keys(entries: readonly SourceEntry[]): string[] {
    return this.scan(entries).records.map(({ value }) => value.recordKey);
  }
}

/** Name and key of the persons among some events, newest state last. */
export const namesOf = (events: readonly (SourcePerson | SourceGroup)[]): Record<string, string> =>
  Object.fromEntries(
    events.flatMap((event) => ('givenName' in event ? [[event.givenName ?? '', event.recordKey] as const] : [])),
  );
