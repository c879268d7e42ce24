import { expect } from 'chai';
import fc from 'fast-check';
import { createDictionary } from '../../../../../../processors/identity/linkage/content/dictionary.ts';
import type { Content, PersonProfile } from '../../../../../../processors/identity/linkage/index.ts';
import { PackedContents } from '../../../../../../processors/identity/linkage/packed/contents.ts';
import { nameForms } from '../../../../../../processors/normalise/index.ts';

const texts = ['occupation', 'mother'];
const rarity = (field: string, key: string): number => field.length * 31 + key.length;

/** Few words, so that they are shared, given up and taken again. */
const words = [
  'Ana',
  'Maria',
  'Ana Maria',
  'Maria Ana',
  'محمد',
  'مُحَمَّد',
  "O'Brien",
  'Obrien',
  'ó',
  'Łukasz',
  'J',
  'ማርያም',
];
const name = fc.option(fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'grapheme', maxLength: 9 })), {
  nil: null,
});
const some = fc.option(fc.oneof(fc.constantFrom('main street', 'station road'), fc.string({ maxLength: 20 })), {
  nil: null,
});
const wordsOf = (text: string | null): string[] =>
  text === null ? [] : text.split(/[\s\t]+/u).filter((word) => word !== '');

const birth = fc.option(
  fc
    .record({
      year: fc.integer({ min: 1800, max: 2030 }),
      month: fc.integer({ min: 0, max: 12 }),
      day: fc.nat({ max: 31 }),
    })
    .chain(({ year, month, day }) =>
      fc.boolean().map((imprecise) => ({
        year,
        month: month === 0 ? null : month,
        day: month === 0 || day === 0 ? null : day,
        imprecise: imprecise || month === 0 || day === 0,
      })),
    ),
  { nil: null },
);

const profiles: fc.Arbitrary<PersonProfile> = fc
  .record({
    givenName: name,
    familyName: name,
    additionalName: fc.option(fc.constantFrom('Santos', 'Jr.'), { nil: null }),
    fullName: name,
    birth,
    sex: fc.constantFrom('male' as const, 'female' as const, 'other' as const, null),
    phones: fc.array(fc.constantFrom('+639171234567', '+10', '0917'), { maxLength: 3 }),
    emails: fc.array(fc.constantFrom('a@example.org', 'ü@example.org'), { maxLength: 2 }),
    street: some,
    house: fc.constantFrom(null, '7', '12 b'),
    locality: some,
    postcode: fc.constantFrom(null, '1100'),
    region: fc.constantFrom(null, 'bicol'),
    identifiers: fc.array(
      fc.record({
        slot: fc.constantFrom('passport\tph', 'national id\t'),
        value: fc.string({ minLength: 1, maxLength: 12 }),
        unique: fc.boolean(),
      }),
      { maxLength: 3 },
    ),
    birthPlace: some,
    occupation: some,
    mother: some,
  })
  .map(({ birth: date, sex, phones, emails, identifiers, ...told }) => {
    const { given, family, all, suffix } = nameForms(told);
    return {
      names: { given, family, all, suffix },
      birth: date,
      sex,
      phones,
      emails,
      address: {
        house: told.house,
        street: wordsOf(told.street),
        locality: wordsOf(told.locality),
        postcode: told.postcode,
      },
      region: told.region,
      identifiers,
      birthPlace: told.birthPlace === null ? null : wordsOf(told.birthPlace).join(' '),
      texts: { occupation: wordsOf(told.occupation).join(' '), mother: wordsOf(told.mother).join(' ') },
      submissions: [],
      household: null,
    };
  });

/** A content without the ids of its values, which only name them in memory. */
const plain = (content: Content): unknown => {
  const { id, given, family, full, birth: date, sex, phones, emails, identifiers, street, place, suffix } = content;
  const values = [given, family, full, date, street, place, content.birthPlace, ...content.texts];
  const bare = values.map((value) => value && { ...value, id: 0 });
  return { id, bare, sex, phones, emails, identifiers, suffix };
};

describe('PackedContents', () => {
  it('holds what a map holds, through whatever is set, replaced and deleted', () => {
    const steps = fc.array(
      fc.record({ number: fc.nat({ max: 9 }), profile: fc.option(profiles, { nil: undefined, freq: 4 }) }),
      { maxLength: 60, size: 'max' },
    );
    fc.assert(
      fc.property(steps, fc.constantFrom(1, 3, 4096), (history, mostGivenUp) => {
        const { contentOf, interning } = createDictionary({ texts, rarity, remembered: 4 });
        const store = new PackedContents(interning, mostGivenUp);
        const map = new Map<number, Content>();
        const kept: (readonly [Content, unknown])[] = [];
        for (const { number, profile } of history) {
          if (profile === undefined) {
            if (map.delete(number)) store.delete(number);
          } else {
            const content = contentOf(profile);
            store.set(number, content);
            map.set(number, content);
          }
          for (const [known, content] of map) {
            expect(plain(store.peek(known))).to.deep.equal(plain(content));
            expect(plain(store.get(known))).to.deep.equal(plain(content));
            expect(store.idOf(known)).to.equal(content.id);
          }
          const given = map.has(number) ? store.get(number) : undefined;
          if (given !== undefined) kept.push([given, plain(given)]);
        }
        for (const [content, as] of kept) expect(plain(content), 'what was given away').to.deep.equal(as);
        for (const number of map.keys()) store.delete(number);
        expect(store.sharedTexts).to.equal(0);
      }),
      { numRuns: 60 },
    );
  });

  it('finds the answers that a comparison remembers: equal values have one id', () => {
    const { contentOf, interning } = createDictionary({ texts: [], remembered: 100 });
    const store = new PackedContents(interning);
    const profile = { ...fc.sample(profiles, { seed: 1, numRuns: 1 })[0], names: nameForms(someone) } as PersonProfile;
    for (let number = 0; number < 600; number += 1)
      store.set(number, contentOf({ ...profile, phones: [String(number)] }));
    expect(store.peek(3).given?.id).to.equal(store.peek(500).given?.id);
    expect(store.sharedTexts).to.be.below(12);
  });
});

const someone = { givenName: 'Ana', familyName: 'Reyes', additionalName: null, fullName: null };
