import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { simulatorAuth, type Simulator } from '../../../dev/simulator/index.ts';

/** A simulated registry with the doors through which it is read. */
export interface Registry {
  readonly name: string;
  readonly simulator: Simulator;
  /** Households with their members, and, where `individuals` holds, everybody on their own as well. */
  readonly individuals: boolean;
}

/** What a worker's configuration says. */
export interface WorkerConfiguration {
  readonly deployment: string;
  readonly prefix: string;
  readonly partitions: number;
  readonly broker: string;
  readonly schemaRegistryUrl: string;
  readonly postgresUrl: string;
  readonly registries: readonly Registry[];
}

/** The programmes for which imports propose drafts. */
const programmes = [
  { name: 'Cash Transfer', target: 'individual' },
  { name: 'Household Grant', target: 'group' },
] as const;

const importsOf = ({ individuals }: Registry): readonly object[] => {
  const timing = { complete: true, every: '700ms', completeEvery: '2s', grace: '1s' };
  // What a run withdraws is bounded by each scan's share alone: the window would fill up with what runs for hours bring.
  // The share is above what leaves while faults keep complete scans from ending, and below the 60 % of the fault: a
  // guard that holds waits for a person, and nobody is here to accept.
  const guards = { share: 0.35, windowShare: 1, areaMinimum: 6 };
  const both = programmes.map(({ name }) => name);
  const households = {
    name: 'households',
    target: 'group',
    ...timing,
    guards,
    programs: both,
    query: { pageSize: 25 },
  };
  const people = {
    name: 'people',
    target: 'individual',
    ...timing,
    guards,
    programs: [both[0]],
    query: { pageSize: 60 },
  };
  return individuals ? [households, people] : [households];
};

const sourceOf = (registry: Registry): object => {
  const { name, simulator } = registry;
  // The last part of an address is the place: the area by which withdrawals are guarded.
  const fields = { area: "address && split(address, ', ')[-1]" };
  return {
    name,
    type: 'openg2p',
    country: 'PH',
    connection: {
      baseUrl: simulator.url,
      timeoutMs: 2_000,
      retry: { attempts: 3, minDelayMs: 50, maxDelayMs: 1_000 },
      mapping: { person: { fields }, group: { fields } },
      auth: simulatorAuth(simulator),
    },
    imports: importsOf(registry),
  };
};

/** Writes the configuration of a worker: that of a real deployment, with short timeouts. */
export const writeConfiguration = (file: string, of: WorkerConfiguration): void => {
  writeFileSync(
    file,
    stringify({
      deployment: of.deployment,
      secret: 'of this test alone, of this test alone',
      kafka: {
        brokers: [of.broker],
        topicPrefix: of.prefix,
        partitions: of.partitions,
        sessionTimeout: '3s',
        heartbeatInterval: '500ms',
        rebalanceTimeout: '4s',
        transactionTimeout: '6s',
      },
      schemaRegistry: { url: of.schemaRegistryUrl },
      postgres: { url: of.postgresUrl },
      audit: { values: 'full' },
      log: { level: 'info' },
      programs: programmes,
      identity: {
        linkedSources: of.registries.length < 2 ? [] : [of.registries.map(({ name }) => name)],
        // The checker computes what the registries say, not what a person would let go of it.
        guard: { minimum: 1_000_000 },
      },
      sources: of.registries.map(sourceOf),
    }),
  );
};
