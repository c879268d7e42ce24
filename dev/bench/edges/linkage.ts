import type { Linkage } from '../../../processors/identity/linkage/edges/index.ts';
import { field, soundOf, width } from './registry.ts';

const mix = (hash: number, value: number): number => {
  let mixed = Math.imul(value, 0xcc9e2d51);
  mixed = (mixed << 15) | (mixed >>> 17);
  mixed = hash ^ Math.imul(mixed, 0x1b873593);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
};

const finish = (hash: number): number => {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
};

const hashed = (rule: number, a: number, b = 0, c = 0): number => {
  const high = finish(mix(mix(mix(rule, a), b), c));
  const low = finish(mix(mix(mix(rule ^ 0x5bd1e995, c), a), b));
  return (high >>> 0) * 2_097_152 + (low & 0x1f_ffff);
};

/** Adds the key of a rule, if all that it is made of is known. */
const key = (keys: number[], known: boolean, rule: number, a: number, b = 0, c = 0): void => {
  if (known) keys.push(hashed(rule, a, b, c));
};

/** How much two values speak for one person: the same, alike in sound, others; nothing when one is not known. */
const weigh = (
  a: number,
  b: number,
  sounds: boolean,
  [same, near, other]: readonly [number, number, number],
): number => (a === 0 || b === 0 ? 0 : a === b ? same : sounds ? near : other);

/**
 * A linkage over rows of {@link inventRegistry}, whose contents are row numbers: thirteen blocking rules as a real one
 * has, and a weight that gives up early.
 *
 * @returns the linkage, and how many pairs it has weighed
 */
export const linkageOf = (rows: Int32Array): { linkage: Linkage<number>; pairs: () => number } => {
  let pairs = 0;
  const at = (row: number, index: number): number => rows[row * width + index] as number;
  const keysOf = (row: number): number[] => {
    const keys: number[] = [];
    const given = at(row, field.given);
    const family = at(row, field.family);
    const birth = at(row, field.birth);
    const place = at(row, field.place);
    const street = at(row, field.street);
    const house = at(row, field.house);
    const [sound, familySound] = [soundOf(given, 'given'), soundOf(family, 'family')];
    const [initial, familyInitial, day] = [given % 23, family % 23, birth % 10_000];
    const isNamed = given * family > 0;
    key(keys, at(row, field.identifier) > 0, 1, at(row, field.identifier));
    key(keys, at(row, field.phone) > 0, 2, at(row, field.phone));
    key(keys, isNamed, 3, given, family);
    key(keys, isNamed && place > 0, 4, sound, familySound, place);
    key(keys, isNamed && birth > 0, 5, sound, familySound, Math.floor(birth / 10_000));
    key(keys, isNamed && birth > 0, 6, sound, familySound, day);
    key(keys, isNamed && birth > 0, 7, sound, familyInitial, day);
    key(keys, given * birth > 0, 8, sound, birth);
    key(keys, given * birth > 0, 9, initial, birth);
    key(keys, family * birth > 0, 10, familySound, birth);
    key(keys, family * birth > 0, 11, familyInitial, birth);
    key(keys, place * birth > 0, 12, place, birth);
    key(keys, street * given > 0, 13, street, house, sound);
    return keys;
  };
  const nameWeight = (a: number, b: number): number => {
    const [x, y] = [at(a, field.given), at(b, field.given)];
    const [v, w] = [at(a, field.family), at(b, field.family)];
    const given = weigh(x, y, soundOf(x, 'given') === soundOf(y, 'given'), [1900, 1300, -1400]);
    return given + weigh(v, w, soundOf(v, 'family') === soundOf(w, 'family'), [1700, 1200, -1000]);
  };
  const weight = (a: number, b: number): number => {
    pairs++;
    const [x, y] = [at(a, field.birth), at(b, field.birth)];
    const sum = nameWeight(a, b) + weigh(x, y, Math.floor(x / 100) === Math.floor(y / 100), [3300, 1500, -1800]) - 4600;
    if (sum < -4800) return sum;
    const [v, w] = [at(a, field.street), at(b, field.street)];
    return (
      sum +
      weigh(v, w, soundOf(v, 'street') === soundOf(w, 'street'), [2000, 1500, -400]) +
      weigh(at(a, field.place), at(b, field.place), false, [800, 0, -500]) +
      weigh(at(a, field.sex), at(b, field.sex), false, [250, 0, -1300]) +
      weigh(at(a, field.phone), at(b, field.phone), false, [1500, 0, -200]) +
      weigh(at(a, field.identifier), at(b, field.identifier), false, [5000, 0, -1500])
    );
  };
  const contentId = (row: number): string => {
    let text = '';
    for (let index = row * width; index < (row + 1) * width; index++) text += `${String(rows[index])} `;
    return text;
  };
  const conflict = (a: number, b: number): boolean =>
    at(a, field.sex) !== at(b, field.sex) && at(a, field.sex) > 0 && at(b, field.sex) > 0;
  return { linkage: { keysOf, contentId, weight, conflict }, pairs: () => pairs };
};
