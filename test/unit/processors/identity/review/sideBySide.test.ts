import { expect } from 'chai';
import { describe, it } from 'mocha';
import { knownRecords, streamLinkage, sideBySide, weighPair } from '../../../../../processors/index.ts';
import type { Agreement, KnownRecord } from '../../../../../processors/index.ts';
import { starterModel } from '../../../../../processors/identity/linkage/index.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import type { SourceValue } from '../../support/records.ts';
import { group, nationalId, person } from '../../support/records.ts';
import { deployment, idOf, Resolver } from '../../support/resolver.ts';

/** Resolves records in memory and reads those with the keys `one` and `other` as a reviewer does. */
const resolved = async (values: readonly SourceValue[]): Promise<readonly [KnownRecord, KnownRecord]> => {
  const store = new MemoryStore();
  await new Resolver(store).all(values);
  const known = await knownRecords(store.query, deployment, ['one', 'other']);
  const [one, other] = [known.get('one'), known.get('other')];
  if (one === undefined || other === undefined) throw new Error('a record is missing');
  return [one, other];
};

const linkage = streamLinkage(starterModel());

describe('two records side by side', () => {
  it('marks equal forms, and by the levels of the waterfall what is not equal', async () => {
    const name = { fullName: null, givenName: 'Rosalinda', familyName: 'Katigbak' };
    const [one, other] = await resolved([
      person('one', {
        seen: 1,
        ...name,
        sex: 'female',
        birthDate: '1984-11-23',
        identifiers: [nationalId('AB1234567')],
      }),
      person('other', {
        ...{ seen: 2, ...name, familyName: 'Katigbac', sex: 'male', birthDate: '1984-11-23' },
        identifiers: [nationalId('ab 123-4567')],
      }),
      group('household', ['one'], { seen: 3 }),
    ]);
    const fields = sideBySide(one, other, weighPair(linkage, one, other));
    const agreements = new Map(fields.map(({ field, agreement }) => [field, agreement]));
    const expected: readonly (readonly [string, Agreement])[] = [
      ['given name', 'same'],
      ['family name', 'partly'],
      ['birth date', 'same'],
      ['sex', 'different'],
      ['identifiers', 'same'],
      ['groups', undefined],
    ];
    for (const [field, agreement] of expected) expect(agreements.get(field), field).to.equal(agreement);
    expect(fields.find(({ field }) => field === 'groups')).to.deep.include({ one: [idOf('household')], other: [] });
    expect(agreements.has('e-mail')).to.equal(false);
  });

  it('weighs no identifiers: they link by a rule of their own', async () => {
    const holding = (identifiers: ReturnType<typeof nationalId>[]) =>
      resolved([person('one', { seen: 1, identifiers }), person('other', { seen: 2, identifiers })]);
    const [one, other] = await holding([nationalId('AB1234567')]);
    const [bare, otherBare] = await holding([]);
    const explanation = weighPair(linkage, one, other);
    expect(explanation?.evidence.map(({ comparison }) => comparison)).not.to.include('identifier');
    expect(explanation).to.deep.equal(weighPair(linkage, bare, otherBare));
  });

  it('shows no value of somebody sealed off, by whatever record of hers, only how far the two agree', async () => {
    const identifiers = [nationalId('AB1234567')];
    const [one, other] = await resolved([
      person('one', { seen: 1, fullName: 'Rosalinda Katigbak', address: 'House of the river', identifiers }),
      person('sealing', { seen: 3, fullName: null, source: 'shelter', sealed: true, identifiers }),
      person('other', { seen: 2, fullName: 'Rosalinda Katigbak' }),
    ]);
    const fields = sideBySide(one, other, weighPair(linkage, one, other));
    const shown = fields.filter(({ field }) => field !== 'sources').map(({ one: values }) => values);
    expect(shown).to.deep.include(['(sealed)']);
    expect(JSON.stringify(shown)).to.not.match(/Rosalinda|AB1234567|river/);
    expect(fields.find(({ field }) => field === 'name')).to.deep.include({
      other: ['Rosalinda Katigbak'],
      agreement: 'same',
    });
  });

  it('weighs no groups, and shows them all the same', async () => {
    const [one, other] = await resolved([group('one', ['x'], { seen: 1 }), group('other', ['x'], { seen: 2 })]);
    expect(weighPair(linkage, one, other)).to.equal(undefined);
    const members = sideBySide(one, other, undefined).find(({ field }) => field === 'members');
    expect(members).to.deep.equal({ field: 'members', one: [idOf('x')], other: [idOf('x')], agreement: 'same' });
  });
});
