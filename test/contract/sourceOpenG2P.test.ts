import { createClock, simulatorAuth, startSimulator } from '../../dev/simulator/index.ts';
import { attempts, openOpenG2P } from '../support/openg2pSource.ts';
import { largestAnswer, simulatedRegistry } from './simulatedRegistry.ts';
import { describeSource } from './source.ts';
import type { SourceHarness } from './source.ts';

const startHarness = async (target: 'individual' | 'group'): Promise<SourceHarness> => {
  const clock = createClock('2025-06-01T08:00:00Z');
  const simulator = await startSimulator({ households: target === 'group' ? 120 : 30, clock });
  const connection = { maxResponseBytes: largestAnswer };
  const wrongAuth = { ...simulatorAuth(simulator), clientSecret: 'wrong' };
  return {
    ...simulatedRegistry(simulator, target, attempts),
    open: () => openOpenG2P(simulator, { target, connection }),
    openRefused: () => openOpenG2P(simulator, { target, connection: { ...connection, auth: wrongAuth } }),
  };
};

describeSource('openg2p, individuals', () => startHarness('individual'));
describeSource('openg2p, groups', () => startHarness('group'));
