import { identifierTypes, identityKeys } from './identifiers.ts';
import type { Partner } from './partner.ts';
import type { Snapshot } from './registry.ts';

/** Which imports are running: households (`isGroup: true`), individuals (`isGroup: false`), or both. */
export interface Doors {
  readonly households: boolean;
  readonly individuals: boolean;
}

/** A person as far as identifiers can tell: rows that share a valid one, or a single row without any. */
export interface ResolvedPerson {
  readonly rows: Partner[];
  /** `type|value` of every valid identifier. */
  readonly identifiers: Set<string>;
  /** Names within one household, for those who have no identifier to be known by. */
  readonly names: Set<string>;
  /** Serials of rows that came through each door. */
  readonly inHouseholds: Set<number>;
  readonly inIndividuals: Set<number>;
  /** Household IDs of the households of which the person is a member. */
  readonly households: Set<string>;
}

/** A household with the people in it. */
interface ResolvedGroup {
  readonly row: Partner;
  readonly members: readonly { readonly person: ResolvedPerson; readonly kind: string | null }[];
}

/** What an import can know of a registry. */
export interface Resolved {
  readonly persons: readonly ResolvedPerson[];
  /** By Household ID. */
  readonly groups: ReadonlyMap<string, ResolvedGroup>;
  readonly groupsWithoutIdentifier: number;
  /** Rows of the individuals' door that nothing can be keyed by. */
  readonly skippedWithoutIdentifier: number;
}

/** The Household ID of a household's row. */
const householdIdOf = (group: Partner): string | undefined =>
  group.regIds.find((identifier) => identifier.idTypeAsStr === identifierTypes.householdId)?.value;

const nameWithin = (household: string, person: Partner): string =>
  JSON.stringify([household, person.givenName, person.familyName, person.addlName]);

const createPerson = (): ResolvedPerson => ({
  rows: [],
  identifiers: new Set(),
  names: new Set(),
  inHouseholds: new Set(),
  inIndividuals: new Set(),
  households: new Set(),
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
    const matches = [...new Set(keys.flatMap((key) => this.#byIdentifier.get(key) ?? []))];
    const person = matches.reduce((left, right) => this.#join(left, right), matches[0] ?? createPerson());
    person.rows.push(row);
    this.#byRow.set(row.id, person);
    for (const key of keys) {
      person.identifiers.add(key);
      this.#byIdentifier.set(key, person);
    }
    return person;
  }

  #join(left: ResolvedPerson, right: ResolvedPerson): ResolvedPerson {
    if (left === right) return left;
    left.rows.push(...right.rows);
    for (const row of right.rows) this.#byRow.set(row.id, left);
    for (const key of right.identifiers) {
      left.identifiers.add(key);
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
  const hasIdentifier = (row: Partner): boolean => identityKeys(row, snapshot.takenAt).length > 0;
  const groupRows = doors.households ? snapshot.partners.filter((partner) => partner.isGroup) : [];
  const individuals = doors.individuals ? snapshot.partners.filter((partner) => !partner.isGroup) : [];
  const membersOf = (group: Partner): { readonly row: Partner; readonly kind: string | null }[] =>
    group.members.flatMap((member) => {
      const row = byId.get(member?.individualId ?? -1);
      const keyed = row !== undefined && (householdIdOf(group) !== undefined || hasIdentifier(row));
      return keyed ? [{ row, kind: member?.kind ?? null }] : [];
    });

  // First everybody is put together; who stands for whom is settled only when the last row has been seen.
  for (const group of groupRows) for (const { row } of membersOf(group)) people.of(row);
  for (const row of individuals) if (hasIdentifier(row)) people.of(row);

  const groups = new Map<string, ResolvedGroup>();
  for (const group of groupRows) {
    const household = householdIdOf(group);
    const members = membersOf(group).map(({ row, kind }) => {
      const person = people.of(row);
      person.inHouseholds.add(row.id);
      if (household !== undefined) {
        person.names.add(nameWithin(household, row));
        person.households.add(household);
      }
      return { person, kind };
    });
    if (household !== undefined) groups.set(household, { row: group, members });
  }
  for (const row of individuals) if (hasIdentifier(row)) people.of(row).inIndividuals.add(row.id);

  return {
    persons: people.persons,
    groups,
    groupsWithoutIdentifier: groupRows.filter((group) => householdIdOf(group) === undefined).length,
    skippedWithoutIdentifier: individuals.filter((row) => !hasIdentifier(row)).length,
  };
};
