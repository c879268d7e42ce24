import type { Query } from '../../core/streamProcessor.ts';
import { groupOffsets, watermarks, type Watermarks } from '../kafka/index.ts';
import { checkPosition, relayGroup, withPatience } from '../stage/index.ts';
import { INPUT_TOPICS, STAGE, type RebuildContext } from './context.ts';
import { refusal } from './errors.ts';

/** A partition of the input, by the topic's logical name. */
export interface At {
  readonly topic: string;
  readonly partition: number;
}

/** Where the registry stands in a partition. */
export interface RegistryPosition extends At {
  /** Everything below is in the registry, or is told to be: what the shadow is built up to. */
  readonly next: number;
  /** The same as the database says; undefined when it knows nothing of the partition. */
  readonly stored: number | undefined;
}

/** How far the sink has published, by partition: its relay group's offsets. Read them before the database. */
export type Published = ReadonlyMap<string, number>;

export const nameOf = ({ topic, partition }: At): string => `${topic}/${String(partition)}`;

type Kafka = Pick<RebuildContext, 'kafka' | 'topicPrefix' | 'deployment'>;

/** The watermarks of every input partition, by {@link nameOf}. */
export const inputWatermarks = async ({ kafka, topicPrefix }: Kafka): Promise<ReadonlyMap<string, At & Watermarks>> => {
  const found = await Promise.all(
    INPUT_TOPICS.map(async (topic) =>
      [...(await watermarks(kafka, `${topicPrefix}${topic}`))].map(([partition, marks]) => ({
        topic,
        partition,
        ...marks,
      })),
    ),
  );
  return new Map(found.flat().map((one) => [nameOf(one), one]));
};

/** A broker that has just started does not know its groups yet. */
const PATIENCE = 30_000;

/** Reads how far the sink has published. */
export const readPublished = async ({ kafka, topicPrefix, deployment }: Kafka): Promise<Published> => {
  const group = relayGroup(deployment, STAGE);
  const found = await Promise.all(
    INPUT_TOPICS.map(async (topic) => {
      const offsets = await withPatience(
        PATIENCE,
        () => groupOffsets(kafka, group, `${topicPrefix}${topic}`),
        () => undefined,
      );
      return [...offsets].map(([partition, offset]) => [nameOf({ topic, partition }), offset] as const);
    }),
  );
  return new Map(found.flat());
};

interface StoredOffset extends At {
  readonly next: number;
  readonly published: number;
}

/**
 * Where the registry stands: up to where the database says, or up to where its events are published, where that is more:
 * then the database was lost, or restored from an older backup, and what is missing is what the rebuild is for.
 *
 * @param query sees the registry at the moment that is meant
 * @param partitions every input partition that there is
 * @param assumeApplied take the end of a partition of which nothing is known
 */
export const readPositions = async (
  query: Query,
  published: Published,
  partitions: Iterable<At & Watermarks>,
  assumeApplied: boolean,
): Promise<readonly RegistryPosition[]> => {
  const rows = (await query(
    `select topic, partition, next_offset as next, published_offset as published
from registry_stream.stream_offset where stage = $1`,
    [STAGE],
  )) as unknown as readonly StoredOffset[];
  const stored = new Map(rows.map((row) => [nameOf(row), row]));
  const ends = new Map([...partitions].map((at) => [nameOf(at), at]));
  const all = new Map<string, At>([...ends.values(), ...rows].map((at) => [nameOf(at), at]));
  return [...all].map(([name, { topic, partition }]) => {
    const row = stored.get(name);
    const isKnown = row !== undefined || published.has(name);
    const assumed = assumeApplied && !isKnown ? ends.get(name)?.high : undefined;
    const next = assumed ?? Math.max(row?.next ?? 0, row?.published ?? 0, published.get(name) ?? 0);
    return { topic, partition, next, stored: row?.next };
  });
};

/**
 * Refuses what no registry can be built from: a topic that does not have what the registry is said to come from.
 *
 * @throws EtlError `config` `TOPIC_SHORTER_THAN_STATE`, `TOPIC_TRUNCATED`, or `SINK_NEVER_RAN`
 */
export const checkPositions = (
  positions: readonly RegistryPosition[],
  marks: ReadonlyMap<string, At & Watermarks>,
): void => {
  for (const at of positions) {
    const { low, high } = marks.get(nameOf(at)) ?? { low: 0, high: 0 };
    const { topic, partition, next } = at;
    if (low > 0 && next > 0) {
      const text = `topic ${topic}, partition ${String(partition)} begins at offset ${String(low)}: what was before was deleted, by retention or by hand, so it no longer holds everybody; restore the topic. The registry is as it was`;
      throw refusal('TOPIC_TRUNCATED', text, { topic, partition, low, high, next });
    }
    checkPosition({ stage: STAGE, topic, partition }, { next, published: next, watermarks: { low, high } });
  }
  if (positions.every(({ next, stored }) => next === 0 && stored === undefined))
    throw refusal(
      'SINK_NEVER_RAN',
      'nothing says how far the registry is: the sink has never run, or the database was lost and Kafka has forgotten its offsets. Start the sink (registry-stream run sink); or, if all that the topics hold was in the registry and is in the audit log, repeat with --assume-applied',
    );
};
