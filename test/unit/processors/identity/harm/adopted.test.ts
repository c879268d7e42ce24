import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import type { SourcePerson } from '../../../../../schemas/generated/types.ts';
import { activationOf, linkingModel } from '../../support/model.ts';
import { nationalId, person, verdict } from '../../support/records.ts';
import { idOf, Resolver } from '../../support/resolver.ts';

const model = linkingModel(2_000);

/** One woman, as two offices wrote her down. */
const amina = (recordKey: string, seen: number, more: Partial<SourcePerson> = {}): SourcePerson =>
  person(recordKey, {
    ...{ seen, fullName: null, givenName: 'Amina', familyName: 'Karimi', sex: 'f', birthDate: '1984-07-19' },
    phones: [{ number: '+639171234567', collected: null, disabled: null }],
    ...more,
  });

const adopted = (ownId: string, seen: number, more: Partial<SourcePerson> = {}): SourcePerson =>
  amina(`own-${ownId}`, seen, { ownId, source: 'programme', ...more });

describe('identity: people of an adopted registry', () => {
  let resolver: Resolver;

  beforeEach(async () => {
    resolver = new Resolver();
    await resolver.all([activationOf(model)]);
  });

  it('carries the own id with its record, and says that a registrant was known before', async () => {
    await resolver.all([adopted('1', 1), amina('polled', 2)]);
    expect(resolver.clusters).to.deep.equal([['own-1', 'polled']]);
    const { sources, baseline } = resolver.registrant('own-1');
    expect(sources.map(({ recordKey, ownId }) => [recordKey, ownId])).to.deep.equal([
      ['own-1', '1'],
      ['polled', null],
    ]);
    expect(baseline).to.equal(false);
    await resolver.all([adopted('1', 1, { version: 2, area: 'Norte' })]);
    expect(resolver.registrant('own-1').baseline).to.equal(true);
  });

  it('tells an own id that has changed, and nothing else of a record', async () => {
    await resolver.all([adopted('1', 1)]);
    const before = resolver.events.length;
    await resolver.all([adopted('1', 1, { ownId: '2', version: 2 })]);
    expect(resolver.registrant('own-1').sources[0]?.ownId).to.equal('2');
    expect(resolver.events.length).to.be.greaterThan(before);
  });

  it('asks a person before evidence alone makes one of two', async () => {
    await resolver.all([adopted('1', 1), adopted('2', 2)]);
    expect(resolver.clusters).to.deep.equal([['own-1'], ['own-2']]);
    expect(resolver.outcomes.at(-1)).to.equal('held');
    expect(resolver.lineage.at(-1)).to.include({ kind: 'held', entityId: idOf('own-2') });
    expect(resolver.lineage.at(-1)?.conflicts).to.include('held:adopted');
    await resolver.all([verdict('own-1', 'own-2', 'same')]);
    expect(resolver.clusters).to.deep.equal([['own-1', 'own-2']]);
  });

  it('asks, too, when it is a record of another source that would bring them together', async () => {
    await resolver.all([amina('polled', 1), adopted('1', 2), adopted('2', 3)]);
    expect(
      resolver.clusters.filter((cluster) => cluster.filter((key) => key.startsWith('own')).length > 1),
    ).to.deep.equal([]);
    const other = new Resolver();
    await other.all([adopted('1', 2), adopted('2', 3), activationOf(model), amina('polled', 1)]);
    expect(other.clusters.filter((cluster) => cluster.filter((key) => key.startsWith('own')).length > 1)).to.deep.equal(
      [],
    );
  });

  it('makes one of two by an identifier', async () => {
    const identifiers = [nationalId('N71234567')];
    await resolver.all([adopted('1', 1, { identifiers }), adopted('2', 2, { identifiers })]);
    expect(resolver.clusters).to.deep.equal([['own-1', 'own-2']]);
  });
});
