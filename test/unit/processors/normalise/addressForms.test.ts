import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { addressForms } from '../../../../processors/normalise/index.ts';

type Row = readonly [
  address: string,
  area: string | null,
  house: string | null,
  street: string,
  locality: string,
  postcode: string | null,
];

const read: readonly Row[] = [
  ['12 Main St, Springfield', 'District 4', '12', 'main', 'springfield district4', null],
  ['Main Street 12', null, '12', 'main', '', null],
  ['No. 12a, Main Rd', null, '12a', 'main', '', null],
  ['Flat 3, 12 Main Rd, Leeds LS1 4DY', null, '12-3', 'main', 'lids', 'ls14dy'],
  ['12 Main Road, Flat 3, Leeds', null, '12-3', 'main', 'lids', null],
  ['rowley street, brooklyn 3011', null, null, 'rowlei', 'bruklin', '3011'],
  ["St Mary's Road", null, null, 'st maris', '', null],
  ['Road 12', null, null, '12', '', null],
  ['Calle Mayor 5, 28013 Madrid', null, '5', 'maior', 'madrid', '28013'],
  ['c/ Mayor, nº 5 Madrid', null, '5', 'maior', 'madrid', null],
  ['12 rue de la Paix', null, '12', 'paix', '', null],
  ['Purok 3, Brgy. San Jose', 'San Jose', null, '', 'purok3 san jose', null],
  ['Blk 5 Lot 12 Sampaguita St., Brgy Santo Nino', null, '12-5', 'sampaguita', 'santo nino', null],
  ['ул. Ленина, д. 5, кв. 12', null, '12-5', 'lenina', '', null],
  ['شارع الرشيد، بغداد', null, null, 'rshid', 'bghdad', null],
  ['Kebele 05', null, null, '', 'kebele5', null],
  ['ቀበሌ 05', null, null, '', 'kebele5', null],
  ['Ward No. 4', null, null, '', 'ward4', null],
  ['वडा नं. ४', null, null, '', 'ward4', null],
  ['P.O. Box 12, Osh', null, null, 'pobox12', 'osh', null],
  ['5th Avenue 23, New York', null, '23', '5th', 'new york', null],
];

describe('address forms', () => {
  for (const [address, area, house, street, locality, postcode] of read) {
    it(`${address} in ${area ?? 'no area'}`, () => {
      const forms = addressForms(address, area);
      const joined = { ...forms, street: forms.street.join(' '), locality: forms.locality.join(' ') };
      expect(joined).to.deep.equal({ house, street, locality, postcode });
    });
  }

  const same: readonly (readonly string[])[] = [
    ['12 Main Street', '12 MAIN ST.', 'House 12, Main St', 'Main Str. 12', '12, Main Street', '#12 Main Street'],
    ['Brgy. San Jose', 'Barangay San Jose', 'BRGY SAN JOSE', 'Bgy. San José'],
    ['Улица Манаса 7', 'ул. Манаса, 7', 'ул. Манаса, д. 7'],
    ['شارع الرشيد ١٢', 'شارع الرشيد، دار 12', 'شارع الرشيد رقم ١٢'],
    ['Purok 3', 'Prk. 3', 'purok3', 'Purok 03'],
  ];
  for (const [first = '', ...others] of same) {
    it([first, ...others].join(' = '), () => {
      for (const other of others) expect(addressForms(other, null), other).to.deep.equal(addressForms(first, null));
    });
  }

  it('no address is none', () => {
    const none = { house: null, street: [], locality: [], postcode: null };
    for (const text of [null, '', ' ', 'N/A', 'unknown', 'لا يوجد', 'нет', 'sin dirección', '---', 'xxx']) {
      expect(addressForms(text, text), text ?? 'null').to.deep.equal(none);
    }
  });

  it('different houses and numbered wards differ', () => {
    expect(addressForms('12 Main St', null)).not.to.deep.equal(addressForms('21 Main St', null));
    expect(addressForms('Kebele 5', null)).not.to.deep.equal(addressForms('Kebele 15', null));
    expect(addressForms('Purok 3', null)).not.to.deep.equal(addressForms('Sitio 3', null));
  });

  it('never throws, answers the same again, and is bounded', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc
        .array(fc.constantFrom(...read.map(([address]) => address), ',', '/', 'no', '7', 'st', 'block'))
        .map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(fc.option(text), fc.option(text), (address, area) => {
        const forms = addressForms(address, area);
        expect(addressForms(address, area)).to.deep.equal(forms);
        expect(forms.street.length).to.be.at.most(12);
        expect(forms.locality.length).to.be.at.most(12);
        expect([...forms.street, ...forms.locality]).not.to.include('');
      }),
      { numRuns: 1_000 },
    );
    expect(addressForms('12 Main St '.repeat(100_000), 'x'.repeat(1_000_000)).street.length).to.be.at.most(12);
  });
});
