import { standingOf, type IdentifierStanding } from './identifiers.ts';
import type { Identifier, Partner } from './partner.ts';

/** One row of the registry that stands for a person. */
interface TrueRegistration {
  readonly partnerId: number;
  /** The hidden ids of the households of which this row is a member. */
  readonly households: readonly string[];
  readonly identifiers: readonly (Identifier & { readonly standing: IdentifierStanding })[];
}

/** A person, with every row that stands for the person. */
interface TruePerson {
  readonly id: string;
  /** More than one: registered more than once. */
  readonly registrations: readonly TrueRegistration[];
  /** Whether the rows have a valid identifier in common, so that they can be told to be one person. */
  readonly sharesIdentifier: boolean;
}

/** A household with the people who live in it. */
interface TrueHousehold {
  readonly id: string;
  readonly partnerId: number;
  readonly persons: readonly string[];
}

/** Who is who in the registry; what no client of it can see. */
export interface Truth {
  readonly persons: readonly TruePerson[];
  readonly households: readonly TrueHousehold[];
}

const keyOf = (identifier: Identifier): string => `${identifier.idTypeAsStr}|${identifier.value}`;

const sharesIdentifier = (registrations: readonly TrueRegistration[]): boolean => {
  const [first, ...others] = registrations.map(
    (row) => new Set(row.identifiers.filter((identifier) => identifier.standing === 'valid').map(keyOf)),
  );
  if (first === undefined || others.length === 0) return false;
  return others.every((keys) => [...keys].some((key) => first.has(key)));
};

/**
 * Tells who is who.
 *
 * @param partners all rows at one moment
 * @param now milliseconds since 1970, to judge expiry
 */
export const truthOf = (partners: readonly Partner[], now: number): Truth => {
  const byId = new Map(partners.map((partner) => [partner.id, partner]));
  const householdsOf = new Map<number, string[]>();
  const households: TrueHousehold[] = [];
  for (const group of partners) {
    if (!group.isGroup) continue;
    const members = group.members.flatMap((member) => byId.get(member?.individualId ?? -1) ?? []);
    for (const member of members) {
      householdsOf.set(member.id, [...(householdsOf.get(member.id) ?? []), group.truthId]);
    }
    households.push({ id: group.truthId, partnerId: group.id, persons: members.map((member) => member.truthId) });
  }
  const rows = new Map<string, TrueRegistration[]>();
  for (const partner of partners) {
    if (partner.isGroup) continue;
    const row: TrueRegistration = {
      partnerId: partner.id,
      households: householdsOf.get(partner.id) ?? [],
      identifiers: partner.regIds.map((identifier) => ({ ...identifier, standing: standingOf(identifier, now) })),
    };
    const known = rows.get(partner.truthId);
    if (known === undefined) rows.set(partner.truthId, [row]);
    else known.push(row);
  }
  const persons = [...rows].map(([id, registrations]) => ({
    id,
    registrations,
    sharesIdentifier: sharesIdentifier(registrations),
  }));
  return { persons, households };
};
