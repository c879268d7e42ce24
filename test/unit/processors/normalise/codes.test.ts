import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { latinDigits, normalisePhone, readPhone, readSex } from '../../../../processors/normalise/index.ts';

describe('normalise: phones', () => {
  const read: readonly (readonly [text: string, country: string, e164: string | null])[] = [
    ['0917 123 4567', 'PH', '+639171234567'],
    ['+63 (917) 123-4567', 'KE', '+639171234567'],
    ['00254712345678', 'DE', '+254712345678'],
    ['0712 345678', 'ke', '+254712345678'],
    ['٠٧٧٠ ١٢٣ ٤٥٦٧', 'IQ', '+9647701234567'],
    ['९८७६५४३२१०', 'IN', '+919876543210'],
    ['12', 'PH', null],
    ['none', 'PH', null],
    ['0917 123 4567', '??', null],
    ['1'.repeat(300), 'PH', null],
  ];
  for (const [text, country, e164] of read) {
    it(`${text.slice(0, 24)} in ${country} is ${e164 ?? 'unreadable'}`, () => {
      expect(readPhone(text, country)).to.equal(e164);
    });
  }

  it('keeps the text as collected and reads its days', () => {
    const phone = { number: ' 0917 123 4567 ', collected: '20250102', disabled: 'soon' };
    expect(normalisePhone(phone, 'PH')).to.deep.equal({
      number: '0917 123 4567',
      e164: '+639171234567',
      collected: '2025-01-02',
      disabled: null,
    });
    expect(normalisePhone({ number: ' ', collected: null, disabled: null }, 'PH')).to.equal(null);
  });

  it('reads its own form again and never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('PH', 'IQ', 'KE', 'XX', ''), (text, country) => {
        const once = readPhone(text, country);
        if (once !== null) expect(readPhone(once, country)).to.equal(once);
      }),
    );
  });
});

describe('normalise: sex', () => {
  const words: Readonly<Record<string, readonly string[]>> = {
    male: ['M', 'm.', ' Male', '1', '١', 'Hombre', 'VARÓN', 'lalaki', 'ذَكَر', 'مرد', 'نێر', 'Мужской', 'पुरुष', 'ወንድ'],
    female: ['F', 'female', '2', '۲', 'Mujer', 'Femenino', 'BABAE', 'أنثى', 'انثى', 'زن', 'مێ', 'жен.', 'महिला', 'ሴት'],
    other: ['other', 'X', 'Third-gender'],
    unknown: ['0', '9', 'U', 'not stated', 'm/f', 'y'.repeat(1_000_000)],
  };
  for (const [sex, written] of Object.entries(words)) {
    for (const word of written) {
      it(`${word.slice(0, 20)} is ${sex}`, () => {
        expect(readSex(word)).to.equal(sex);
      });
    }
  }

  it('no text is no sex, and no text throws', () => {
    expect(readSex(null)).to.equal(null);
    expect(readSex(' - ')).to.equal(null);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) =>
        ['male', 'female', 'other', 'unknown', null].includes(readSex(text)),
      ),
    );
  });
});

describe('normalise: digits', () => {
  it('reads every decimal digit that registries write and leaves all else', () => {
    expect(latinDigits('٠١٢۳۴५৬੭૮๙０a½Ⅳ')).to.equal('01234567890a½Ⅳ');
  });
});
