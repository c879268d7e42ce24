import { identifierTypes } from './identifiers.ts';
import type { Membership, NewPartner } from './partner.ts';
import type { PersonWish, Home } from './people.ts';
import type { Random } from './random.ts';

/** How often a household has one, two, … nine members. */
const sizes = [1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 6, 6, 7, 8, 9];

/** Somebody who is to become a member, with the place in the household. */
export interface Place extends Omit<PersonWish, 'truthId' | 'taken'> {
  readonly kind: string | null;
}

/** Draws who lives in a household: a head, mostly a spouse, children, and others whose place nobody wrote down. */
export const drawPlaces = (random: Random): Place[] => {
  const size = random.pick(sizes);
  const headFemale = random.chance(0.35);
  const headAge = random.integer(22, 75);
  const places: Place[] = [{ kind: 'Head', female: headFemale, age: headAge }];
  if (size > 1 && random.chance(0.8)) {
    places.push({ kind: 'Spouse', female: !headFemale, age: Math.max(18, headAge + random.integer(-6, 6)) });
  }
  while (places.length < size) {
    const child = random.chance(0.8);
    const age = child ? random.integer(0, Math.min(30, headAge - 16)) : random.integer(40, 88);
    places.push({ kind: child && random.chance(0.75) ? 'Child' : null, female: random.chance(0.5), age });
  }
  return places;
};

/** The row of a household. */
export const householdPartner = (
  home: Home,
  truthId: string,
  identifier: string | undefined,
  members: readonly Membership[],
  random: Random,
): NewPartner => ({
  isGroup: true,
  name: `Household ${home.familyName}`,
  givenName: null,
  familyName: null,
  addlName: null,
  registrationDate: null,
  address: random.chance(0.7) ? home.address : null,
  email: null,
  birthPlace: null,
  birthdate: null,
  gender: null,
  kind: random.chance(0.2) ? 'Household' : null,
  isPartialGroup: random.chance(0.05),
  regIds:
    identifier === undefined ? [] : [{ idTypeAsStr: identifierTypes.householdId, value: identifier, expiryDate: null }],
  phoneNumberIds: [],
  members,
  truthId,
});
