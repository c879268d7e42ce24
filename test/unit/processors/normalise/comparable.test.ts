import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  comparableDate,
  comparableEmail,
  comparablePhone,
  normalisePerson,
  personForms,
  swappedDate,
} from '../../../../processors/normalise/index.ts';
import { nationalId, person } from '../support/records.ts';

type DateRow = readonly [text: string, year: number, month: number | null, day: number | null, imprecise?: boolean];

describe('comparison forms: dates', () => {
  const read: readonly DateRow[] = [
    ['1956-04-09', 1956, 4, 9],
    ['19560409', 1956, 4, 9],
    ['1956/4/9', 1956, 4, 9],
    ['1956-04-09T00:00:00Z', 1956, 4, 9],
    ['25/04/1956', 1956, 4, 25],
    ['04/25/1956', 1956, 4, 25],
    ['09.09.1956', 1956, 9, 9],
    ['٠٩/٠٩/١٩٥٦', 1956, 9, 9],
    ['09/04/1956', 1956, null, null],
    ['1956-04', 1956, 4, null],
    ['195604', 1956, 4, null],
    ['1956', 1956, null, null],
    ['1956-00-00', 1956, null, null],
    ['1956-01-01', 1956, 1, 1, true],
    ['1956-07-01', 1956, 7, 1, true],
    ['1956-12-31', 1956, 12, 31, true],
    ['1956-12-30', 1956, 12, 30],
    ['2024-02-29', 2024, 2, 29],
  ];
  for (const [text, year, month, day, imprecise = false] of read) {
    it(`${text} is ${[year, month, day].join('-')}`, () => {
      expect(comparableDate(text)).to.deep.equal({ year, month, day, imprecise });
    });
  }

  it('dates that stand for none, cannot be, or are no dates', () => {
    const none = [
      null,
      '',
      'unknown',
      '1900-01-01',
      '01/01/1900',
      '1970-01-01',
      '1111-11-11',
      '0001-01-01',
      '9999-12-31',
    ];
    for (const text of [...none, '2023-02-29', '1956-13-01', '31/04/1956', '0000-00-00', '1'.repeat(1_000_000)]) {
      expect(comparableDate(text), text?.slice(0, 20) ?? 'null').to.equal(null);
    }
  });

  it('exchanges day and month where that is another date', () => {
    expect(swappedDate({ year: 1956, month: 4, day: 9, imprecise: false })).to.deep.include({ month: 9, day: 4 });
    for (const [month, day] of [
      [4, 25],
      [4, 4],
      [4, null],
      [null, null],
    ] as const) {
      expect(swappedDate({ year: 1956, month, day, imprecise: false })).to.equal(null);
    }
  });

  it('reads what it wrote, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{2,4}[-/.]?\d{2}[-/.]?\d{2,4}$/u)), (text) => {
        const date = comparableDate(text);
        if (date === null) return;
        const written = [date.year, date.month, date.day]
          .filter((part) => part !== null)
          .map(String)
          .join('-');
        expect(comparableDate(written)).to.deep.equal(date);
        const swapped = swappedDate(date);
        if (swapped !== null) expect(swappedDate(swapped)).to.deep.equal(date);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('comparison forms: phones and e-mail', () => {
  it('numbers typed to get past a form are none', () => {
    for (const phone of ['+639170000000', '+639999999999', '+63281234567', '+254707654321', '+9647770123456', null]) {
      expect(comparablePhone(phone), phone ?? 'null').to.equal(null);
    }
    for (const phone of ['+639171234568', '+254712340000']) expect(comparablePhone(phone)).to.equal(phone);
  });

  it('addresses are compared in lower case, and placeholders are none', () => {
    expect(comparableEmail(' Ann.Doe+1@Mail.Ph ')).to.equal('ann.doe+1@mail.ph');
    const none = [
      'none@mail.ph',
      'N/A',
      'no-email@mail.ph',
      'ann@example.com',
      'ann@test.com',
      'ann@',
      '@mail.ph',
      'a b@mail.ph',
      '',
      null,
    ];
    for (const text of none) expect(comparableEmail(text), text ?? 'null').to.equal(null);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.emailAddress()), (text) => {
        const once = comparableEmail(text);
        expect(comparableEmail(once)).to.equal(once);
      }),
    );
  });
});

describe('comparison forms: a person', () => {
  const ann = person('a', {
    ...{
      fullName: 'DOE, ANN',
      sex: 'F',
      birthDate: '1980-03-04',
      address: '12 Main St',
      area: 'Osh',
      birthPlace: 'Lima',
    },
    email: 'Ann@Mail.Ph',
    phones: ['0917 555 0142', '0917 555 0142', '0917 000 0000'].map((number) => ({
      number,
      collected: null,
      disabled: null,
    })),
    identifiers: [nationalId('AB7'), nationalId('N/A'), nationalId('AB8', { wellFormed: false })],
  });

  it('has every form in one object, the same for a record and for its normalised fields', () => {
    const forms = personForms(ann);
    expect(personForms(normalisePerson(ann))).to.deep.equal(forms);
    expect(forms.names.map(({ native }) => native)).to.deep.equal(['ann', 'doe']);
    expect(forms.identifiers.map(({ value }) => value)).to.deep.equal(['AB7']);
    expect(forms).to.deep.include({
      ...{ suffix: null, sex: 'female', house: '12', street: ['main'], locality: ['osh'], postcode: null },
      ...{ birthPlace: ['lima'], phones: ['+639175550142'], email: 'ann@mail.ph' },
      birthDate: { year: 1980, month: 3, day: 4, imprecise: false },
    });
  });

  it('nothing said is no evidence', () => {
    const forms = personForms(person('b', { fullName: 'unknown', sex: '9', birthDate: '1900-01-01' }));
    for (const [field, value] of Object.entries(forms)) {
      expect(value === null || (Array.isArray(value) && value.length === 0), field).to.equal(true);
    }
  });

  it('never throws and changes nothing of the record', () => {
    const text = fc.option(fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(text, text, text, text, (fullName, birthDate, address, email) => {
        const record = Object.freeze(person('c', { fullName, birthDate, address, email, sex: email, area: fullName }));
        const before = JSON.stringify(record);
        expect(personForms(record)).to.deep.equal(personForms(record));
        expect(JSON.stringify(record)).to.equal(before);
      }),
    );
  });
});
