import { expect } from 'chai';
import { describe, it } from 'mocha';
import { nationalId, person, polledAt } from '../support/records.ts';
import { Resolver, idOf } from '../support/resolver.ts';

const idA = nationalId('AB-1234 567');
const idB = nationalId('CD-9876 543');

const pair = async (a: Parameters<typeof person>[1], b: Parameters<typeof person>[1]): Promise<Resolver> => {
  const resolver = new Resolver();
  await resolver.all([person('a', { seen: 1, ...a }), person('b', { seen: 2, ...b })]);
  return resolver;
};

describe('identity: identifiers that link nothing', () => {
  const silent = {
    'has expired': nationalId('AB1234567', { expiry: '2026-01-14' }),
    'is a placeholder': nationalId('0000-0000'),
    'breaks its pattern': nationalId('AB1234567', { wellFormed: false }),
    'is of a type that households share': nationalId('AB1234567', { uniqueness: 'shared' }),
    'is of a type that is not configured': nationalId('AB1234567', { uniqueness: 'unknown' }),
    'is longer than any number given out': nationalId('9A'.repeat(60)),
  };
  for (const [reason, identifier] of Object.entries(silent)) {
    it(`an identifier that ${reason}`, async () => {
      const resolver = await pair({ identifiers: [identifier] }, { identifiers: [identifier] });
      expect(resolver.clusters).to.deep.equal([['a'], ['b']]);
      expect(resolver.outcomes).to.deep.equal(['new', 'new']);
      expect(resolver.registrant('a').identifiers).to.have.length(1);
    });
  }

  it('an identifier links on the very day of its expiry', async () => {
    const lastDay = nationalId('AB1234567', { expiry: new Date(polledAt).toISOString().slice(0, 10) });
    expect((await pair({ identifiers: [lastDay] }, { identifiers: [lastDay] })).clusters).to.deep.equal([['a', 'b']]);
  });

  it('the same value of another issuer or type', async () => {
    const issued = (issuer: string) => [nationalId('AB1234567', { issuer })];
    expect((await pair({ identifiers: issued('PH') }, { identifiers: issued('ID') })).clusters).to.have.length(2);
    expect((await pair({ identifiers: issued('PH') }, { identifiers: issued('ph ') })).clusters).to.have.length(1);
  });

  it('an identifier that too many different people hold falls silent, and speaks again when fewer do', async () => {
    const resolver = new Resolver(undefined, 3);
    const holders = ['a', 'b', 'c', 'd'].map((key, index) => person(key, { seen: index, identifiers: [idA] }));
    await resolver.all(holders.slice(0, 3));
    expect(resolver.clusters).to.deep.equal([['a', 'b', 'c']]);
    await resolver.all(holders.slice(3));
    expect(resolver.clusters).to.deep.equal([['a'], ['b'], ['c'], ['d']]);
    await resolver.all([person('d', { seen: 3, version: 2, identifiers: [idB] })]);
    expect(resolver.clusters).to.deep.equal([['a', 'b', 'c'], ['d']]);
  });

  it('a record that a registry repeats word for word does not silence its identifier', async () => {
    const resolver = new Resolver(undefined, 3);
    const copies = Array.from({ length: 12 }, (_, index) =>
      person(`a${String(index)}`, { seen: index, identifiers: [idA], fullName: 'Ana Reyes' }),
    );
    await resolver.all(copies, 5);
    expect(resolver.clusters).to.have.length(1);
  });
});

describe('identity: records in doubt', () => {
  const day = (birthDate: string) => ({ identifiers: [idA], birthDate });

  it('stay apart and open a review when sexes differ', async () => {
    const resolver = await pair({ identifiers: [idA], sex: 'F' }, { identifiers: [idA], sex: 'male' });
    expect(resolver.outcomes).to.deep.equal(['new', 'held']);
    expect(resolver.clusters).to.deep.equal([['a'], ['b']]);
    const review = resolver.lineage.at(-1);
    expect(review).to.deep.include({ kind: 'review_opened', recordKey: 'b', entityId: idOf('b') });
    expect(review).to.deep.include({ conflicts: ['sex'], otherEntityIds: [idOf('a')] });
    expect(review?.evidence).to.deep.equal([{ identifierType: 'National ID', issuer: null, otherRecordKey: 'a' }]);
  });

  it('stay apart when birth dates differ, unless day and month are swapped or a date is imprecise', async () => {
    expect((await pair(day('1980-03-04'), day('1981-03-04'))).lineage.at(-1)?.conflicts).to.deep.equal(['birth-date']);
    expect((await pair(day('1980-03-04'), day('1980-04-03'))).clusters).to.have.length(1);
    expect((await pair(day('1980-03-04'), day('1981-01-01'))).clusters).to.have.length(1);
    expect((await pair(day('1980-03-04'), day('1979'))).clusters).to.have.length(1);
  });

  it('stay apart when another identifier of a unique type differs, but not when they agree on one of several', async () => {
    const passport = (value: string) => nationalId(value, { type: 'Passport' });
    const apart = await pair({ identifiers: [idA, passport('P7001')] }, { identifiers: [idA, passport('P7002')] });
    expect(apart.lineage.at(-1)?.conflicts).to.deep.equal(['identifier:Passport']);
    const renewed = await pair(
      { identifiers: [idA, passport('P7001')] },
      { identifiers: [idA, passport('P7001'), passport('P7002')] },
    );
    expect(renewed.clusters).to.have.length(1);
  });

  it('siblings of one submission that share an identifier by mistake are never linked by themselves', async () => {
    const resolver = await pair({ identifiers: [idA], submission: 'h' }, { identifiers: [idA], submission: 'h' });
    expect(resolver.outcomes).to.deep.equal(['new', 'held']);
    expect(resolver.lineage.at(-1)?.conflicts).to.deep.equal(['same-submission']);
  });

  it('a record that matches two registrants takes neither and names both', async () => {
    const resolver = await pair({ identifiers: [idA] }, { identifiers: [nationalId('P77', { type: 'Passport' })] });
    await resolver.all([person('c', { seen: 3, identifiers: [idA, nationalId('P77', { type: 'Passport' })] })]);
    expect(resolver.outcomes).to.deep.equal(['new', 'new', 'held']);
    expect(resolver.clusters).to.deep.equal([['a'], ['b'], ['c']]);
    expect(resolver.lineage.at(-1)).to.deep.include({
      kind: 'review_opened',
      conflicts: ['several-registrants'],
      otherEntityIds: [idOf('a'), idOf('b')].sort(),
    });
  });

  it('closes the review when the mistake is corrected', async () => {
    const resolver = await pair({ identifiers: [idA], sex: 'F' }, { identifiers: [idA], sex: 'M' });
    await resolver.all([person('b', { seen: 2, version: 2, identifiers: [idA], sex: 'F' })]);
    expect(resolver.outcomes.at(-1)).to.equal('linked');
    expect(resolver.lineage.slice(-2).map(({ kind }) => kind)).to.deep.equal(['merged', 'review_closed']);
  });
});
