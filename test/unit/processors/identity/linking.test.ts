import { expect } from 'chai';
import { describe, it } from 'mocha';
import { group, nationalId, person } from '../support/records.ts';
import { Resolver, idOf } from '../support/resolver.ts';

const idA = [nationalId('AB-1234 567')];
const idB = [nationalId('CD-9876 543')];

describe('identity: linking by identifiers', () => {
  it('takes a person met through two doors as one registrant, and tells of the second door once', async () => {
    const resolver = new Resolver();
    await resolver.all([
      person('a', { seen: 1, area: null }),
      person('a', { seen: 1, import: 'groups', priority: 2, submission: 'h', area: 'Norte' }),
    ]);
    expect(resolver.outcomes).to.deep.equal(['new', 'linked']);
    expect(resolver.registrants.size).to.equal(1);
    expect(resolver.registrant('a').sources.map((source) => source.import)).to.deep.equal(['groups', 'individuals']);
    expect(resolver.registrant('a').fieldSources).to.include({ fullName: 'a/individuals', area: 'a/groups' });
    expect(resolver.lineage.map(({ kind, rule }) => [kind, rule])).to.deep.equal([['created', 'source-key']]);
  });

  it('links two records by an identifier however it is spelled, and says by which', async () => {
    const resolver = new Resolver();
    await resolver.all([
      person('a', { seen: 1, identifiers: idA }),
      person('b', { seen: 2, source: 'south', identifiers: [nationalId('ab1234567')] }),
    ]);
    expect(resolver.outcomes).to.deep.equal(['new', 'linked']);
    expect(resolver.clusters).to.deep.equal([['a', 'b']]);
    const linked = resolver.lineage.find(({ kind }) => kind === 'linked');
    expect(linked).to.deep.include({ entityId: idOf('a'), recordKey: 'b', rule: 'identifier' });
    expect(linked?.evidence).to.deep.equal([{ identifierType: 'National ID', issuer: null, otherRecordKey: 'a' }]);
  });

  it('merges registrants when a first national id shows that they are one', async () => {
    const resolver = new Resolver();
    await resolver.all([
      person('a', { seen: 1, identifiers: idA }),
      person('b', { seen: 2 }),
      person('b', { seen: 2, version: 2, identifiers: idA }),
    ]);
    expect(resolver.outcomes).to.deep.equal(['new', 'new', 'linked']);
    expect(resolver.registrant('b')).to.include({
      status: 'merged',
      mergedInto: idOf('a'),
      version: 3,
      fullName: null,
    });
    expect(resolver.registrant('a').mergedFrom).to.deep.equal([idOf('b')]);
    expect(resolver.lineage.at(-1)).to.deep.include({
      kind: 'merged',
      entityId: idOf('b'),
      otherEntityIds: [idOf('a')],
    });
  });

  it('splits registrants when an identifier is corrected', async () => {
    const resolver = new Resolver();
    await resolver.all([
      person('a', { seen: 1, identifiers: idA }),
      person('b', { seen: 2, identifiers: idA }),
      person('b', { seen: 2, version: 2, identifiers: idB }),
    ]);
    expect(resolver.outcomes).to.deep.equal(['new', 'linked', 'updated']);
    expect(resolver.clusters).to.deep.equal([['a'], ['b']]);
    expect(resolver.registrant('a').identifiers.map(({ value }) => value)).to.deep.equal(['AB1234567']);
    expect(resolver.lineage.at(-1)).to.deep.include({
      kind: 'split',
      entityId: idOf('b'),
      otherEntityIds: [idOf('a')],
    });
  });

  it('keeps the id with the anchor when the anchor leaves, and gives the others one of their own', async () => {
    const resolver = new Resolver();
    await resolver.all([
      person('a', { seen: 1, identifiers: idA }),
      person('b', { seen: 2, identifiers: idA }),
      person('c', { seen: 3, identifiers: idA }),
      person('a', { seen: 1, version: 2, identifiers: idB }),
    ]);
    expect(resolver.clusters).to.deep.equal([['a'], ['b', 'c']]);
    expect(resolver.registrant('b').status).to.equal('active');
    expect(resolver.lineage.filter(({ kind }) => kind === 'split')).to.have.length(1);
  });

  it('moves a record when its identifier moves from one registrant to another', async () => {
    const resolver = new Resolver();
    await resolver.all([
      person('a', { seen: 1, identifiers: idA }),
      person('b', { seen: 2, identifiers: idB }),
      person('c', { seen: 3, identifiers: idA }),
      person('c', { seen: 3, version: 2, identifiers: idB }),
    ]);
    expect(resolver.clusters).to.deep.equal([['a'], ['b', 'c']]);
    expect(resolver.lineage.at(-1)).to.deep.include({
      kind: 'linked',
      entityId: idOf('b'),
      recordKey: 'c',
      otherEntityIds: [idOf('a')],
    });
  });

  it('redirects the id when an older record comes late', async () => {
    const resolver = new Resolver();
    await resolver.all([person('b', { seen: 2, identifiers: idA }), person('a', { seen: 1, identifiers: idA })]);
    expect(resolver.outcomes).to.deep.equal(['new', 'linked']);
    expect(resolver.registrant('b')).to.include({ status: 'merged', mergedInto: idOf('a') });
    expect(resolver.registrant('a')).to.deep.include({ status: 'active', mergedFrom: [idOf('b')] });
    expect(resolver.lineage.slice(1).map(({ kind }) => kind)).to.deep.equal(['created', 'redirected']);
  });

  it('links groups by the same rules, and never a group with a person', async () => {
    const resolver = new Resolver();
    await resolver.all([
      group('g', ['a'], { seen: 1, identifiers: idA }),
      person('a', { seen: 2, identifiers: idA }),
      group('h', ['a'], { seen: 3, source: 'south', identifiers: idA }),
    ]);
    expect(resolver.outcomes).to.deep.equal(['new', 'new', 'linked']);
    expect(resolver.clusters).to.deep.equal([['a'], ['g', 'h']]);
  });
});
