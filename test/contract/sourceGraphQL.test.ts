import { createClock, simulatorAuth, startSimulator } from '../../dev/simulator/index.ts';
import { openSimulatedGraphQL, simulatorQuery } from '../support/graphqlSource.ts';
import type { Paging } from '../support/graphqlSource.ts';
import { attempts } from '../support/openg2pSource.ts';
import { largestAnswer, simulatedRegistry } from './simulatedRegistry.ts';
import { describeSource } from './source.ts';
import type { SourceHarness } from './source.ts';

const startHarness = async (target: 'individual' | 'group', paging: Paging): Promise<SourceHarness> => {
  const clock = createClock('2025-06-01T08:00:00Z');
  const simulator = await startSimulator({ households: target === 'group' ? 120 : 30, clock });
  const connection = { maxResponseBytes: largestAnswer };
  const wrongAuth = { ...simulatorAuth(simulator), clientSecret: 'wrong' };
  const query = simulatorQuery(target, paging);
  return {
    ...simulatedRegistry(simulator, target, attempts),
    open: () => openSimulatedGraphQL(simulator, { target, connection, query }),
    openRefused: () =>
      openSimulatedGraphQL(simulator, { target, query, connection: { ...connection, auth: wrongAuth } }),
  };
};

describeSource('graphql, individuals along a Relay connection', () => startHarness('individual', 'relay'));
describeSource('graphql, groups along a Relay connection', () => startHarness('group', 'relay'));
describeSource('graphql, individuals by offset', () => startHarness('individual', 'offset'));
describeSource('graphql, individuals by numbered pages', () => startHarness('individual', 'page'));
