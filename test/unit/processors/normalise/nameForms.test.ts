import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { nameForms } from '../../../../processors/normalise/index.ts';
import { of, parts, words } from './names.ts';

/** Words that are read by rules of their own. */
const samples = [
  ...[
    'abd',
    'al',
    'el',
    'bin',
    'de',
    'la',
    'van',
    'mc',
    'ó',
    'uddin',
    'ullah',
    'abu',
    'gebre',
    'mariam',
    'jr',
    'Dr.',
    'R.K.',
  ],
  ...[
    'G/',
    'N/A',
    'S/O',
    'Mª',
    'baby',
    'of',
    'عبد',
    'الرحمن',
    'الله',
    'ئه‌حمه‌د',
    'ገ/',
    'ማርያም',
    'लक्ष्मी',
    'सिंह',
    'кызы',
    ',',
    '،',
    '/',
    '.',
  ],
];

describe('name forms: what is no name', () => {
  const nothing = [
    ...[
      '',
      ' ',
      'unknown',
      'N/A',
      'n.a.',
      'NONE',
      'xxx',
      'XXXX',
      'test',
      'FNU LNU',
      'Baby',
      'Baby Boy',
      'Mr',
      '123',
      '-',
    ],
    ...['لا يوجد', 'مجهول', 'без имени', 'неизвестно', 'نامعلوم', 'अज्ञात', 'የለም', 'sin nombre', 'J', 'J. D.', 'م', '?'],
    ...['Baby of Maria Santos', 'W/O Ramesh', 'B/O Sita', 'a'.repeat(300), 'x y z', '\u200f', '\ud800'],
  ];
  for (const text of nothing) {
    it(`${JSON.stringify(text.slice(0, 24))} is none, in every field`, () => {
      const none = { given: [], family: [], all: [], suffix: null };
      expect(of(text)).to.deep.equal(none);
      expect(nameForms({ fullName: text, givenName: text, familyName: text, additionalName: text })).to.deep.equal(
        none,
      );
    });
  }

  it('a placeholder beside a name goes alone', () => {
    expect(words('FNU Ahmad', 'native')).to.equal('ahmad');
    expect(words('Baby Girl Santos', 'native')).to.equal('santos');
    expect(nameForms(parts({ givenName: 'Maria', familyName: 'N/A' })).all.map(({ native }) => native)).to.deep.equal([
      'maria',
    ]);
  });

  it('a name that is a title, particle or placeholder elsewhere stays when it is all there is', () => {
    for (const name of ['Don', 'Sheikh', 'Ben', 'Van', 'Le', 'Sri', 'Haji']) {
      expect(words(name, 'native'), name).to.equal(name.toLowerCase());
    }
    expect(words('Kim Na Young', 'native')).to.equal('kim na young');
    expect(words('王', 'latin')).to.equal('wang');
  });
});

describe('name forms: places', () => {
  const natives = (forms: ReturnType<typeof nameForms>) => ({
    given: forms.given.map(({ native }) => native),
    family: forms.family.map(({ native }) => native),
    all: forms.all.map(({ native }) => native),
    suffix: forms.suffix,
  });

  it('takes given and family from the fields, and the full name for what they lack', () => {
    const forms = nameForms({ fullName: 'Jane Ann Doe', givenName: 'Jane', familyName: 'Doe', additionalName: null });
    expect(natives(forms)).to.deep.equal({
      given: ['jane'],
      family: ['doe'],
      all: ['jane', 'doe', 'ann'],
      suffix: null,
    });
  });

  it('takes them from a comma, with the suffix apart', () => {
    const juan = { given: ['juan'], family: ['delacruz'], all: ['juan', 'delacruz'], suffix: 'jr' };
    expect(natives(of('DELA CRUZ, JUAN, JR.'))).to.deep.equal(juan);
    expect(natives(of('DELA CRUZ, JUAN JR'))).to.deep.equal(juan);
    expect(natives(of('فاطمة، علي')).family).to.deep.equal(['فاطمه']);
  });

  it('does not count a name twice that is there in another script or spelling', () => {
    const forms = nameForms({ fullName: 'أنور خالد', givenName: 'Anwar', familyName: 'Khalid', additionalName: null });
    expect(natives(forms).all).to.deep.equal(['anwar', 'khalid']);
    const brothers = nameForms(parts({ fullName: 'Husayn Hasan', givenName: 'Hasan' }));
    expect(natives(brothers).all).to.deep.equal(['hasan', 'husayn']);
  });

  it('leaves chains of names without classes: Ethiopian, Arabic, Kurdish, Russian, Spanish', () => {
    for (const chain of ['አበበ ከበደ ታደሰ', 'علی حسن کریم', 'Иван Петрович Сидоров', 'Ana Ruiz Soto']) {
      const { given, family, all } = of(chain);
      expect([given.length, family.length, all.length], chain).to.deep.equal([0, 0, 3]);
    }
  });

  it('keeps the mother’s maiden name of a Filipino in `all` alone', () => {
    const forms = nameForms(parts({ givenName: 'Juan', additionalName: 'Reyes', familyName: 'Santos' }));
    expect(natives(forms)).to.deep.include({ given: ['juan'], family: ['santos'], all: ['juan', 'reyes', 'santos'] });
  });

  it('tells father and son apart', () => {
    const suffixes = ['Juan Cruz Sr.', 'Juan Cruz Jr', 'Juan Cruz III', 'Juan Jr. Cruz', 'Иван Сидоров мл.'];
    expect(suffixes.map((name) => of(name).suffix)).to.deep.equal(['sr', 'jr', 'iii', 'jr', 'jr']);
    expect(of('Sr. Juan Cruz').suffix).to.equal(null);
  });

  it('knows initials', () => {
    expect(of('R.K. Narayan').all.map(({ initial }) => initial)).to.deep.equal([true, true, false]);
  });
});

describe('name forms: any text', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.array(fc.constantFrom(...samples)).map((names) => names.join(' ')),
  );
  const field = fc.option(text);

  it('never throws, answers the same again, and is bounded', () => {
    fc.assert(
      fc.property(field, field, field, field, (fullName, givenName, familyName, additionalName) => {
        const name = { fullName, givenName, familyName, additionalName };
        const forms = nameForms(name);
        expect(nameForms(name)).to.deep.equal(forms);
        for (const list of [forms.given, forms.family, forms.all]) expect(list.length).to.be.at.most(12);
        for (const { native, latin, skeleton } of forms.all) {
          expect(native.length).to.be.within(1, 40);
          expect(latin).not.to.equal('');
          expect(skeleton).not.to.equal('');
          expect(latin.length).to.be.at.most(400);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('is the same set whatever the order of the words', () => {
    const name = fc.stringMatching(/^[b-z]{5,9}[aeiou]$/u);
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 6 }), (names) => {
        const set = (list: readonly string[]) =>
          of(list.join(' '))
            .all.map(({ native }) => native)
            .sort();
        expect(set([...names].reverse())).to.deep.equal(set(names));
      }),
    );
  });

  it('reads the native forms of plain names again as they are', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[b-z]{5,9}[aeiou]$/u), { maxLength: 6 }), (names) => {
        const once = words(names.join(' '), 'native');
        expect(words(once, 'native')).to.equal(once);
      }),
    );
  });

  it('a name of a megabyte costs no more than its start', () => {
    expect(of('Anna '.repeat(200_000)).all).to.have.length(12);
  });
});
