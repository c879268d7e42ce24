import { amharic } from '../../../dev/simulator/names/amharic.ts';
import { arabic } from '../../../dev/simulator/names/arabic.ts';
import { cyrillic } from '../../../dev/simulator/names/cyrillic.ts';
import type { Culture, WrittenName } from '../../../dev/simulator/names/culture.ts';
import { devanagari } from '../../../dev/simulator/names/devanagari.ts';
import { english } from '../../../dev/simulator/names/english.ts';
import { filipino } from '../../../dev/simulator/names/filipino.ts';
import { kurdish } from '../../../dev/simulator/names/kurdish.ts';
import { persian } from '../../../dev/simulator/names/persian.ts';
import { spanish } from '../../../dev/simulator/names/spanish.ts';
import { createRandom, type Random } from '../../../dev/simulator/random.ts';

/** A row of an invented file. */
export type Row = Readonly<Record<string, string>>;

const cultures: readonly Culture[] = [
  arabic,
  kurdish,
  persian,
  cyrillic,
  devanagari,
  amharic,
  filipino,
  spanish,
  english,
];

interface Person {
  readonly id: string;
  readonly given: WrittenName;
  readonly second: WrittenName | null;
  readonly family: WrittenName;
  readonly birth: string;
  readonly sex: string;
  readonly phone: string;
}

interface Household {
  readonly culture: Culture;
  readonly members: readonly Person[];
  readonly street: string;
  readonly house: number;
  readonly place: string;
}

const two = (number: number): string => String(number).padStart(2, '0');

const syllables =
  'ba be bo da de do fa fi ga go ha he ja jo ka ki la li ma mi na no pa pe ra ro sa se ta ti va vi wa ya zo'.split(' ');

/** Names of streets and villages: a culture has few, a registry has many. */
const invented = (random: Random, parts: number): string =>
  Array.from({ length: parts }, () => random.pick(syllables)).join('');

const birthOf = (year: number, random: Random): string =>
  random.chance(0.08)
    ? `${String(year)}-01-01`
    : `${String(year)}-${two(random.integer(1, 12))}-${two(random.integer(1, 28))}`;

const ownPhone = (random: Random): string => `9${String(random.integer(10_000_000, 99_999_999))}`;

const phoneOf = (adult: boolean, shared: string, random: Random): string => {
  if (random.chance(adult ? 0.7 : 0.4)) return shared;
  return adult ? ownPhone(random) : '';
};

const drawHousehold = (
  number: number,
  villages: readonly string[],
  streets: readonly string[],
  random: Random,
): Household => {
  const culture = random.pick(cultures);
  const family = random.pick(culture.family);
  const phone = ownPhone(random);
  const parents = random.integer(1945, 1995);
  const twins = random.chance(0.03);
  const childBirth = birthOf(Math.min(2022, parents + random.integer(18, 40)), random);
  const size = random.pick([1, 2, 3, 3, 4, 4, 5, 6, 7]);
  const taken = new Set<WrittenName>();
  const free = (names: readonly WrittenName[]): WrittenName => {
    const name = random.pick(names.filter((one) => !taken.has(one)));
    // Some sons are called like their fathers.
    if (!random.chance(0.02)) taken.add(name);
    return name;
  };
  const members = Array.from({ length: size }, (_, at): Person => {
    const female = random.chance(0.5);
    const year = at < 2 ? parents + random.integer(0, 6) : Math.min(2022, parents + random.integer(18, 40));
    return {
      id: `P${String(number)}-${String(at)}`,
      given: free(female ? culture.female : culture.male),
      second: random.chance(0.3) ? random.pick(female ? culture.female : culture.male) : null,
      family: random.chance(0.9) ? family : random.pick(culture.family),
      birth: twins && at >= 2 && at < 4 ? childBirth : birthOf(year, random),
      sex: female ? 'F' : 'M',
      phone: phoneOf(at < 2, phone, random),
    };
  });
  return {
    culture,
    members,
    street: random.pick(streets),
    house: random.integer(1, 200),
    place: random.pick(villages),
  };
};

const letters = 'abcdefghijklmnopqrstuvwxyz'.split('');

/** One letter replaced, left out, put in, or exchanged. */
export const misspell = (text: string, random: Random): string => {
  const signs = Array.from(text);
  if (signs.length < 3) return text;
  const at = random.integer(1, signs.length - 2);
  const before = signs.slice(0, at);
  const rest = signs.slice(at + 1);
  const here = signs[at] as string;
  const way = random.integer(0, 3);
  if (way === 0) return [...before, random.pick(letters), ...rest].join('');
  if (way === 1) return [...before, ...rest].join('');
  if (way === 2) return [...before, here, random.pick(letters), ...rest].join('');
  return [...before, rest[0], here, ...rest.slice(1)].join('');
};

const digit = (text: string, random: Random): string => {
  const at = random.integer(Math.max(0, text.length - 4), text.length - 1);
  return `${text.slice(0, at)}${String(random.integer(0, 9))}${text.slice(at + 1)}`;
};

const misdate = (date: string, random: Random): string => {
  const [year = '', month = '', day = ''] = date.split('-');
  const way = random.integer(0, 3);
  if (way === 0 && Number(day) <= 12) return `${year}-${day}-${month}`;
  if (way === 1) return `${year}-01-01`;
  if (way === 2) return `${String(Number(year) + random.pick([-1, 1]))}-${month}-${day}`;
  return `${year}-${month}-${two(random.integer(1, 28))}`;
};

/** What the second writing of a person does to the first. */
const again = (row: Row, random: Random, moved: { street: string; place: string } | undefined): Row => {
  const changed: Record<string, string> = { ...row };
  const change = (field: string, chance: number, to: (text: string) => string): void => {
    const text = changed[field] ?? '';
    if (text !== '' && random.chance(chance)) changed[field] = to(text);
  };
  change('given_name', 0.2, (text) => misspell(text, random));
  change('family_name', 0.15, (text) => misspell(text, random));
  change('birth_date', 0.1, (text) => misdate(text, random));
  change('address', 0.2, (text) => misspell(text, random));
  change('phone', 0.25, () => ownPhone(random));
  change('phone', 0.05, (text) => digit(text, random));
  change('sex', 0.02, (text) => (text === 'F' ? 'M' : 'F'));
  if (moved !== undefined) Object.assign(changed, { address: moved.street, village: moved.place });
  if (random.chance(0.03))
    [changed['given_name'], changed['family_name']] = [row['family_name'] ?? '', row['given_name'] ?? ''];
  return changed;
};

const missing = (row: Row, random: Random): Row => {
  const kept: Record<string, string> = { ...row };
  for (const field of ['given_name', 'family_name', 'birth_date', 'sex', 'address'])
    if (random.chance(0.02)) kept[field] = '';
  return kept;
};

/**
 * An invented registry of households in nine naming cultures: a fifth of the people are registered twice, a fifth of these
 * after they moved, and some in the other script.
 *
 * @param records about so many rows
 * @param options.crossScript share of second registrations in the other script
 * @param options.submissions whether the rows say in which entry they came
 */
export const inventRegistry = (
  records: number,
  seed: number,
  options: { readonly crossScript: number; readonly submissions: boolean },
): Row[] => {
  const random = createRandom(seed).fork('linkage registry');
  const villages = Array.from({ length: 60 }, () => invented(random, 3));
  const streets = Array.from({ length: 900 }, () => `${invented(random, 4)} street`);
  const rows: Row[] = [];
  const households: Household[] = [];
  let submission = 0;
  const write = ({ members, street, house, place }: Household, latin: boolean, change?: (row: Row) => Row): void => {
    submission += 1;
    for (const { id, given, second, family, birth, sex, phone } of members) {
      const written = (name: WrittenName): string => (latin ? name.latin : name.native);
      const row = {
        person: id,
        ...(options.submissions && { submission_id: String(submission) }),
        given_name: second === null ? written(given) : `${written(given)} ${written(second)}`,
        family_name: written(family),
        birth_date: birth,
        sex,
        phone,
        address: `${String(house)} ${street}`,
        village: place,
      };
      rows.push(missing(change === undefined ? row : change(row), random));
    }
  };
  while (rows.length < records) {
    if (households.length > 20 && random.chance(0.3)) {
      const household = random.pick(households);
      const members = random.chance(0.5) ? household.members : [random.pick(household.members)];
      const moved = random.chance(0.2)
        ? { street: `${String(random.integer(1, 200))} ${random.pick(streets)}`, place: random.pick(villages) }
        : undefined;
      write({ ...household, members }, random.chance(options.crossScript) ? true : random.chance(0.35), (row) =>
        again(row, random, moved),
      );
    } else {
      const household = drawHousehold(households.length, villages, streets, random);
      households.push(household);
      write(household, random.chance(0.35));
    }
  }
  return rows;
};
