import { placeIn, shownIds, sweepViewRows, viewStage } from '../../processors/index.ts';
import type { ViewPlace } from '../../processors/index.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { madeViews } from '../deployment/views.ts';
import { missingTopics, partitionCount, partitionFor } from '../kafka/index.ts';
import { inPlaceOfStage } from '../letters/index.ts';
import { transactionalIdOf } from '../stage/index.ts';
import { fieldOf, newest, traceOf } from './newest.ts';
import type { OnReading, Trace } from './newest.ts';

type Viewing = Pick<Deployment, 'codec' | 'config' | 'kafka' | 'query' | 'topic'>;

/** What a view shows of a registrant. */
interface ShownTrace extends Trace {
  /** The registrant's id, whatever the view calls it. */
  readonly id: string;
  /** 0 where it cannot be read. */
  readonly version: number;
}

/** What the topic of a view shows of some registrants. */
export interface ViewTraces {
  readonly view: ViewPlace;
  /** Keys that they have, or would have, in this view. */
  readonly keys: readonly string[];
  readonly traces: readonly ShownTrace[];
}

/** Views whose topic is there: also those that the configuration has no more, for they show what they have shown. */
const viewsWithTopic = async ({ kafka, query, topic }: Viewing): Promise<readonly ViewPlace[]> => {
  const made = [...(await madeViews(query))].map(([name, definition]) => placeIn(name, definition));
  if (made.length === 0) return [];
  const missing = await missingTopics(
    kafka,
    made.map((view) => topic(view.topic)),
  );
  return made.filter((view) => !missing.includes(topic(view.topic)));
};

const readView = async (reading: Viewing, view: ViewPlace, ids: Iterable<string>): Promise<ViewTraces> => {
  const { codec, config } = reading;
  const shownId = shownIds(view, config.secret);
  const idOf = new Map([...ids].map((id) => [shownId(id), id]));
  const shown = await newest(
    reading,
    view.topic,
    (key) => idOf.has(key),
    (message, partition) => ({
      ...traceOf(message, partition),
      id: idOf.get(message.key) ?? '',
      version: Number(fieldOf(codec, message.value, 'version') ?? 0),
    }),
  );
  return { view, keys: [...idOf.keys()], traces: [...shown.values()] };
};

/**
 * Looks through the topics of all views for some registrants, by the ids that each view gives them.
 *
 * @throws EtlError `transient` when Kafka, the schema registry or PostgreSQL cannot be reached
 */
export const readViewTraces = async (
  reading: Viewing,
  ids: ReadonlySet<string>,
  onReading: OnReading,
): Promise<readonly ViewTraces[]> => {
  const found: ViewTraces[] = [];
  for (const view of await viewsWithTopic(reading)) {
    onReading(view.topic);
    found.push(await readView(reading, view, ids));
  }
  return found;
};

/** Takes registrants out of a view, in the place of its stage: it may be showing somebody who has come again. */
const sweepPartition = async (
  reading: Viewing,
  view: ViewPlace,
  partition: number,
  ids: readonly string[],
  belowVersion: number,
): Promise<void> => {
  const { config, kafka, topic } = reading;
  const stage = transactionalIdOf(config.deployment, { stage: viewStage(view.name), topic: 'registrants', partition });
  let left: readonly ShownTrace[] = [];
  await inPlaceOfStage(
    { connection: kafka },
    stage,
    async () => {
      left = (await readView(reading, view, ids)).traces.filter(({ version }) => version <= belowVersion);
    },
    (publish) =>
      publish(
        left.map((one) => ({
          topic: topic(view.topic),
          partition: one.partition,
          key: one.key,
          value: null,
          headers: {},
        })),
      ),
  );
};

/**
 * Takes out of the views what their stages did not: what a restored backup has brought again, and what a view shows that
 * the configuration has no more.
 *
 * @param belowVersion whoever has come again under such an id has a version above this one, and stays
 * @throws EtlError as {@link readViewTraces}
 */
export const sweepViews = async (
  reading: Viewing,
  found: readonly ViewTraces[],
  gone: readonly string[],
  belowVersion: number,
): Promise<void> => {
  // First: what a stage decides from here on it publishes, for it knows of nothing that it has shown.
  await sweepViewRows(reading.query, gone, belowVersion);
  const partitions = await partitionCount(reading.kafka, reading.topic('registrants'));
  for (const { view, traces } of found) {
    const left = traces.filter(({ version }) => version <= belowVersion).map(({ id }) => id);
    for (let partition = 0; partition < partitions; partition += 1) {
      const ids = left.filter((id) => partitionFor(id, partitions) === partition);
      if (ids.length > 0) await sweepPartition(reading, view, partition, ids, belowVersion);
    }
  }
};
