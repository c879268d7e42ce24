import type { FaultPlan, Simulator } from '../../dev/simulator/index.ts';
import type { SourceHarness } from './source.ts';

/** Largest answer that sources of the contract tests read, bytes. */
export const largestAnswer = 1_048_576;

/** The simulator's part of a harness: what the registry does, whatever protocol it is asked by. */
export const simulatedRegistry = (
  simulator: Simulator,
  target: 'individual' | 'group',
  attempts: number,
): Omit<SourceHarness, 'open' | 'openRefused'> => {
  const { registry, faults, clock } = simulator;
  const { store } = registry;
  const isGroup = target === 'group';
  const rows = () => store.all().filter((partner) => partner.isGroup === isGroup);
  let added = 0;
  return {
    size: () => rows().length,
    personalTexts: () =>
      store
        .all()
        .flatMap((row) => [row.name, ...row.regIds.map((identifier) => identifier.value)])
        .filter((text) => text.length > 3),
    secrets: () => [simulator.credentials.clientSecret],
    failNext: (count) => {
      faults.next({ kind: 'server-error', count });
    },
    hangNext: () => {
      faults.next({ kind: 'timeout' });
    },
    spoilNext: (spoiling, count) => {
      faults.next({ ...spoiling, count } satisfies FaultPlan);
    },
    expireCredentials: () => {
      faults.next({ kind: 'token-expired' });
    },
    attempts,
    largestAnswer,
    requests: () => simulator.requests.counts().search,
    addBroken: () => {
      const [poison] = registry.poison(isGroup ? 'empty-group' : 'huge-name');
      // Too long for an address, with a name that is cut, so that the answer stays below its limit.
      if (poison !== undefined)
        store.write(poison.id, { name: 'Broken', givenName: 'Broken', address: 'A'.repeat(10_001) });
    },
    add: (count) => {
      const template = rows().at(-1);
      for (let index = 0; index < count && template !== undefined; index += 1) {
        added += 1;
        store.add({ ...template, name: `Added ${String(added)}`, members: [], regIds: [] });
      }
    },
    now: () => clock.now(),
    changeOne: () => {
      clock.advanceDays(10);
      const row = rows().at(1);
      if (row !== undefined) store.write(row.id, { address: 'New Street' });
    },
    changeAtOnce: (count) => {
      clock.advanceDays(10);
      for (const row of rows().slice(0, count)) store.write(row.id, { address: 'Same Moment Street' });
    },
    removeFirst: (count) => {
      for (const row of rows().slice(0, count)) store.remove(row.id);
    },
    close: () => simulator.close(),
  };
};
