import { expect } from 'chai';
import { describe, it } from 'mocha';
import { trainingProfiles } from '../../../../processors/index.ts';
import { MemoryStore } from '../support/memoryStore.ts';
import { group, nationalId, person } from '../support/records.ts';
import { Resolver } from '../support/resolver.ts';

describe('identity: what there is to learn from', () => {
  it('is every stored person, with the entry and the household it is known from, and its valid identifiers', async () => {
    const store = new MemoryStore();
    const read: number[] = [];
    const inGroup = { import: 'groups', submission: 'g2' };
    await new Resolver(store).all([
      person('a', { identifiers: [nationalId('A71'), nationalId('B72', { expiry: '2020-01-01' })] }),
      person('a', { ...inGroup }),
      person('b', { state: 'withdrawn' }),
      person('c'),
      group('g2', ['a', 'b']),
      group('g1', ['b']),
    ]);
    const found = await trainingProfiles(store.query, (records) => {
      read.push(records);
      return Promise.resolve();
    });
    expect(
      found.map(({ household, submissions, identifiers }) => [
        household,
        submissions,
        identifiers.map(({ value }) => value),
      ]),
    ).to.deep.equal([
      ['g2', ['g2'], ['A71']],
      ['g1', [], []],
      [null, [], []],
    ]);
    expect(read).to.deep.equal([5]);
  });
});
