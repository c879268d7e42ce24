import { english } from '../../../dev/simulator/names/english.ts';
import { spanish } from '../../../dev/simulator/names/spanish.ts';
import { createRandom, type Random } from '../../../dev/simulator/random.ts';
import { misspell, type Row } from './registry.ts';

const trades =
  'farmer,politician,painter,soldier,writer,lawyer,priest,engineer,physician,composer,merchant,sailor'.split(',');

const middles = 'a b c d e f g h j k l m n p r s t w'.split(' ');

const endings = ['ton', 'ham', 'ford', 'by', 'ville', 'mouth', 'wick', 'field'];
const beginnings = 'ash birch clay deep east fair green high iron kings long mill north oak red stone west'.split(' ');

const drop = (row: Record<string, string>, random: Random, shares: Readonly<Record<string, number>>): void => {
  for (const [field, share] of Object.entries(shares)) if (random.chance(share)) row[field] = '';
};

/**
 * Invented biographies as lists of the long dead have them: full names with and without middle names, birth dates of
 * which often only the year is known or differs by one, birth place, occupation, and several rows a person.
 */
export const inventBiographies = (people: number, seed: number): Row[] => {
  const random = createRandom(seed).fork('biographies');
  const surnames = [...english.family, ...spanish.family].flatMap(({ latin }) => [
    latin,
    ...['son', 'er', 'man', 'well'].map((ending) => `${latin}${ending}`),
  ]);
  const givens = [...english.male, ...english.female, ...spanish.male, ...spanish.female];
  const places = beginnings.flatMap((beginning) => endings.map((ending) => `${beginning}${ending}`));
  return Array.from({ length: people }, (_, person) => {
    const [given, middle, family] = [random.pick(givens).latin, random.pick(middles), random.pick(surnames)];
    const [year, month, day] = [random.integer(1600, 1900), random.integer(1, 12), random.integer(1, 28)];
    const [place, trade] = [random.pick(places), random.pick(trades)];
    return Array.from({ length: random.pick([1, 2, 3, 4, 5]) }, (): Row => {
      const first = random.chance(0.15) ? misspell(given, random) : random.chance(0.05) ? given.slice(0, 1) : given;
      const last = random.chance(0.15) ? misspell(family, random) : family;
      const born = year + (random.chance(0.08) ? random.pick([-1, 1, 10]) : 0);
      const date = random.chance(0.25)
        ? `${String(born)}-01-01`
        : `${String(born)}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
      const row: Record<string, string> = {
        cluster: `Q${String(person)}`,
        full_name: random.chance(0.5) ? `${first} ${last}` : `${first} ${middle}. ${last}`,
        dob: date,
        birth_place: random.chance(0.1) ? misspell(place, random) : place,
        occupation: random.chance(0.2) ? random.pick(trades) : trade,
      };
      drop(row, random, { dob: 0.1, birth_place: 0.2, occupation: 0.3 });
      return row;
    });
  }).flat();
};

/**
 * Invented customers with few and dirty fields, about four rows a person: names, birth date, city, e-mail.
 */
export const inventCustomers = (people: number, seed: number): Row[] => {
  const random = createRandom(seed).fork('customers');
  const givens = [...english.male, ...english.female, ...spanish.male, ...spanish.female];
  const surnames = [...english.family, ...spanish.family];
  const cities = beginnings.map((beginning) => `${beginning}ton`);
  return Array.from({ length: people }, (_, person) => {
    const [given, family, city] = [random.pick(givens).latin, random.pick(surnames).latin, random.pick(cities)];
    const birth = `${String(random.integer(1940, 2015))}-${String(random.integer(1, 12)).padStart(2, '0')}-${String(random.integer(1, 28)).padStart(2, '0')}`;
    const mail = `${given}.${family}${String(random.integer(1, 99))}@mail.com`.toLowerCase().replaceAll(' ', '');
    return Array.from({ length: random.pick([2, 3, 4, 5, 6]) }, (): Row => {
      const row: Record<string, string> = {
        cluster: String(person),
        first_name: random.chance(0.2) ? misspell(given, random) : given,
        surname: random.chance(0.2) ? misspell(family, random) : family,
        dob: random.chance(0.15) ? `${birth.slice(0, 8)}${String(random.integer(10, 28))}` : birth,
        city: random.chance(0.15) ? misspell(city, random) : city,
        email: random.chance(0.2) ? misspell(mail, random) : mail,
      };
      drop(row, random, { first_name: 0.15, surname: 0.15, dob: 0.05, city: 0.2, email: 0.2 });
      return row;
    });
  }).flat();
};
