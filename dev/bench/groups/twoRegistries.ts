import { misspell } from '../../../test/support/people/registry.ts';
import { group, nationalId, person } from '../../../test/unit/processors/support/records.ts';
import type { SourceGroup, SourcePerson } from '../../../schemas/generated/types.ts';
import { english } from '../../simulator/names/english.ts';
import { filipino } from '../../simulator/names/filipino.ts';
import { spanish } from '../../simulator/names/spanish.ts';
import type { Random } from '../../simulator/random.ts';
import { createRandom } from '../../simulator/random.ts';

/** What has become of a household between the two registries, so that figures can be told apart. */
export type Change =
  | 'unchanged'
  | 'moved together'
  | 'a child left'
  | 'couple parted'
  | 'children at grandparents'
  | 'married out'
  | 'listed in part'
  | 'listed as two'
  | 'in an institution'
  | 'in one registry';

/** A group's record, and which household it truly is. */
interface Listing {
  readonly recordKey: string;
  readonly household: string;
  readonly change: Change;
}

/** Two registries of one country, as records in the order in which they come. */
export interface TwoRegistries {
  readonly records: readonly (SourcePerson | SourceGroup)[];
  readonly listings: readonly Listing[];
}

interface Person {
  readonly id: string;
  readonly given: string;
  readonly family: string;
  readonly birth: string;
  readonly sex: 'm' | 'f';
  readonly phone: string | null;
}

interface Household {
  readonly id: string;
  /** The head first. */
  readonly members: readonly Person[];
  readonly address: string;
  readonly place: string;
}

const cultures = [english, filipino, spanish];
const twoDigits = (number: number): string => String(number).padStart(2, '0');

/** Invents people and lists them. */
class Country {
  readonly #random: Random;
  readonly #places: readonly string[];
  readonly records: (SourcePerson | SourceGroup)[] = [];
  readonly listings: Listing[] = [];
  #people = 0;
  #households = 0;

  constructor(seed: number, households: number) {
    this.#random = createRandom(seed).fork('two registries');
    this.#places = Array.from({ length: Math.max(5, Math.round(households / 60)) }, (_, at) => `Village ${String(at)}`);
  }

  chance(probability: number): boolean {
    return this.#random.chance(probability);
  }

  pick<T>(list: readonly T[]): T {
    return this.#random.pick(list);
  }

  address(): Pick<Household, 'address' | 'place'> {
    const random = this.#random;
    const street = random.pick(random.pick(cultures).streets);
    return { address: `${String(random.integer(1, 250))} ${street}`, place: random.pick(this.#places) };
  }

  person(family: string, bornFrom: number, bornTo: number): Person {
    const random = this.#random;
    const sex = random.pick(['m', 'f'] as const);
    const year = random.integer(bornFrom, bornTo);
    const given = (): string => random.pick(random.pick(cultures)[sex === 'f' ? 'female' : 'male']).latin;
    this.#people += 1;
    return {
      id: String(this.#people),
      given: random.chance(0.4) ? `${given()} ${given()}` : given(),
      family,
      birth: `${String(year)}-${twoDigits(random.integer(1, 12))}-${twoDigits(random.integer(1, 28))}`,
      sex,
      phone: year < 2008 && random.chance(0.7) ? `+6391${String(random.integer(10_000_000, 99_999_999))}` : null,
    };
  }

  household(members: readonly Person[], where = this.address()): Household {
    this.#households += 1;
    return { id: `H${String(this.#households)}`, members, ...where };
  }

  family(): Household {
    const random = this.#random;
    const name = random.pick(random.pick(cultures).family).latin;
    const size = random.pick([1, 1, 2, 2, 3, 3, 4, 4, 4, 5, 5, 6, 7, 9]);
    const born = random.integer(1945, 1995);
    const adults = Array.from({ length: Math.min(2, size) }, () => this.person(name, born - 5, born + 5));
    const children = Array.from({ length: size - adults.length }, () => this.person(name, born + 20, born + 35));
    return this.household([...adults, ...children]);
  }

  /** Lists a household in a registry, with what its clerks get wrong. */
  list(source: 'north' | 'south', { id, members, address, place }: Household, change: Change): void {
    const random = this.#random;
    const key = `${source.charAt(0)}${String(this.records.length)}`;
    const wrong = source === 'south';
    const spelled = (text: string, share: number): string =>
      wrong && random.chance(share) ? misspell(text, random) : text;
    const written = members.map((one) =>
      person(`${key}p${one.id}`, {
        ...{ source, submission: key, seen: this.records.length, contentHash: `${key}p${one.id}` },
        ...{ fullName: null, givenName: spelled(one.given, 0.15), familyName: spelled(one.family, 0.1) },
        ...{ sex: one.sex, birthDate: random.chance(0.95) ? one.birth : null },
        ...{ address, area: place },
        identifiers: random.chance(0.6) ? [nationalId(`7${one.id.padStart(8, '0')}`)] : [],
        phones: one.phone !== null && random.chance(0.8) ? [phoneOf(one.phone)] : [],
      }),
    );
    const [head] = members;
    const otherHead = wrong && members.length > 1 && random.chance(0.15);
    const order = otherHead ? [written[1], written[0], ...written.slice(2)] : written;
    const keys = order.flatMap((one) => one?.recordKey ?? []);
    const listed = group(key, keys, {
      ...{ source, seen: this.records.length + 100, contentHash: key, area: place },
      address: random.chance(0.85) ? spelled(address, 0.15) : null,
      phones: head?.phone !== undefined && head.phone !== null && random.chance(0.5) ? [phoneOf(head.phone)] : [],
      ...(random.chance(0.1) && {
        members: keys.map((recordKey) => ({ recordKey, kinds: [], startDate: null, endDate: null, relation: null })),
      }),
    });
    this.records.push(...written, listed);
    this.listings.push({ recordKey: key, household: id, change });
  }
}

const phoneOf = (number: string) => ({ number, collected: null, disabled: null });

type Story = (country: Country, household: Household) => void;

const both = (country: Country, now: Household, change: Change): void => {
  country.list('south', now, change);
};

/** What happens to a household before the second registry comes; the share of each is beside it. */
const stories: readonly (readonly [share: number, least: number, Story])[] = [
  [
    44,
    1,
    (country, household) => {
      both(country, household, 'unchanged');
    },
  ],
  [
    12,
    1,
    (country, household) => {
      both(country, { ...household, ...country.address() }, 'moved together');
    },
  ],
  [
    9,
    3,
    (country, { id, members, ...where }) => {
      both(country, { id, members: members.slice(0, -1), ...where }, 'a child left');
      both(country, country.household(members.slice(-1)), 'a child left');
    },
  ],
  [
    6,
    3,
    (country, { id, members, ...where }) => {
      const [head, ...others] = members as readonly [Person, ...Person[]];
      both(country, { id, members: [head], ...where }, 'couple parted');
      both(country, country.household(others), 'couple parted');
    },
  ],
  [
    5,
    4,
    (country, { id, members, ...where }) => {
      const [parents, children] = [members.slice(0, 2), members.slice(2)];
      const grandparents = [country.person('Abuelo', 1930, 1950), country.person('Abuelo', 1930, 1950)];
      both(country, { id, members: parents, ...where }, 'children at grandparents');
      both(country, country.household([...grandparents, ...children]), 'children at grandparents');
    },
  ],
  [
    6,
    3,
    (country, { id, members, ...where }) => {
      const spouse = country.person('Nuevo', 1980, 1999);
      both(country, { id, members: members.slice(0, -1), ...where }, 'married out');
      both(country, country.household([...members.slice(-1), spouse]), 'married out');
    },
  ],
  [
    8,
    3,
    (country, { id, members, ...where }) => {
      both(country, { id, members: members.slice(0, Math.ceil(members.length / 2)), ...where }, 'listed in part');
    },
  ],
  [
    3,
    4,
    (country, { id, members, ...where }) => {
      both(country, { id, members: members.slice(0, 2), ...where }, 'listed as two');
      both(country, country.household(members.slice(2), where), 'listed as two');
    },
  ],
];

/**
 * Invents two registries of one country: the second lists what has become of the households of the first, seven in ten of
 * them, in words of its own, and some that the first does not know. Six in ten entries hold a national id. A household of
 * which some have left is the one that stays where it was.
 *
 * @param households of the first registry
 */
export const twoRegistries = (households: number, seed: number): TwoRegistries => {
  const country = new Country(seed, households);
  const listed = Array.from({ length: households }, () => country.family());
  for (const household of listed) country.list('north', household, 'in one registry');
  const total = stories.reduce((sum, [share]) => sum + share, 0);
  for (const household of listed) {
    if (!country.chance(0.7)) continue;
    const drawn = stories.flatMap((story) => Array.from({ length: story[0] }, () => story));
    if (drawn.length !== total) throw new RangeError('shares are whole numbers');
    const [, least, story] = country.pick(drawn);
    if (household.members.length >= least) story(country, household);
    else country.list('south', household, 'unchanged');
  }
  for (let extra = 0; extra < households / 4; extra += 1) country.list('south', country.family(), 'in one registry');
  const orphans = listed.slice(0, 60).flatMap(({ members }) => members.slice(2));
  country.list('south', country.household(orphans.slice(0, 120)), 'in an institution');
  return { records: country.records, listings: country.listings };
};
