import { createClock, simulatorAuth, spdciPaths, startSimulator } from '../../dev/simulator/index.ts';
import type { SpdciBehaviour } from '../../dev/simulator/index.ts';
import { attempts } from '../support/openg2pSource.ts';
import { openSpdci } from '../support/spdciSource.ts';
import type { SpdciTestSource } from '../support/spdciSource.ts';
import { largestAnswer, simulatedRegistry } from './simulatedRegistry.ts';
import { describeSource } from './source.ts';
import type { SourceHarness } from './source.ts';

const startHarness = async (
  target: 'individual' | 'group',
  behaviour: SpdciBehaviour,
  settings: Pick<SpdciTestSource, 'connection' | 'query'> = {},
): Promise<SourceHarness> => {
  const clock = createClock('2025-06-01T08:00:00Z');
  const households = target === 'group' ? 120 : 30;
  const simulator = await startSimulator({ households, clock, spdci: behaviour });
  const connection = { ...settings.connection, maxResponseBytes: largestAnswer };
  const wrongAuth = { ...simulatorAuth(simulator), clientSecret: 'wrong' };
  return {
    ...simulatedRegistry(simulator, target, attempts),
    open: () => openSpdci(simulator, { target, ...settings, connection }),
    openRefused: () => openSpdci(simulator, { target, ...settings, connection: { ...connection, auth: wrongAuth } }),
  };
};

describeSource('spdci, individuals by cursor', () => startHarness('individual', {}));
describeSource('spdci, groups by cursor, in all dialects', () => startHarness('group', { mixed: true }));
describeSource('spdci, individuals by page number, in all dialects', () =>
  startHarness('individual', { cursors: false, mixed: true }),
);
describeSource('spdci, groups by page number', () => startHarness('group', { cursors: false }));
describeSource('spdci, individuals of a registry that gives fewer than it is asked for', () =>
  startHarness('individual', { cursors: false, pageLimit: 15 }, { query: { queryType: 'predicate' } }),
);

describeSource('spdci, individuals by the asynchronous search', () =>
  startHarness(
    'individual',
    { pendingAnswers: 2 },
    {
      connection: {
        asynchronous: {
          searchPath: spdciPaths.asynchronousSearch,
          statusPath: spdciPaths.status,
          pollIntervalMs: 1,
          maxPollIntervalMs: 2,
        },
      },
    },
  ),
);
