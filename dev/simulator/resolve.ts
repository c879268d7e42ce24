import { identifierTypes, identityKeys } from './identifiers.ts';
import type { Partner } from './partner.ts';
import type { Snapshot } from './registry.ts';

/** Which imports are running: households (`isGroup: true`), individuals (`isGroup: false`), or both. */
export interface Doors {
  readonly households: boolean;
  readonly individuals: boolean;
  /** True when the registry gives record ids, so that every row can be keyed. Default false. */
  readonly recordIds?: boolean;
}

/** A person as far as identifiers can tell: rows that share a valid one, or a single row without any. */
export interface ResolvedPerson {
  readonly rows: Partner[];
  /** `type|value` of every valid identifier. */
  readonly identifiers: string[];
  /** Names within one household, for those who have no identifier to be known by. */
  readonly names: string[];
  /** Household IDs of the households of which the person is a member. */
  readonly households: string[];
}

/** A household with the people in it. */
export interface ResolvedGroup {
  readonly row: Partner;
  readonly members: readonly { readonly person: ResolvedPerson; readonly kind: string | null }[];
}

interface Member {
  readonly row: Partner;
  readonly kind: string | null;
}

/** What an import can know of a registry. */
export interface Resolved {
  readonly persons: readonly ResolvedPerson[];
  /** Serials of the rows of people that came through each door. */
  readonly inHouseholds: ReadonlySet<number>;
  readonly inIndividuals: ReadonlySet<number>;
  /** By Household ID. */
  readonly groups: ReadonlyMap<string, ResolvedGroup>;
  readonly groupsWithoutIdentifier: number;
  /** Rows of the individuals' door that nothing can be keyed by. */
  readonly skippedWithoutIdentifier: number;
}

/** The Household ID of a household's row. */
const householdIdOf = (group: Partner, doors: Doors): string | undefined =>
  group.regIds.find((identifier) => identifier.idTypeAsStr === identifierTypes.householdId)?.value ??
  (doors.recordIds === true ? `record ${String(group.id)}` : undefined);

const nameWithin = (household: string, person: Partner): string =>
  [household, person.givenName, person.familyName, person.addlName].join('\n');

const createPerson = (): ResolvedPerson => ({
  rows: [],
  identifiers: [],
  names: [],
  households: [],
});

/** Puts rows together that share an identifier; the identifiers of a row may join what were two people until then. */
class People {
  readonly #byRow = new Map<number, ResolvedPerson>();
  readonly #byIdentifier = new Map<string, ResolvedPerson>();
  readonly #now: number;

  constructor(now: number) {
    this.#now = now;
  }

  get persons(): readonly ResolvedPerson[] {
    return [...new Set(this.#byRow.values())];
  }

  of(row: Partner): ResolvedPerson {
    const known = this.#byRow.get(row.id);
    if (known !== undefined) return known;
    const keys = identityKeys(row, this.#now);
    let person: ResolvedPerson | undefined;
    for (const key of keys) {
      const match = this.#byIdentifier.get(key);
      if (match !== undefined) person = person === undefined ? match : this.#join(person, match);
    }
    person ??= createPerson();
    person.rows.push(row);
    this.#byRow.set(row.id, person);
    for (const key of keys) {
      person.identifiers.push(key);
      this.#byIdentifier.set(key, person);
    }
    return person;
  }

  #join(left: ResolvedPerson, right: ResolvedPerson): ResolvedPerson {
    if (left === right) return left;
    left.rows.push(...right.rows);
    for (const row of right.rows) this.#byRow.set(row.id, left);
    for (const key of right.identifiers) {
      left.identifiers.push(key);
      this.#byIdentifier.set(key, left);
    }
    return left;
  }
}

/**
 * Resolves a registry by identifiers alone: rows that share a valid, unexpired identifier of a unique type, that is
 * no placeholder, are one person; a member of a household without any is a person within it.
 */
export const resolve = (snapshot: Snapshot, doors: Doors): Resolved => {
  const byId = new Map(snapshot.partners.map((partner) => [partner.id, partner]));
  const people = new People(snapshot.takenAt);
  const identified = new Set(
    snapshot.partners.filter((row) => identityKeys(row, snapshot.takenAt).length > 0).map((row) => row.id),
  );
  const hasIdentifier = (row: Partner): boolean => doors.recordIds === true || identified.has(row.id);
  const groupRows = doors.households ? snapshot.partners.filter((partner) => partner.isGroup) : [];
  const individuals = doors.individuals ? snapshot.partners.filter((partner) => !partner.isGroup) : [];
  const membersOf = (group: Partner, household: string | undefined): Member[] => {
    const members: Member[] = [];
    for (const member of group.members) {
      const row = byId.get(member?.individualId ?? -1);
      if (row === undefined || (household === undefined && !hasIdentifier(row))) continue;
      members.push({ row, kind: member?.kind ?? null });
    }
    return members;
  };
  const submissions = groupRows.map((row) => {
    const household = householdIdOf(row, doors);
    return { row, household, members: membersOf(row, household) };
  });

  // First everybody is put together; who stands for whom is settled only when the last row has been seen.
  for (const { members } of submissions) for (const { row } of members) people.of(row);
  for (const row of individuals) if (hasIdentifier(row)) people.of(row);

  const inHouseholds = new Set<number>();
  const groups = new Map<string, ResolvedGroup>();
  for (const { row: group, household, members } of submissions) {
    const resolved = members.map(({ row, kind }) => {
      const person = people.of(row);
      inHouseholds.add(row.id);
      if (household !== undefined) {
        person.names.push(nameWithin(household, row));
        person.households.push(household);
      }
      return { person, kind };
    });
    if (household !== undefined) groups.set(household, { row: group, members: resolved });
  }

  return {
    persons: people.persons,
    inHouseholds,
    inIndividuals: new Set(individuals.filter(hasIdentifier).map((row) => row.id)),
    groups,
    groupsWithoutIdentifier: submissions.filter(({ household }) => household === undefined).length,
    skippedWithoutIdentifier: individuals.filter((row) => !hasIdentifier(row)).length,
  };
};
