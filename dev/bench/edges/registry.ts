import type { Random } from '../../simulator/random.ts';
import { createRandom } from '../../simulator/random.ts';

/** Fields of a person's row. All are numbers that name a value; 0 is not known. */
export const field = { given: 0, family: 1, birth: 2, street: 3, house: 4, place: 5, sex: 6, phone: 7, identifier: 8 };

/** Numbers a row. */
export const width = 9;

/** How many different values there are. */
const vocabulary = { given: 4000, family: 12_000, street: 6000, place: 1500 };

/** Draws 1 … size with the frequencies of names: the nth is drawn in proportion to 1 / (n + flatness). */
const zipf = (size: number, flatness: number): ((random: Random) => number) => {
  const cumulated = new Float64Array(size);
  let sum = 0;
  for (let rank = 0; rank < size; rank++) cumulated[rank] = sum += 1 / (rank + flatness);
  return (random) => {
    const drawn = random.next() * sum;
    let low = 0;
    let high = size - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulated[middle] ?? 0) < drawn) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
};

const draws = {
  given: zipf(vocabulary.given, 10),
  family: zipf(vocabulary.family, 20),
  street: zipf(vocabulary.street, 50),
  place: zipf(vocabulary.place, 10),
};

const birthDate = (random: Random, year: number): number =>
  year * 10_000 + random.integer(1, 12) * 100 + random.integer(1, 28);

const household = (random: Random, write: (row: readonly number[]) => void): void => {
  const family = draws.family(random);
  const street = draws.street(random);
  const place = draws.place(random);
  const house = random.integer(1, 300);
  const phone = random.integer(1, 2_000_000_000);
  const year = random.integer(1945, 1999);
  const size = 1 + Math.floor(random.next() ** 1.3 * 8);
  for (let member = 0; member < size; member++) {
    const isAdult = member < 2;
    const birth = birthDate(
      random,
      isAdult ? year + random.integer(0, 5) : Math.min(2024, year + random.integer(18, 40)),
    );
    const own = random.chance(0.3) ? random.integer(1, 2_000_000_000) : phone;
    write([
      draws.given(random),
      random.chance(0.9) ? family : draws.family(random),
      birth,
      street,
      house,
      place,
      random.integer(1, 2),
      isAdult || random.chance(0.5) ? own : 0,
      random.chance(isAdult ? 0.8 : 0.3) ? random.integer(1, 2_000_000_000) : 0,
    ]);
  }
};

/** How often a field is written otherwise when somebody registers again, and how. */
const corruptions: readonly (readonly [number, number, (random: Random, value: number) => number])[] = [
  [field.given, 0.25, (random, value) => value + vocabulary.given * random.integer(1, 3)],
  [field.family, 0.2, (random, value) => value + vocabulary.family * random.integer(1, 3)],
  [field.birth, 0.12, (random, value) => value - (value % 100) + random.integer(1, 28)],
  [field.street, 0.2, (random, value) => value + vocabulary.street * random.integer(1, 3)],
  [field.house, 0.1, (random) => random.integer(1, 300)],
  [field.phone, 0.25, (random) => random.integer(1, 2_000_000_000)],
  [field.identifier, 0.25, () => 0],
];

/**
 * Invents a registry whose blocking keys are spread as in a real one: households, names and places by Zipf's law, a
 * fifth of the records people who register again with other spellings (a number above the vocabulary is a misspelling
 * of the one below), and values that are missing.
 *
 * @param records how many
 * @returns their rows, one after another, {@link width} numbers each
 */
export const inventRegistry = (records: number, seed: number): Int32Array => {
  const random = createRandom(seed);
  const rows = new Int32Array(records * width);
  let count = 0;
  const write = (row: readonly number[]) => {
    if (count >= records) return;
    rows.set(row, count * width);
    for (let index = 0; index < width; index++) if (random.chance(0.02)) rows[count * width + index] = 0;
    count++;
  };
  while (count < records) {
    if (count < 100 || !random.chance(0.45)) {
      household(random, write);
      continue;
    }
    const again = random.integer(0, count - 1) * width;
    const row = [...rows.subarray(again, again + width)];
    for (const [index, probability, change] of corruptions) {
      const value = row[index] ?? 0;
      if (value > 0 && random.chance(probability)) row[index] = change(random, value);
    }
    write(row);
  }
  return rows;
};

/** What a name sounds like: all misspellings of a name alike, and now and then two names. */
export const soundOf = (name: number, kind: 'given' | 'family' | 'street'): number =>
  name === 0 ? 0 : 1 + Math.floor((((name - 1) % vocabulary[kind]) * 2) / 3);
