import { expect } from 'chai';
import { describe, it } from 'mocha';
import { MemoryStore } from '../support/memoryStore.ts';
import { nationalId, person, runMarker } from '../support/records.ts';
import { Resolver } from '../support/resolver.ts';

const idA = [nationalId('AB-1234 567')];

describe('identity: states of a registrant', () => {
  it('withdraws a registrant when all its records are gone and restores it under the same id', async () => {
    const resolver = new Resolver();
    await resolver.all([
      person('a', { seen: 1, identifiers: idA }),
      person('b', { seen: 2, identifiers: idA }),
      person('a', { seen: 1, version: 2, state: 'withdrawn', identifiers: idA }),
    ]);
    expect(resolver.registrant('a').status).to.equal('active');
    await resolver.all([person('b', { seen: 2, version: 2, state: 'out_of_scope', identifiers: idA })]);
    expect(resolver.registrant('a').status).to.equal('withdrawn');
    await resolver.all([person('b', { seen: 2, version: 3, identifiers: idA })]);
    expect(resolver.registrant('a')).to.deep.include({ status: 'active', mergedFrom: [] });
    expect(resolver.outcomes).to.deep.equal(['new', 'linked', 'withdrawn', 'out-of-scope', 'updated']);
  });

  it('a withdrawn record keeps its links and its place as the anchor', async () => {
    const resolver = new Resolver();
    await resolver.all([
      person('a', { seen: 1, identifiers: idA }),
      person('a', { seen: 1, version: 2, state: 'withdrawn', identifiers: idA }),
      person('b', { seen: 2, identifiers: idA }),
    ]);
    expect(resolver.clusters).to.deep.equal([['a', 'b']]);
    expect(resolver.registrant('a').status).to.equal('active');
  });

  it('drops what is not newer, and tells nothing of a version that says the same', async () => {
    const resolver = new Resolver();
    const same = { seen: 1, contentHash: 'x' };
    await resolver.all([
      person('a', { ...same, version: 2 }),
      person('a', { ...same, version: 2 }),
      person('a', { seen: 1, version: 1, fullName: 'Older' }),
      person('a', { ...same, version: 3, importRun: 'run-2' }),
      person('a', { seen: 1, version: 3, fullName: 'Stale redrive' }),
    ]);
    expect(resolver.outcomes).to.deep.equal(['new', 'unchanged', 'superseded', 'unchanged', 'unchanged']);
    expect(resolver.events.filter(({ topic }) => topic === 'registrants')).to.have.length(1);
  });

  it('chooses each value by priority, then the newest, and never lets an absent or unreadable one win', async () => {
    const resolver = new Resolver();
    await resolver.all([
      person('a', {
        seen: 1,
        priority: 2,
        identifiers: idA,
        area: 'Old',
        birthDate: '1980-03-04',
        sex: 'f',
        address: 'Street 2',
      }),
      person('b', {
        seen: 2,
        priority: 1,
        identifiers: idA,
        area: null,
        birthDate: '1980-02-30',
        sex: '?',
        address: 'Street 1',
      }),
      person('c', { seen: 3, priority: 2, identifiers: idA, area: 'New', observedAt: Date.UTC(2026, 1, 1) }),
    ]);
    const registrant = resolver.registrant('a');
    expect(registrant).to.deep.include({ area: 'New', sex: 'female', address: 'Street 1' });
    expect(registrant.birthDate).to.deep.equal({ precision: 'day', value: '1980-03-04', imprecise: false });
    expect(registrant.fieldSources).to.include({
      area: 'c/individuals',
      address: 'b/individuals',
      sex: 'a/individuals',
    });
  });

  it('unites phones, programmes and attributes; death comes only from a source and can be reversed', async () => {
    const resolver = new Resolver();
    const phone = (number: string) => ({ number, collected: null, disabled: null });
    await resolver.all([
      person('a', {
        seen: 1,
        identifiers: idA,
        phones: [phone('0917 123 4567')],
        programs: ['cash'],
        attributes: { x: '1' },
      }),
      person('b', {
        ...{
          seen: 2,
          source: 'south',
          priority: 2,
          identifiers: idA,
          programs: ['food'],
          attributes: { x: '2', y: '3' },
        },
        ...{ phones: [phone('+63 917 1234567'), phone('unreadable')], deathDate: '2025-05-05' },
      }),
    ]);
    const united = resolver.registrant('a');
    expect(united.phones.map(({ e164 }) => e164)).to.deep.equal(['+639171234567', null]);
    expect(united).to.deep.include({ programs: ['cash', 'food'], attributes: { x: '1', y: '3' }, deceased: null });
    await resolver.all([person('b', { seen: 2, source: 'south', version: 2, identifiers: idA, deceased: true })]);
    expect(resolver.registrant('a').deceased).to.equal(true);
    await resolver.all([person('b', { seen: 2, source: 'south', version: 3, identifiers: idA, deceased: false })]);
    expect(resolver.registrant('a').deceased).to.equal(false);
  });

  it('refuses a state that another version of the normaliser wrote', async () => {
    const store = new MemoryStore();
    await new Resolver(store).all([person('a')]);
    const nodes = store.table('identity_node');
    for (const [key, row] of nodes) nodes.set(key, { ...row, normaliser: 0 });
    const refused = await new Resolver(store).all([person('a', { version: 2 })]).catch((thrown: unknown) => thrown);
    expect(refused).to.include({ code: 'NORMALISER_CHANGED', fault: 'config' });
  });

  it('passes run markers on to every partition of what it publishes', async () => {
    const resolver = new Resolver();
    await resolver.all([runMarker('started'), runMarker('completed')], 2);
    expect(resolver.events.map(({ topic, key, everyPartition }) => [topic, key, everyPartition])).to.deep.equal([
      ['registrants', 'run/run-1/started', true],
      ['groups', 'run/run-1/started', true],
      ['registrants', 'run/run-1/completed', true],
      ['groups', 'run/run-1/completed', true],
    ]);
    expect(resolver.outcomes).to.deep.equal([]);
  });
});
