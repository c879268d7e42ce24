import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { ChangeCounts } from '../../../../dev/simulator/changes.ts';
import {
  createClock,
  expectedDifference,
  expectedOutcome,
  Registry,
  type Doors,
} from '../../../../dev/simulator/index.ts';
import type { ExpectedDifference, Tally } from '../../../../dev/simulator/expected.ts';
import { defaultPopulation } from '../../../../dev/simulator/population.ts';

const both: Doors = { households: true, individuals: true };
const createRegistry = (): Registry =>
  new Registry(createClock('2026-03-01T08:00:00Z'), { ...defaultPopulation, households: 300 });

const differenceAfter = (counts: ChangeCounts): ExpectedDifference => {
  const registry = createRegistry();
  const before = registry.snapshot();
  registry.clock.advanceDays(1);
  registry.change(counts);
  return expectedDifference(before, registry.snapshot(), both);
};
const numbers = ({ created, updated, missing }: Tally): readonly number[] => [created, updated, missing];

describe('the expected outcome of an import', () => {
  it('counts a person registered twice with one identifier once, and one without any not at all', () => {
    const clean = new Registry(createClock('2026-03-01T08:00:00Z'), {
      ...defaultPopulation,
      households: 300,
      duplicatesWithIdentifier: 0,
      duplicatesWithoutIdentifier: 0,
    });
    const outcome = expectedOutcome(clean.snapshot(), both);
    clean.change({ registerAgainWithIdentifier: 3, registerAgainWithoutIdentifier: 4 });
    const after = expectedOutcome(clean.snapshot(), both);
    expect(after.individuals).to.equal(outcome.individuals);
    expect(after.skippedWithoutIdentifier).to.equal(outcome.skippedWithoutIdentifier + 4);
  });

  it('accounts for every row of both doors', () => {
    const registry = createRegistry();
    const { people, households } = registry.counts();
    const outcome = expectedOutcome(registry.snapshot(), both);
    const duplicates = Math.floor(300 * defaultPopulation.duplicatesWithIdentifier);
    expect(outcome.records.individuals + outcome.skippedWithoutIdentifier + duplicates).to.equal(people);
    expect(outcome.groups).to.equal(households);
    expect(outcome.heads).to.equal(households);
  });

  it('finds nothing to do when nothing has changed', () => {
    const { individuals, groups, movedOnly } = differenceAfter({});
    expect(numbers(individuals)).to.deep.equal([0, 0, 0]);
    expect(numbers(groups)).to.deep.equal([0, 0, 0]);
    expect(movedOnly).to.equal(0);
  });
});

describe('the expected difference after changes', () => {
  // [created, updated, missing] of people and of households; undefined where it follows from who was drawn.
  const cases: [ChangeCounts, readonly number[], readonly number[] | undefined][] = [
    [{ update: 10 }, [0, 10, 0], [0, 0, 0]],
    [{ updateHousehold: 4 }, [0, 0, 0], [0, 4, 0]],
    [{ correctName: 10 }, [0, 10, 0], [0, 0, 0]],
    [{ correctIdentifier: 10 }, [0, 10, 0], [0, 0, 0]],
    [{ addIdentifier: 10 }, [0, 10, 0], [0, 0, 0]],
    [{ addMember: 5 }, [5, 0, 0], undefined],
    [{ removePerson: 5 }, [0, 0, 5], undefined],
    [{ die: 5 }, [0, 0, 5], undefined],
    [{ move: 5 }, [0, 0, 0], undefined],
    [{ registerAgainWithIdentifier: 3 }, [0, 3, 0], [0, 0, 0]],
    [{ registerAgainWithoutIdentifier: 3 }, [0, 0, 0], [0, 0, 0]],
  ];
  for (const [counts, people, households] of cases) {
    it(`follows from ${JSON.stringify(counts)}`, () => {
      const difference = differenceAfter(counts);
      expect(numbers(difference.individuals)).to.deep.equal(people);
      if (households !== undefined) expect(numbers(difference.groups)).to.deep.equal(households);
    });
  }

  it('has a new household for each couple, and nobody who came or went', () => {
    const difference = differenceAfter({ marry: 3 });
    expect(numbers(difference.individuals)).to.deep.equal([0, 0, 0]);
    expect(difference.groups.created).to.equal(3);
    expect(difference.movedOnly).to.equal(6);
  });

  it('misses a household with all who lived in it', () => {
    const registry = createRegistry();
    const before = registry.snapshot();
    const changes = registry.change({ removeHousehold: 2 });
    const difference = expectedDifference(before, registry.snapshot(), both);
    expect(difference.groups.missing).to.equal(2);
    expect(difference.individuals.missing).to.be.at.most(changes.flatMap(({ persons }) => persons).length);
    expect(difference.records.householdPersons.missing).to.equal(changes.flatMap(({ persons }) => persons).length);
  });

  it('says which kind of change cannot be made any more', () => {
    expect(() => createRegistry().change({ updateHousehold: 301 })).to.throw(RangeError, 'household');
  });
});
