import { createClock, startSimulator } from '../../dev/simulator/index.ts';
import { attempts, openOpenG2P, simulatorAuth } from '../support/openg2pSource.ts';
import { describeSource } from './source.ts';
import type { SourceHarness } from './source.ts';

const startHarness = async (target: 'individual' | 'group'): Promise<SourceHarness> => {
  const clock = createClock('2025-06-01T08:00:00Z');
  const simulator = await startSimulator({ households: target === 'group' ? 120 : 30, clock });
  const { registry, faults } = simulator;
  const rows = () => registry.store.all().filter((partner) => partner.isGroup === (target === 'group'));
  return {
    open: () => openOpenG2P(simulator, { target }),
    openRefused: () =>
      openOpenG2P(simulator, { target, connection: { auth: { ...simulatorAuth(simulator), clientSecret: 'wrong' } } }),
    size: () => rows().length,
    personalTexts: () =>
      registry.store.all().flatMap((row) => [row.name, ...row.regIds.map((identifier) => identifier.value)]),
    failNext: (count) => {
      faults.next({ kind: 'server-error', count });
    },
    hangNext: () => {
      faults.next({ kind: 'timeout' });
    },
    attempts,
    requests: () => simulator.requests.counts().search,
    addBroken: () => {
      const [poison] = registry.poison(target === 'group' ? 'empty-group' : 'huge-name');
      if (poison !== undefined && target === 'group') registry.store.write(poison.id, { name: 'A'.repeat(1_001) });
    },
    changeOne: () => {
      clock.advanceDays(10);
      const row = rows().at(1);
      if (row !== undefined) registry.store.write(row.id, { address: 'New Street' });
    },
    removeFirst: (count) => {
      for (const row of rows().slice(0, count)) registry.store.remove(row.id);
    },
    close: () => simulator.close(),
  };
};

describeSource('openg2p, individuals', () => startHarness('individual'));
describeSource('openg2p, groups', () => startHarness('group'));
