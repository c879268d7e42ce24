import { Kafka, logLevel, Partitioners, type Message } from 'kafkajs';
import { codec, partitionFor, schemaIds, type CatalogueType } from '../../../runtime/kafka/index.ts';
import { schemas } from '../../../schemas/generated/schemas.ts';
import type { Stack } from '../../stack/startStack.ts';
import { flatPerson, flatSchema, registrantOf } from './people.ts';
import { statesOf, type PersonState, type StreamName } from './streams.ts';

/** Partitions of the topics that are read. */
export const partitions = 4;

/** A record to look for in a table: when it is there, so is everything before it in its partition. */
export interface Mark {
  readonly id: string;
  readonly version: number;
  /** How many records of the partition are there with it. */
  readonly records: number;
}

/** A stream in its topics, and what a table must hold when a sink has drained it. */
export interface FilledStream {
  readonly stream: StreamName;
  readonly records: number;
  /** By partition, in order; the last is the partition's last record. */
  readonly marks: readonly (readonly Mark[])[];
  readonly rows: number;
  readonly sumOfVersions: number;
  /** Mean size of a value. */
  readonly bytes: { readonly registrant: number; readonly flat: number };
}

/** Prefix of the topics that our sink reads and writes with a stream. */
export const prefixOf = (stream: StreamName): string => `bench-${stream}.`;

/** Topic that the peer reads with a stream. */
export const flatTopic = (stream: StreamName): string => `bench-${stream}.flat`;

const FLAT = 'org.registrystream.bench.FlatPerson';
const REGISTRANT = 'org.registrystream.Registrant';
const chunk = 2000;
const markEvery = 250;

const catalogue = (stream: StreamName): readonly CatalogueType[] => [
  { name: FLAT, schema: flatSchema, topics: [flatTopic(stream)] },
  { name: REGISTRANT, schema: schemas[REGISTRANT] ?? {}, topics: [`${prefixOf(stream)}registrants`] },
];

/** Counts what goes to each partition, and remembers records to look for. */
class Bookkeeper {
  readonly #marks: Mark[][] = Array.from({ length: partitions }, () => []);
  readonly #last: (Mark | undefined)[] = Array.from({ length: partitions }, () => undefined);
  readonly #versions = new Map<number, number>();
  records = 0;

  note(id: string, { person, version }: PersonState, partition: number): void {
    const mark = { id, version, records: (this.#last[partition]?.records ?? 0) + 1 };
    this.#last[partition] = mark;
    if (mark.records % markEvery === 0) this.#marks[partition]?.push(mark);
    this.#versions.set(person, version);
    this.records += 1;
  }

  result(): Pick<FilledStream, 'records' | 'marks' | 'rows' | 'sumOfVersions'> {
    const marks = this.#marks.map((list, partition) => {
      const last = this.#last[partition];
      return last === undefined || list.at(-1) === last ? list : [...list, last];
    });
    const sumOfVersions = [...this.#versions.values()].reduce((sum, version) => sum + version, 0);
    return { records: this.records, marks, rows: this.#versions.size, sumOfVersions };
  }
}

/**
 * Fills the topics of a stream: `<prefix>registrants` for our sink and a topic of flat records with the same people, in
 * the same order and partitions, for the peer. The topics must exist and be empty.
 *
 * @param told how many records are sent
 */
export const fill = async (
  stack: Pick<Stack, 'kafka' | 'schemaRegistry'>,
  stream: StreamName,
  records: number,
  told: (sent: number) => void,
): Promise<FilledStream> => {
  const values = codec(catalogue(stream), schemaIds({ url: stack.schemaRegistry.url }));
  await values.register();
  const kafka = new Kafka({ brokers: [...stack.kafka.brokers], logLevel: logLevel.ERROR });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const topics = { registrant: `${prefixOf(stream)}registrants`, flat: flatTopic(stream) };
  const bytes = { registrant: 0, flat: 0 };
  const books = new Bookkeeper();
  let waiting: Record<keyof typeof topics, Message[]> = { registrant: [], flat: [] };
  const send = async (): Promise<void> => {
    const { registrant, flat } = waiting;
    waiting = { registrant: [], flat: [] };
    const topicMessages = [
      { topic: topics.registrant, messages: registrant },
      { topic: topics.flat, messages: flat },
    ];
    await producer.sendBatch({ acks: 1, topicMessages });
    told(books.records);
  };
  try {
    for (const state of statesOf(stream, records)) {
      const flat = flatPerson(state);
      const key = flat.registrant_id;
      const partition = partitionFor(key, partitions);
      const encoded = {
        registrant: values.encode(topics.registrant, REGISTRANT, registrantOf(state)),
        flat: values.encode(topics.flat, FLAT, flat),
      };
      for (const name of ['registrant', 'flat'] as const) {
        waiting[name].push({ key, partition, value: encoded[name] });
        bytes[name] += encoded[name].length;
      }
      books.note(key, state, partition);
      if (waiting.flat.length === chunk) await send();
    }
    if (waiting.flat.length > 0) await send();
  } finally {
    await producer.disconnect();
  }
  const mean = (sum: number): number => Math.round(sum / Math.max(1, books.records));
  return { stream, ...books.result(), bytes: { registrant: mean(bytes.registrant), flat: mean(bytes.flat) } };
};
