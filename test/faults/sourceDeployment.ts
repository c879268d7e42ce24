import type { Source } from '../../core/source.ts';
import { topicSpecifications, typeCatalogue } from '../../runtime/deployment/topics.ts';
import { codec, deleteTopics, ensureTopics, kafkaConnection, readToEnd, schemaIds } from '../../runtime/kafka/index.ts';
import type { Codec, KafkaConnection } from '../../runtime/kafka/index.ts';
import { createSourceWorker } from '../../runtime/source/index.ts';
import type { ImportOptions, SourceWorker, SourceWorkerOptions } from '../../runtime/source/index.ts';
import type {
  DeadLetter,
  ImportRun,
  SourceCheckpoint,
  SourceGroup,
  SourceIndexEntry,
  SourcePerson,
} from '../../schemas/generated/types.ts';
import { uniqueName, useStack } from '../support/stack.ts';

/** Where a test deployment lives: all that a worker in another process needs. */
export interface SourcePlaces {
  readonly name: string;
  readonly broker: string;
  readonly schemaRegistryUrl: string;
}

/** A committed message with its decoded value. */
export interface ReadValue<T> {
  readonly key: string;
  readonly type: string;
  readonly value: T;
  readonly headers: Readonly<Record<string, string>>;
}

const topics = ['source.records', 'source.index', 'erasures', 'source.checkpoints', 'dead-letters'];

/** Attempts and pauses that suit a test. */
const quick = { attempts: 3, pause: 20, longestPause: 100 };

/** An import with sensible settings for a test: no grace, guards that let a few pass. */
export const testImport = (source: Source, fields: Partial<ImportOptions> = {}): ImportOptions => ({
  name: 'households',
  source,
  complete: true,
  programs: { person: ['cash'], group: [] },
  priority: 1,
  every: 60_000,
  completeEvery: 3_600_000,
  grace: 0,
  guards: {},
  volatileFields: [],
  keepRaw: true,
  ...fields,
});

/** Topics and schemas of a test's own, and source workers on them. */
export class SourceDeployment {
  readonly places: SourcePlaces;
  readonly connection: KafkaConnection;
  readonly codec: Codec;
  readonly prefix: string;
  readonly #workers: SourceWorker[] = [];

  constructor(places: SourcePlaces) {
    this.places = places;
    this.prefix = `${places.name}.`;
    this.connection = kafkaConnection({ brokers: [places.broker], clientId: places.name }, () => undefined);
    const catalogue = typeCatalogue(this.prefix)
      .map((type) => ({ ...type, topics: type.topics.filter((topic) => topics.includes(this.#logical(topic))) }))
      .filter((type) => type.topics.length > 0);
    this.codec = codec(catalogue, schemaIds({ url: places.schemaRegistryUrl }));
  }

  async prepare(): Promise<void> {
    const all = topicSpecifications({ topicPrefix: this.prefix, partitions: 2, replicationFactor: 1 });
    await ensureTopics(
      this.connection,
      all.filter(({ name }) => topics.includes(this.#logical(name))),
    );
    await this.codec.register();
  }

  /** A worker of the source `civil`. */
  worker(imports: readonly ImportOptions[], options: Partial<SourceWorkerOptions> = {}): SourceWorker {
    const worker = createSourceWorker({
      deployment: this.places.name,
      secret: 'a secret of a test, long enough to be one',
      source: { name: 'civil', country: 'PH', imports },
      kafka: { connection: this.connection, codec: this.codec, topicPrefix: this.prefix },
      retry: quick,
      ...options,
    });
    this.#workers.push(worker);
    return worker;
  }

  records(): Promise<readonly ReadValue<SourcePerson | SourceGroup>[]> {
    return this.#read<SourcePerson | SourceGroup>('source.records', (type) => !type.endsWith('ImportRun'));
  }

  markers(): Promise<readonly ReadValue<ImportRun>[]> {
    return this.#read<ImportRun>('source.records', (type) => type.endsWith('ImportRun'));
  }

  index(): Promise<readonly ReadValue<SourceIndexEntry>[]> {
    return this.#read('source.index');
  }

  checkpoints(): Promise<readonly ReadValue<SourceCheckpoint>[]> {
    return this.#read('source.checkpoints');
  }

  deadLetters(): Promise<readonly ReadValue<DeadLetter>[]> {
    return this.#read('dead-letters');
  }

  /** The newest checkpoint of an import. */
  async checkpoint(importName = 'households'): Promise<SourceCheckpoint | undefined> {
    return (await this.checkpoints()).filter(({ key }) => key === `civil/${importName}`).at(-1)?.value;
  }

  async takeDown(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()));
    await deleteTopics(
      this.connection,
      topics.map((topic) => `${this.prefix}${topic}`),
    );
  }

  #logical(topic: string): string {
    return topic.slice(this.prefix.length);
  }

  async #read<T>(topic: string, wanted: (type: string) => boolean = () => true): Promise<ReadValue<T>[]> {
    const found: ReadValue<T>[] = [];
    await readToEnd(this.connection, {
      topic: `${this.prefix}${topic}`,
      onMessages: async (_, messages) => {
        await this.codec.load(messages.map(({ value }) => value));
        for (const { key, value, headers } of messages) {
          if (key === null || value === null) continue;
          const decoded = this.codec.decode(value);
          if (wanted(decoded.type)) found.push({ key, type: decoded.type, value: decoded.value as T, headers });
        }
      },
    });
    return found;
  }
}

/** Runs a test in a deployment of its own and takes it down afterwards. */
export const withSource = async (use: (deployment: SourceDeployment) => Promise<void>): Promise<void> => {
  const { brokers, schemaRegistryUrl } = await useStack();
  const [broker = ''] = brokers;
  const deployment = new SourceDeployment({ name: uniqueName('source'), broker, schemaRegistryUrl });
  try {
    await deployment.prepare();
    await use(deployment);
  } finally {
    await deployment.takeDown();
  }
};
