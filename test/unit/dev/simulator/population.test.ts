import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { createClock, Registry } from '../../../../dev/simulator/index.ts';
import { identityKeys } from '../../../../dev/simulator/identifiers.ts';
import { defaultPopulation } from '../../../../dev/simulator/population.ts';

const registryOf = (seed: number, households: number): Registry =>
  new Registry(createClock('2026-03-01T08:00:00Z'), { ...defaultPopulation, seed, households });

describe('the population of the simulated registry', () => {
  it('is a pure function of the seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (seed) => {
        expect(registryOf(seed, 12).snapshot()).to.deep.equal(registryOf(seed, 12).snapshot());
      }),
      { numRuns: 20 },
    );
  });

  it('differs from seed to seed', () => {
    expect(registryOf(1, 12).snapshot()).not.to.deep.equal(registryOf(2, 12).snapshot());
  });

  it('changes in the same way when it is told the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 0, max: 5 }), (seed, count) => {
        const counts = { update: count, move: count, addHousehold: count, marry: 1, die: count };
        const [left, right] = [registryOf(seed, 60), registryOf(seed, 60)];
        expect(left.change(counts)).to.deep.equal(right.change(counts));
        expect(left.snapshot()).to.deep.equal(right.snapshot());
      }),
      { numRuns: 10 },
    );
  });

  it('has households of one to nine with one head and no two given names alike', () => {
    const { store } = registryOf(3, 500);
    for (const group of store.all().filter((partner) => partner.isGroup)) {
      expect(group.members.length).to.be.within(1, 9);
      expect(group.members.filter((member) => member?.kind === 'Head')).to.have.length(1);
      const names = group.members.map((member) => store.get(member?.individualId ?? -1)?.givenName);
      expect(new Set(names).size).to.equal(names.length);
    }
  });

  it('has no row that matches two people', () => {
    const registry = registryOf(4, 500);
    const now = registry.clock.now();
    const owners = new Map<string, string>();
    for (const partner of registry.store.all()) {
      for (const key of identityKeys(partner, now)) {
        expect(owners.get(key) ?? partner.truthId).to.equal(partner.truthId);
        owners.set(key, partner.truthId);
      }
    }
  });

  it('has untidy rows of every kind', () => {
    const people = registryOf(5, 1_000)
      .store.all()
      .filter((partner) => !partner.isGroup);
    expect(people.some((person) => person.regIds.length === 0)).to.equal(true);
    expect(people.some((person) => person.birthdate === null)).to.equal(true);
    expect(people.some((person) => person.familyName === null)).to.equal(true);
    expect(people.some((person) => /\p{Script=Arabic}/u.test(person.name))).to.equal(true);
    expect(people.some((person) => /\p{Script=Ethiopic}/u.test(person.name))).to.equal(true);
    expect(people.every((person) => person.name.endsWith(' ') && person.name === person.name.toUpperCase())).to.equal(
      true,
    );
  });

  it('knows who was registered twice, and whether identifiers tell it', () => {
    const twice = registryOf(6, 1_000)
      .truth()
      .persons.filter((person) => person.registrations.length > 1);
    expect(twice).to.have.length(10);
    expect(twice.filter((person) => person.sharesIdentifier)).to.have.length(5);
  });
});
