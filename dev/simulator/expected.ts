import type { Partner } from './partner.ts';
import type { Snapshot } from './registry.ts';
import { resolve, type Doors, type Resolved, type ResolvedGroup, type ResolvedPerson } from './resolve.ts';

export type { Doors } from './resolve.ts';

/** What an import of a registry must come to when identity is resolved by identifiers. */
export interface ExpectedOutcome {
  readonly individuals: number;
  readonly groups: number;
  readonly memberships: number;
  readonly heads: number;
  /** Rows of the individuals' door, household members among them, that have no valid identifier. */
  readonly skippedWithoutIdentifier: number;
  /** Households that nothing can be keyed by; they are in no other number. */
  readonly groupsWithoutIdentifier: number;
  /** Source records by import: one a person and import, one a household. */
  readonly records: {
    readonly householdPersons: number;
    readonly householdGroups: number;
    readonly individuals: number;
  };
}

/** How often each thing happened to one kind of thing. `missing`: to be withdrawn after two complete scans and the grace. */
export interface Tally {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly missing: number;
}

/** What a second complete import must come to after changes. */
export interface ExpectedDifference {
  /** Golden records. */
  readonly individuals: Tally;
  readonly groups: Tally;
  /** Source records by import, by the content of the row alone. */
  readonly records: {
    readonly householdPersons: Tally;
    readonly householdGroups: Tally;
    readonly individuals: Tally;
  };
  /** People whose household changed and nothing else; they are in `unchanged`. */
  readonly movedOnly: number;
}

const countMemberships = (resolved: Resolved): { memberships: number; heads: number } => {
  let memberships = 0;
  let heads = 0;
  for (const { members } of resolved.groups.values()) {
    memberships += new Set(members.map(({ person }) => person)).size;
    heads += members.some(({ kind }) => kind === 'Head') ? 1 : 0;
  }
  return { memberships, heads };
};

const countPersonsWith = ({ persons }: Resolved, rows: ReadonlySet<number>): number =>
  persons.filter((person) => person.rows.some((row) => rows.has(row.id))).length;

/** Counts what a first complete import must make of a registry. */
export const expectedOutcome = (snapshot: Snapshot, doors: Doors): ExpectedOutcome => {
  const resolved = resolve(snapshot, doors);
  return {
    individuals: resolved.persons.length,
    groups: resolved.groups.size,
    ...countMemberships(resolved),
    skippedWithoutIdentifier: resolved.skippedWithoutIdentifier,
    groupsWithoutIdentifier: resolved.groupsWithoutIdentifier,
    records: {
      householdPersons: countPersonsWith(resolved, resolved.inHouseholds),
      householdGroups: resolved.groups.size,
      individuals: countPersonsWith(resolved, resolved.inIndividuals),
    },
  };
};

/** What a row says, less its serial, its times and its members. */
const contentOf = (row: Partner): string =>
  JSON.stringify({
    ...row,
    id: undefined,
    createdAt: undefined,
    writtenAt: undefined,
    members: undefined,
    truthId: undefined,
  });

const contentOfRows = (rows: readonly Partner[]): string => rows.map(contentOf).sort().join('\n');

/** Rows are never changed in place, so most are the very same objects and need not be written out to be compared. */
const sameContent = (left: readonly Partner[], right: readonly Partner[]): boolean =>
  (left.length === right.length && left.every((row, index) => row === right[index])) ||
  contentOfRows(left) === contentOfRows(right);

type Matches = ReadonlyMap<ResolvedPerson, ResolvedPerson>;

/**
 * Finds the people of before among those of after: by an identifier; failing that, by the same names in the same
 * household, unless these are the names of somebody whom an identifier has found already.
 */
const matchPersons = (before: Resolved, after: Resolved): Matches => {
  const byIdentifier = new Map(before.persons.flatMap((person) => person.identifiers.map((key) => [key, person])));
  const byName = new Map(before.persons.flatMap((person) => person.names.map((key) => [key, person])));
  const matches = new Map<ResolvedPerson, ResolvedPerson>();
  const taken = new Set<ResolvedPerson>();
  const match = (keysOf: (person: ResolvedPerson) => readonly string[], known: Map<string, ResolvedPerson>): void => {
    for (const person of after.persons) {
      if (matches.has(person)) continue;
      const found = keysOf(person)
        .map((key) => known.get(key))
        .find((old) => old !== undefined && !taken.has(old));
      if (found === undefined) continue;
      matches.set(person, found);
      taken.add(found);
    }
  };
  match((person) => person.identifiers, byIdentifier);
  match((person) => person.names, byName);
  return matches;
};

const tally = (outcomes: readonly ('created' | 'updated' | 'unchanged')[], countBefore: number): Tally => {
  const counts = { created: 0, updated: 0, unchanged: 0 };
  for (const outcome of outcomes) counts[outcome]++;
  return { ...counts, missing: countBefore - counts.updated - counts.unchanged };
};

/** The rows of a person that a tally looks at. */
type RowsOf = (person: ResolvedPerson, resolved: Resolved) => readonly Partner[];

/** Counts people, looking only at those rows that `rowsOf` lets through. */
const tallyPersons = (before: Resolved, after: Resolved, matches: Matches, rowsOf: RowsOf): Tally => {
  const outcomes = after.persons.flatMap((person) => {
    const rows = rowsOf(person, after);
    if (rows.length === 0) return [];
    const old = matches.get(person);
    const oldRows = old === undefined ? [] : rowsOf(old, before);
    if (oldRows.length === 0) return ['created' as const];
    return [sameContent(rows, oldRows) ? ('unchanged' as const) : ('updated' as const)];
  });
  return tally(outcomes, before.persons.filter((person) => rowsOf(person, before).length > 0).length);
};

const tallyGroups = (before: Resolved, after: Resolved, matches: Matches): Tally => {
  const numbers = new Map([...before.persons].map((person, index) => [person, `before ${String(index)}`]));
  after.persons.forEach((person, index) => {
    const old = matches.get(person);
    numbers.set(person, (old === undefined ? undefined : numbers.get(old)) ?? `new ${String(index)}`);
  });
  const membersOf = (group: ResolvedGroup): string =>
    group.members
      .map(({ person, kind }) => `${numbers.get(person) ?? ''} ${kind ?? ''}`)
      .sort()
      .join('\n');
  const outcomes = [...after.groups].map(([household, group]) => {
    const old = before.groups.get(household);
    if (old === undefined) return 'created';
    return sameContent([group.row], [old.row]) && membersOf(group) === membersOf(old) ? 'unchanged' : 'updated';
  });
  return tally(outcomes, before.groups.size);
};

const countMoved = (matches: Matches): number => {
  const homes = (person: ResolvedPerson): string => [...new Set(person.households)].sort().join(' ');
  return [...matches].filter(([now, then]) => homes(now) !== homes(then) && sameContent(now.rows, then.rows)).length;
};

/**
 * Counts what a complete import after changes must find, given that one before them went through.
 * People registered twice with the same identifier count as updated as soon as any of their rows differs.
 */
export const expectedDifference = (earlier: Snapshot, later: Snapshot, doors: Doors): ExpectedDifference => {
  const before = resolve(earlier, doors);
  const after = resolve(later, doors);
  const matches = matchPersons(before, after);
  const groups = tallyGroups(before, after, matches);
  return {
    individuals: tallyPersons(before, after, matches, (person) => person.rows),
    groups,
    records: {
      householdPersons: tallyPersons(before, after, matches, (person, { inHouseholds }) =>
        person.rows.filter((row) => inHouseholds.has(row.id)),
      ),
      householdGroups: groups,
      individuals: tallyPersons(before, after, matches, (person, { inIndividuals }) =>
        person.rows.filter((row) => inIndividuals.has(row.id)),
      ),
    },
    movedOnly: countMoved(matches),
  };
};
