import type { Clock } from './clock.ts';
import { drawPlaces, householdPartner } from './households.ts';
import { createIssuer, identityKeys, type IdentifierIssuer } from './identifiers.ts';
import { drawCulture } from './names/index.ts';
import type { Membership, Partner } from './partner.ts';
import { drawHome, drawPerson, type Home } from './people.ts';
import { createRandom, type Random } from './random.ts';
import type { PartnerStore } from './store.ts';
import { registerAgain } from './typos.ts';

/** How large and how untidy the simulated registry is. Shares are 0 to 1. */
export interface PopulationOptions {
  /** Any whole number; the same seed and the same day give the same people. Default 1. */
  readonly seed: number;
  /** Default 2,000: some 8,000 people. */
  readonly households: number;
  /** People outside any household, as a share of the number of households. Default 0.1. */
  readonly aloneShare: number;
  /** People registered a second time with the same identifier, as a share of the households. Default 0.005. */
  readonly duplicatesWithIdentifier: number;
  /** People registered a second time without any identifier, as a share of the households. Default 0.005. */
  readonly duplicatesWithoutIdentifier: number;
  /** Households that have no Household ID. Default 0. */
  readonly householdsWithoutIdentifier: number;
  /**
   * Changes to a household's members that leave the household's write date as it was, as a share of all such changes.
   * Default 0.
   */
  readonly silentMemberships: number;
}

export const defaultPopulation: PopulationOptions = {
  seed: 1,
  households: 2_000,
  aloneShare: 0.1,
  duplicatesWithIdentifier: 0.005,
  duplicatesWithoutIdentifier: 0.005,
  householdsWithoutIdentifier: 0,
  silentMemberships: 0,
};

/** How far back the oldest registration lies, days. */
const historyDays = 730;
const dayInMilliseconds = 86_400_000;

/** Makes people and households; used for the first population and for those who come later. */
export interface Settler {
  /** A household with its members; the household's row comes back. */
  household(registeredAt?: number): Partner;
  /** A person outside any household. */
  person(registeredAt?: number): Partner;
  /** A person who joins a household that exists. */
  member(group: Partner): Partner;
  /** A new hidden number of a household. */
  householdTruthId(): string;
  readonly issuer: IdentifierIssuer;
}

/** The given names of a household's members: nobody new gets one of them. */
const givenNamesOf = (store: PartnerStore, group: Partner): Set<string> =>
  new Set(group.members.flatMap((member) => store.get(member?.individualId ?? -1)?.givenName ?? []));

/**
 * @param random draws everything; the settler is a pure function of it and of the order of calls
 */
const createSettler = (
  store: PartnerStore,
  clock: Clock,
  options: Pick<PopulationOptions, 'seed' | 'householdsWithoutIdentifier'>,
  random: Random,
): Settler => {
  const issuer = createIssuer(options.seed);
  let persons = 0;
  let households = 0;
  const personTruthId = (): string => `P${String(++persons).padStart(7, '0')}`;
  const householdTruthId = (): string => `H${String(++households).padStart(7, '0')}`;
  // Some rows were touched again after they were made, but never later than now.
  const laterWrite = (createdAt: number): number =>
    random.chance(0.3) ? createdAt + Math.floor(random.next() * (clock.now() - createdAt)) : createdAt;

  const settle = (home: Home, places: ReturnType<typeof drawPlaces>): Membership[] => {
    const taken = new Set<string>();
    return places.map((place) => {
      const person = drawPerson(home, { ...place, truthId: personTruthId(), taken }, issuer, random);
      if (person.givenName !== null) taken.add(person.givenName);
      const added = store.add(person, home.registeredAt, laterWrite(home.registeredAt));
      return { individualId: added.id, kind: place.kind, createdAt: home.registeredAt, writtenAt: home.registeredAt };
    });
  };

  return {
    issuer,
    householdTruthId,
    household: (registeredAt = clock.now()) => {
      const home = drawHome(drawCulture(random), registeredAt, random);
      const members = settle(home, drawPlaces(random));
      const identifier = random.chance(options.householdsWithoutIdentifier) ? undefined : issuer.householdId();
      const group = householdPartner(home, householdTruthId(), identifier, members, random);
      return store.add(group, registeredAt, laterWrite(registeredAt));
    },
    person: (registeredAt = clock.now()) => {
      const home = drawHome(drawCulture(random), registeredAt, random);
      const wish = {
        truthId: personTruthId(),
        age: random.integer(18, 80),
        female: random.chance(0.5),
        taken: new Set<string>(),
      };
      return store.add(drawPerson(home, wish, issuer, random), registeredAt, laterWrite(registeredAt));
    },
    member: (group) => {
      const drawn = drawHome(drawCulture(random), clock.now(), random);
      const home = { ...drawn, address: group.address ?? drawn.address };
      const taken = givenNamesOf(store, group);
      const wish = { truthId: personTruthId(), age: random.integer(0, 60), female: random.chance(0.5), taken };
      return store.add(drawPerson(home, wish, issuer, random));
    },
  };
};

/**
 * Fills an empty registry. Rows come in the order of their registration, over the two years before the clock's time.
 *
 * @returns the settler, who can bring more people later
 */
export const populate = (store: PartnerStore, clock: Clock, options: PopulationOptions): Settler => {
  const random = createRandom(options.seed).fork('population');
  const settler = createSettler(store, clock, options, random);
  const begin = clock.now() - historyDays * dayInMilliseconds;
  const step = ((historyDays - 30) * dayInMilliseconds) / Math.max(1, options.households);
  let alone = 0;
  for (let index = 0; index < options.households; index++) {
    const registeredAt = Math.floor(begin + index * step);
    settler.household(registeredAt);
    for (; alone < Math.floor((index + 1) * options.aloneShare); alone++) settler.person(registeredAt);
  }
  registerDuplicates(store, clock, options, random.fork('duplicates'));
  return settler;
};

const registerDuplicates = (store: PartnerStore, clock: Clock, options: PopulationOptions, random: Random): void => {
  const now = clock.now();
  const people = store.all().filter((partner) => !partner.isGroup && identityKeys(partner, now).length > 0);
  const registered = new Set<number>();
  const again = (share: number, keepIdentifier: boolean): void => {
    for (let count = 0; count < Math.floor(options.households * share) && registered.size < people.length;) {
      const person = random.pick(people);
      if (registered.has(person.id)) continue;
      registered.add(person.id);
      store.add(
        registerAgain(person, { keepIdentifier, now }, random),
        now - random.integer(1, 29) * dayInMilliseconds,
      );
      count++;
    }
  };
  again(options.duplicatesWithIdentifier, true);
  again(options.duplicatesWithoutIdentifier, false);
};
