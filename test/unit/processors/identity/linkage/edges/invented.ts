import fc from 'fast-check';
import type { Linkage } from '../../../../../../processors/identity/linkage/edges/index.ts';

/** An invented person, as small numbers so that many share some. */
export interface Invented {
  readonly name: number;
  readonly birth: number;
  readonly place: number;
  readonly sex: number;
}

const agree = (a: number, b: number, same: number, other: number): number =>
  a === 0 || b === 0 ? 0 : a === b ? same : other;

/** A model with three fields, of which 0 is not known, and keys that repeat themselves. */
export const linkage: Linkage<Invented> = {
  keysOf: ({ name, birth, place }) => {
    const keys: number[] = [];
    if (name > 0 && birth > 0) keys.push(1e15 + name * 1000 + birth);
    if (birth > 0) keys.push(birthKey(birth), birthKey(birth));
    if (name > 0 && place > 0) keys.push(-(3e15 + name * 1000 + place));
    return keys;
  },
  contentId: ({ name, birth, place, sex }) => `${String(name)}.${String(birth)}.${String(place)}.${String(sex)}`,
  weight: (a, b) =>
    agree(a.name, b.name, 1500, -700) + agree(a.birth, b.birth, 1300, -600) + agree(a.place, b.place, 600, -200),
  conflict: (a, b) => a.sex !== b.sex && a.sex > 0 && b.sex > 0,
  ruleOf: (_, key) => (key < 0 ? 'name and place' : key < 2e15 ? 'name and birth' : 'birth'),
};

const birthKey = (birth: number): number => 2e15 + birth;

/** The same, where a birth date that too many have, three or more, says nothing of those who agree in it. */
export const valued: Linkage<Invented> = {
  ...linkage,
  weight: (a, b, silent) => {
    const isHushed = a.birth > 0 && a.birth === b.birth && silent?.has(birthKey(a.birth)) === true;
    return linkage.weight(a, b) - (isHushed ? 1300 : 0);
  },
  isValueKey: (key) => key >= 2e15,
  capOf: (key) => (key >= 2e15 ? 2 : 5),
};

/** People of few names, birth dates and places. */
export const people = fc.record({
  name: fc.nat({ max: 4 }),
  birth: fc.nat({ max: 4 }),
  place: fc.nat({ max: 3 }),
  sex: fc.nat({ max: 2 }),
});

/** A record that comes with a content, or goes. */
export interface Step {
  readonly id: string;
  readonly content: Invented | undefined;
}

/** What is done to a record set. */
export interface RecordSet {
  put(id: string, content: Invented): unknown;
  remove(id: string): unknown;
}

/** Does a step to a record set, and gives back what it tells. */
export const act = <S extends RecordSet>(set: S, { id, content }: Step): ReturnType<S['put'] | S['remove']> =>
  (content === undefined ? set.remove(id) : set.put(id, content)) as ReturnType<S['put'] | S['remove']>;
