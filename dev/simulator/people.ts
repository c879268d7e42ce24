import { dayAfter, dayOf } from './clock.ts';
import { identifierTypes, placeholderValues, type IdentifierIssuer } from './identifiers.ts';
import type { Culture, WrittenName } from './names/culture.ts';
import { displayName, type Identifier, type NewPartner, type Phone } from './partner.ts';
import type { Random } from './random.ts';

/** What the members of a household have in common. */
export interface Home {
  readonly culture: Culture;
  /** Whether the registry wrote this household in Latin letters. */
  readonly latin: boolean;
  readonly familyName: string;
  readonly address: string;
  /** The phone that the household shares. */
  readonly phone: string;
  /** Milliseconds since 1970. */
  readonly registeredAt: number;
}

/** What is said about a person before the registry writes it down. */
export interface PersonWish {
  readonly truthId: string;
  readonly age: number;
  readonly female: boolean;
  /** Given names that the household has already. */
  readonly taken: ReadonlySet<string>;
}

const written = (name: WrittenName, latin: boolean): string => (latin ? name.latin : name.native);

const phoneOf = (culture: Culture, random: Random): string => {
  const digits = String(Math.floor(random.next() * 10 ** culture.phoneDigits)).padStart(culture.phoneDigits, '0');
  return `${culture.phonePrefix}${culture.mobile}${digits}`;
};

/** Draws the home of a new household. */
export const drawHome = (culture: Culture, registeredAt: number, random: Random): Home => {
  const latin = random.chance(culture.latinShare);
  return {
    culture,
    latin,
    familyName: written(random.pick(culture.family), latin),
    address: `${random.pick(culture.streets)}, ${random.pick(culture.places)}`,
    phone: phoneOf(culture, random),
    registeredAt,
  };
};

/** A phone as the registry holds it, with the number typed as people type it. */
const writtenPhone = (number: string, registeredAt: number, random: Random): Phone => ({
  phoneNo: random.chance(0.2) ? `${number.slice(0, 4)} ${number.slice(4, 7)} ${number.slice(7)}` : number,
  phoneSanitized: random.chance(0.9) ? number : null,
  dateCollected: random.chance(0.8) ? dayOf(registeredAt) : null,
  disabled: null,
});

const drawGivenName = (home: Home, wish: PersonWish, random: Random): string => {
  const list = wish.female ? home.culture.female : home.culture.male;
  const start = random.integer(0, list.length - 1);
  for (let step = 0; step < list.length; step++) {
    const name = written(list[(start + step) % list.length] as WrittenName, home.latin);
    if (!wish.taken.has(name)) return name;
  }
  throw new RangeError(`the ${home.culture.id} names do not suffice for a household of ${String(wish.taken.size + 1)}`);
};

const drawIdentifiers = (home: Home, age: number, issuer: IdentifierIssuer, random: Random): Identifier[] => {
  const identifiers: Identifier[] = [];
  const now = home.registeredAt;
  const add = (idTypeAsStr: string, value: string, expiryDate: string | null): number =>
    identifiers.push({ idTypeAsStr, value, expiryDate });
  const adult = age >= 16;
  if (random.chance(adult ? 0.82 : 0.2)) {
    // Valid ones end years after any run of the simulator, expired ones years before it: no test hangs on midnight.
    add(
      identifierTypes.nationalId,
      issuer.nationalId(),
      random.chance(0.5) ? null : dayAfter(now, random.integer(3_000, 5_000)),
    );
  } else if (random.chance(0.06)) {
    add(identifierTypes.nationalId, random.pick(placeholderValues), null);
  }
  if (adult && random.chance(0.25)) {
    const expired = random.chance(0.08);
    const days = expired ? -random.integer(400, 2_500) : random.integer(3_000, 5_000);
    add(identifierTypes.passport, issuer.passport(), dayAfter(now, days));
  }
  if (!adult && random.chance(0.55)) add(identifierTypes.birthCertificate, issuer.birthCertificate(), null);
  if (random.chance(0.04)) add(identifierTypes.sharedPhone, home.phone, null);
  return identifiers;
};

const drawBirthdate = (age: number, registeredAt: number, random: Random): string => {
  const day = dayAfter(registeredAt, -(age * 365 + random.integer(0, 364)));
  return random.chance(0.08) ? `${day.slice(0, 4)}-01-01` : day;
};

const secondName = (home: Home, random: Random): string =>
  home.culture.naming === 'father' ? written(random.pick(home.culture.male), home.latin) : home.familyName;

/** The value most of the time, null for the share that clerks leave out. */
const mostly = <T>(share: number, value: T, random: Random): T | null => (random.chance(share) ? value : null);

const drawNames = (
  home: Home,
  wish: PersonWish,
  random: Random,
): Pick<NewPartner, 'name' | 'givenName' | 'familyName' | 'addlName'> => {
  const familyName = random.chance(0.88) ? home.familyName : secondName(home, random);
  const names = {
    givenName: drawGivenName(home, wish, random),
    familyName: mostly(0.97, familyName, random),
    addlName: mostly(0.12, written(random.pick(home.culture.male), home.latin), random),
  };
  return { ...names, name: displayName(names) };
};

const drawPhones = (home: Home, age: number, random: Random): Phone[] => {
  if (age < 16 || random.chance(0.28)) return [];
  return [writtenPhone(random.chance(0.4) ? phoneOf(home.culture, random) : home.phone, home.registeredAt, random)];
};

/** Draws a person as the registry wrote the person down, with what clerks leave out. */
export const drawPerson = (home: Home, wish: PersonWish, issuer: IdentifierIssuer, random: Random): NewPartner => ({
  isGroup: false,
  ...drawNames(home, wish, random),
  registrationDate: mostly(0.97, dayOf(home.registeredAt), random),
  address: mostly(0.8, home.address, random),
  email: wish.age < 16 ? null : mostly(0.08, `${wish.truthId.toLowerCase()}@mail.example`, random),
  birthPlace: mostly(0.5, random.pick(home.culture.places), random),
  birthdate: mostly(0.95, drawBirthdate(wish.age, home.registeredAt, random), random),
  gender: mostly(0.97, wish.female ? 'Female' : 'Male', random),
  kind: null,
  isPartialGroup: null,
  regIds: drawIdentifiers(home, wish.age, issuer, random),
  phoneNumberIds: drawPhones(home, wish.age, random),
  members: [],
  truthId: wish.truthId,
});
