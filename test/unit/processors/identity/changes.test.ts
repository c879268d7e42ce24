import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import type { SourcePerson } from '../../../../schemas/generated/types.ts';
import { activationOf, linkingModel } from '../support/model.ts';
import { erasure, group, nationalId, person } from '../support/records.ts';
import { idOf, Resolver } from '../support/resolver.ts';

const phones: SourcePerson['phones'] = [{ number: '+639171234567', collected: null, disabled: null }];

/** One woman, as two offices wrote her down. */
const rosa = (recordKey: string, seen: number, more: Partial<SourcePerson> = {}): SourcePerson =>
  person(recordKey, {
    seen,
    ...{ fullName: null, givenName: 'Rosa', familyName: 'Abad', sex: 'f', birthDate: '1984-07-19', phones },
    ...more,
  });

describe('identity: late, changed and deleted records', () => {
  let resolver: Resolver;

  beforeEach(async () => {
    resolver = new Resolver();
    await resolver.all([activationOf(linkingModel(2_000))]);
  });

  const membersOf = (recordKey: string): string[] =>
    resolver.group(recordKey).members.map(({ registrantId }) => registrantId);
  const lastKinds = (count: number): string[] => resolver.lineage.slice(-count).map(({ kind }) => kind);

  it('a corrected name unlinks what was linked by weight, and the household is told again', async () => {
    await resolver.all([rosa('first', 1), rosa('again', 2), group('home', ['again'], { seen: 3 })]);
    expect(resolver.clusters).to.deep.include(['again', 'first']);
    expect(membersOf('home')).to.deep.equal([idOf('first')]);
    await resolver.all([
      rosa('again', 2, { version: 2, givenName: 'Teodora', familyName: 'Lim', birthDate: '1951-01-30' }),
    ]);
    expect(resolver.clusters).to.deep.equal([['again'], ['first'], ['home']]);
    expect(membersOf('home')).to.deep.equal([idOf('again')]);
    expect(resolver.registrant('first').mergedFrom).to.deep.equal([]);
    expect(lastKinds(1)).to.deep.equal(['split']);
  });

  it('a corrected name links by weight what nobody would have linked', async () => {
    await resolver.all([rosa('first', 1), rosa('again', 2, { givenName: 'Teodora', familyName: 'Lim', phones: [] })]);
    expect(resolver.clusters).to.have.length(2);
    await resolver.all([rosa('again', 2, { version: 2 })]);
    expect(resolver.clusters).to.deep.equal([['again', 'first']]);
    expect(resolver.registrant('again')).to.include({ status: 'merged', mergedInto: idOf('first') });
  });

  it('a withdrawn record keeps its links and stays the anchor, also of who comes later', async () => {
    await resolver.all([rosa('first', 1), rosa('again', 2), rosa('first', 1, { version: 2, state: 'withdrawn' })]);
    await resolver.all([rosa('third', 3)]);
    expect(resolver.clusters).to.deep.equal([['again', 'first', 'third']]);
    expect(resolver.registrant('first').status).to.equal('active');
    expect(resolver.registrants.size, 'nobody got another id').to.equal(1);
  });

  it('a late record that was seen before all others takes over their id, and redirects it', async () => {
    await resolver.all([rosa('second', 2), group('home', ['second'], { seen: 3 }), rosa('first', 1)]);
    expect(resolver.registrant('second')).to.include({ status: 'merged', mergedInto: idOf('first') });
    expect(membersOf('home')).to.deep.equal([idOf('first')]);
  });

  it('a corrected identifier unlinks, and one that passes to somebody else goes with him', async () => {
    const passport = [nationalId('P7123456', { type: 'Passport' })];
    const plain = { phones: [], birthDate: null, sex: null } as const;
    await resolver.all([
      rosa('holder', 1, { ...plain, identifiers: passport }),
      rosa('copy', 2, { ...plain, familyName: 'Abadd', identifiers: passport }),
      person('stranger', { seen: 3, fullName: 'Wei Zhang' }),
    ]);
    expect(resolver.clusters).to.deep.equal([['copy', 'holder'], ['stranger']]);
    await resolver.all([rosa('copy', 2, { ...plain, version: 2, familyName: 'Abadd', identifiers: [] })]);
    expect(resolver.registrant('copy')).to.include({ status: 'active' });
    await resolver.all([
      rosa('holder', 1, { ...plain, version: 2, identifiers: [] }),
      person('stranger', { seen: 3, version: 2, fullName: 'Wei Zhang', identifiers: passport }),
    ]);
    expect(resolver.registrant('stranger').identifiers.map(({ value }) => value)).to.deep.equal(['P7123456']);
    expect(resolver.registrant('holder').identifiers).to.deep.equal([]);
    expect(resolver.clusters.filter((cluster) => cluster.includes('stranger'))).to.deep.equal([['stranger']]);
  });

  it('a deleted record leaves its fellow, its household and its links as if it had never been', async () => {
    const log = [rosa('again', 2), group('home', ['again'], { seen: 3 })];
    await resolver.all([rosa('first', 1), ...log, erasure('first')]);
    const plain = new Resolver();
    await plain.all([activationOf(linkingModel(2_000)), ...log]);
    expect(resolver.clusters).to.deep.equal(plain.clusters);
    expect(membersOf('home')).to.deep.equal([idOf('again')]);
    const { mergedFrom, version, cause, ...now } = resolver.registrant('again');
    const { mergedFrom: never, version: before, cause: other, ...wouldBe } = plain.registrant('again');
    expect([mergedFrom, never]).to.deep.equal([[idOf('first')], []]);
    expect(version + cause.offset).to.be.above(before + other.offset);
    expect({ ...now, importRun: '', observedAt: 0 }).to.deep.equal({ ...wouldBe, importRun: '', observedAt: 0 });
  });
});
