import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createClock, expectedDifference, expectedOutcome, startSimulator } from '../../dev/simulator/index.ts';
import type { Simulator } from '../../dev/simulator/index.ts';
import type { SourceWorker } from '../../runtime/source/index.ts';
import { testImport, withSource } from '../faults/sourceDeployment.ts';
import type { SourceDeployment } from '../faults/sourceDeployment.ts';
import { openOpenG2P } from '../support/openg2pSource.ts';

const { signal } = new AbortController();
const doors = { households: true, individuals: true };
const complete = { mode: 'complete' } as const;

const workerOf = (deployment: SourceDeployment, simulator: Simulator, pageSize: number): SourceWorker => {
  const open = (target: 'group' | 'individual') =>
    openOpenG2P(simulator, { target, query: { pageSize, pageOverlap: 3 } });
  return deployment.worker([
    testImport(open('group'), { volatileFields: ['writeDate'] }),
    testImport(open('individual'), { name: 'individuals', priority: 2, volatileFields: ['writeDate'] }),
  ]);
};

describe('a source worker at the simulated OpenG2P registry', () => {
  it('publishes what the registry holds, then what has changed, as the registry knows to be true', () =>
    withSource(async (deployment) => {
      const simulator = await startSimulator({ households: 120, clock: createClock('2026-03-01T08:00:00Z') });
      try {
        const worker = workerOf(deployment, simulator, 25);
        const before = simulator.registry.snapshot();
        const expected = expectedOutcome(before, doors);
        const [households, individuals] = await worker.runOnce({}, signal);
        expect(households).to.include({
          published: expected.records.householdPersons + expected.records.householdGroups,
          deadLettered: 0,
        });
        expect(individuals).to.include({
          published: expected.records.individuals,
          skippedWithoutIdentifier: expected.skippedWithoutIdentifier,
        });

        for (const options of [{}, complete])
          for (const run of await worker.runOnce(options, signal)) expect(run).to.include({ published: 0 });

        simulator.clock.advanceDays(1);
        simulator.registry.change({ update: 5, correctName: 3, addIdentifier: 2, addHousehold: 2, removeHousehold: 1 });
        const { records } = expectedDifference(before, simulator.registry.snapshot(), doors);
        const [changed] = await worker.runOnce(complete, signal);
        const { householdPersons, householdGroups } = records;
        expect(changed).to.include({
          withdrawalsPending: householdPersons.missing + householdGroups.missing,
          published:
            householdPersons.created + householdPersons.updated + householdGroups.created + householdGroups.updated,
        });
      } finally {
        await simulator.close();
      }
    }));
});
