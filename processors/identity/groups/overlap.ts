import type { AddressForms } from '../../normalise/index.ts';
import type { Household } from './household.ts';

/**
 * How the heads of two groups agree.
 *
 * - `same`: one person heads both.
 * - `listed`: two persons do, and each is a member of both.
 * - `different`: the head of one is not in the other.
 * - `unknown`: nobody is said to head one of them.
 */
export type HeadLevel = 'same' | 'listed' | 'different' | 'unknown';

/**
 * How the addresses of two groups agree.
 *
 * - `same`: the same house or plot, and no part contradicts.
 * - `area`: nothing contradicts, and no number tells the house.
 * - `different`, `unknown`.
 */
export type AddressLevel = 'same' | 'area' | 'different' | 'unknown';

/** Whether two groups have a phone number in common; `unknown` where one has none. */
export type PhoneLevel = 'same' | 'different' | 'unknown';

/** What two groups have in common: counts and levels, never a value. */
export interface Overlap {
  /** Registrants who are members of both. */
  readonly common: number;
  /** Registrants of the one with fewer members. */
  readonly ofFewer: number;
  /** Registrants of the one with more members. */
  readonly ofMore: number;
  readonly head: HeadLevel;
  readonly address: AddressLevel;
  readonly phone: PhoneLevel;
}

/** The members of a group as registrants, by anchors. */
export interface Registrants {
  readonly members: ReadonlySet<string>;
  readonly heads: ReadonlySet<string>;
}

/**
 * The members of a group as registrants.
 *
 * @param anchorOf the anchor of a record's registrant
 */
export const registrantsOf = ({ members, heads }: Household, anchorOf: (recordKey: string) => string): Registrants => ({
  members: new Set(members.map(anchorOf)),
  heads: new Set(heads.map(anchorOf)),
});

const intersect = <T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean => [...a].some((one) => b.has(one));

const headLevel = (a: Registrants, b: Registrants): HeadLevel => {
  if (a.heads.size === 0 || b.heads.size === 0) return 'unknown';
  if (intersect(a.heads, b.heads)) return 'same';
  return intersect(a.heads, b.members) && intersect(b.heads, a.members) ? 'listed' : 'different';
};

/** Whether two lists of words agree; undefined when one says nothing. */
const wordsAgree = (a: readonly string[], b: readonly string[]): boolean | undefined => {
  if (a.length === 0 || b.length === 0) return undefined;
  const [fewer, more] = a.length <= b.length ? [a, b] : [b, a];
  return fewer.every((word) => more.includes(word));
};

type KnownLevel = Exclude<AddressLevel, 'unknown'>;

const levelOf = (a: AddressForms, b: AddressForms): KnownLevel => {
  const house = a.house === null || b.house === null ? undefined : a.house === b.house;
  const street = wordsAgree(a.street, b.street);
  const locality = wordsAgree(a.locality, b.locality);
  if (house === false || street === false || locality === false) return 'different';
  // A number alone is in every street; its street or its village says which one it is.
  return house === true && (street === true || locality === true) ? 'same' : 'area';
};

const fromBest: readonly KnownLevel[] = ['same', 'area', 'different'];

/** How the addresses of two groups agree, the best of all their views. */
export const addressLevel = (a: Household, b: Household): AddressLevel => {
  const levels = new Set(a.addresses.flatMap((mine) => b.addresses.map((theirs) => levelOf(mine, theirs))));
  return fromBest.find((level) => levels.has(level)) ?? 'unknown';
};

const phoneLevel = (a: Household, b: Household): PhoneLevel => {
  if (a.phones.size === 0 || b.phones.size === 0) return 'unknown';
  return intersect(a.phones, b.phones) ? 'same' : 'different';
};

/** Compares two groups. */
export const overlapOf = (
  a: { readonly household: Household; readonly registrants: Registrants },
  b: { readonly household: Household; readonly registrants: Registrants },
): Overlap => {
  const [mine, theirs] = [a.registrants.members, b.registrants.members];
  const [fewer, more] = mine.size <= theirs.size ? [mine, theirs] : [theirs, mine];
  return {
    common: [...fewer].filter((registrant) => more.has(registrant)).length,
    ofFewer: fewer.size,
    ofMore: more.size,
    head: headLevel(a.registrants, b.registrants),
    address: addressLevel(a.household, b.household),
    phone: phoneLevel(a.household, b.household),
  };
};
