import type { Query } from '../../core/streamProcessor.ts';
import { standingRestraints } from '../../processors/index.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { resolverPosition } from '../deployment/resolverPosition.ts';
import { readToEnd } from '../kafka/index.ts';
import type { LogRecord } from '../models/logPublisher.ts';
import { logMessages, publishToLog } from '../models/logPublisher.ts';

/** What reading and publishing takes. */
export type HoldDeployment = Pick<Deployment, 'codec' | 'config' | 'kafka' | 'query' | 'topic'>;

/** Keys of what restrains the resolver in the log, less the steps that follow it. */
const isRestraint = (key: string | null): key is string =>
  key !== null && (key.startsWith('hold/') || key.startsWith('policy/'));

/**
 * The newest values of switches and policies: what the resolver has applied, and what is in the log behind that. A
 * switch that was turned off is there as it was decided.
 *
 * @returns by key in `source.records`
 * @throws EtlError `transient` when Kafka, the schema registry or Postgres cannot be reached
 */
export const readRestraints = async ({
  codec,
  kafka,
  query,
  topic,
}: HoldDeployment): Promise<ReadonlyMap<string, unknown>> => {
  // The offset first: what the resolver applies meanwhile is then read twice, and nothing not at all.
  const { next } = await resolverPosition(query);
  const found = new Map<string, unknown>(await standingOf(query));
  await readToEnd(kafka, {
    topic: topic('source.records'),
    from: new Map([[0, next]]),
    onMessages: async (_, messages) => {
      const ours = messages.filter(({ key }) => isRestraint(key));
      await codec.load(ours.map(({ value }) => value));
      for (const { key, value } of ours) if (value !== null) found.set(key ?? '', codec.decode(value).value);
    },
  });
  return found;
};

const standingOf = async (query: Query): Promise<[string, unknown][]> =>
  (await standingRestraints(query)).filter(({ key }) => isRestraint(key)).map(({ key, value }) => [key, value]);

/**
 * Publishes switches, releases and policies, and the steps that follow them, in one transaction where they are few.
 * Publishing them twice changes nothing.
 *
 * @param deployment whose codec is prepared
 * @throws EtlError as {@link publishToLog}
 */
export const publishHolds = async (deployment: HoldDeployment, records: readonly LogRecord[]): Promise<void> => {
  if (records.length === 0) return;
  await publishToLog(deployment, 'holds', logMessages(deployment, 'holds', records), () => undefined);
};
