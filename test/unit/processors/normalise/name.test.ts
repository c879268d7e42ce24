import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { comparableName, comparableText, displayName, displayText } from '../../../../processors/normalise/index.ts';

/** What a registry wrote, what is shown, what is compared. */
const names: Readonly<Record<string, readonly (readonly [written: string, shown: string, compared: string])[]>> = {
  Latin: [
    ['DOE, JANE ', 'DOE, JANE', 'jane doe'],
    ['  Jane   Doe', 'Jane Doe', 'jane doe'],
    ['DOE, ', 'DOE', 'doe'],
    ["O'NEIL, Seán", "O'NEIL, Seán", 'sean oneil'],
    ['Müller-Groß', 'Müller-Groß', 'muller gross'],
    ['Ｊａｎｅ\u200b Doe\u0000', 'Ｊａｎｅ Doe', 'jane doe'],
    ['İSMAİL', 'İSMAİL', 'ismail'],
  ],
  Spanish: [
    ['DE LA CRUZ PEÑA, María José', 'DE LA CRUZ PEÑA, María José', 'maria jose de la cruz pena'],
    ['Núñez, Íñigo', 'Núñez, Íñigo', 'inigo nunez'],
  ],
  Filipino: [
    ['DELA CRUZ, JUAN JR.', 'DELA CRUZ, JUAN JR.', 'juan jr dela cruz'],
    ['Ma. Corazón Santos', 'Ma. Corazón Santos', 'ma corazon santos'],
  ],
  Arabic: [
    ['مُحَمَّد', 'مُحَمَّد', 'محمد'],
    ['محـــمد', 'محـــمد', 'محمد'],
    ['\u202bأحمد\u202c', 'أحمد', 'احمد'],
    ['فاطمة، علي', 'فاطمة، علي', 'علی فاطمه'],
  ],
  Persian: [
    ['علی‌رضا', 'علی‌رضا', 'علیرضا'],
    ['كريمي', 'كريمي', 'کریمی'],
  ],
  Kurdish: [['ھێمن ئەحمەد', 'ھێمن ئەحمەد', 'هێمن یهحمهد']],
  Cyrillic: [
    ['ФЁДОРОВ, Пётр', 'ФЁДОРОВ, Пётр', 'петр федоров'],
    ['Андрій', 'Андрій', 'андрій'],
  ],
  Devanagari: [
    ['क्ष‍त्रिय  राम', 'क्ष‍त्रिय राम', 'क्षत्रिय राम'],
    ['सीता देवी', 'सीता देवी', 'सीता देवी'],
  ],
  Amharic: [
    ['ኃይለ ሥላሴ', 'ኃይለ ሥላሴ', 'ሀይለ ስላሴ'],
    ['ዓለም ፀሐይ', 'ዓለም ፀሐይ', 'አለም ጸሀይ'],
  ],
};

describe('normalise: names', () => {
  for (const [usage, rows] of Object.entries(names)) {
    for (const [written, shown, compared] of rows) {
      it(`${usage}: ${JSON.stringify(written)}`, () => {
        expect(displayName(written)).to.equal(shown.normalize('NFC'));
        expect(comparableName(written)).to.equal(compared.normalize('NFKC'));
      });
    }
  }

  it('nothing readable is no name', () => {
    for (const nothing of [null, '', '  ', ',', ' ,\u200f ', '\u0000']) {
      expect(displayName(nothing)).to.equal(null);
      expect(comparableName(nothing)).to.equal(null);
    }
  });

  it('a name of a megabyte is a name', () => {
    expect(comparableName('Ánna '.repeat(200_000))).to.match(/^(?:anna ?)+$/u);
  });

  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc
      .array(
        fc.constantFrom(
          ...Object.values(names).flatMap((rows) => rows.map(([written]) => written)),
          '\u0345',
          'ﬁ',
          '､',
        ),
      )
      .map((parts) => parts.join('')),
  );

  it('folds ASCII as it folds every other text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(comparableText(`é ${text}`)).to.equal(`e ${comparableText(text)}`.trim());
        expect(displayText(`é ${text}`)).to.equal(`é ${displayText(text) ?? ''}`.trim());
      }),
    );
  });

  it('every form is idempotent and never throws', () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const form of [displayText, displayName, comparableName, comparableText]) {
          const once = form(text);
          expect(form(once ?? '') ?? '').to.equal(once ?? '');
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
