import { randomBytes } from 'node:crypto';
import { allMigrations } from '../../../runtime/cli/program.ts';
import { codec, deleteTopics, ensureTopics, kafkaConnection, schemaIds } from '../../../runtime/kafka/index.ts';
import { topicSpecifications, typeCatalogue } from '../../../runtime/deployment/topics.ts';
import { migrate } from '../../../runtime/postgres/index.ts';
import { waitUntil } from '../../stack/waitUntil.ts';
import type { Stack } from '../../stack/startStack.ts';
import { connectLibraries, startConnect } from './connectWorker.ts';
import { createBenchDatabase, flatTarget, registrantTarget, type BenchDatabase } from './database.ts';
import { fill, flatTopic, partitions, prefixOf, type FilledStream } from './fill.ts';
import { measureLimit } from './limits.ts';
import { measure, type Candidate } from './measure.ts';
import type { CandidateName, Run } from './run.ts';
import { sinkConfig } from './sinkConfig.ts';
import { startSink } from './sinkWorker.ts';
import type { StreamName } from './streams.ts';

/** What to measure. */
export interface BenchRequest {
  readonly records: number;
  readonly rounds: number;
  readonly candidates: readonly CandidateName[];
  readonly streams: readonly StreamName[];
  /** Folder for profiles of our sink's processor time; undefined: none. */
  readonly profiles: string | undefined;
  /** Told, in words, what is being done. */
  readonly told: (text: string) => void;
}

/** Topics and tables, filled and ready. */
class Bench {
  readonly #stack: Stack;
  readonly #request: BenchRequest;
  readonly #database: BenchDatabase;
  readonly #libraries: string;
  readonly #connection;
  readonly #filled = new Map<StreamName, FilledStream>();

  constructor(stack: Stack, request: BenchRequest, database: BenchDatabase, libraries: string) {
    this.#stack = stack;
    this.#request = request;
    this.#database = database;
    this.#libraries = libraries;
    const brokers = [...stack.kafka.brokers];
    this.#connection = kafkaConnection({ brokers, clientId: 'bench' }, () => undefined);
  }

  /** Makes and fills the topics of a stream, once. */
  async fill(stream: StreamName): Promise<FilledStream> {
    const known = this.#filled.get(stream);
    if (known !== undefined) return known;
    const { records, told } = this.#request;
    const topicPrefix = prefixOf(stream);
    const flat = { name: flatTopic(stream), partitions, configs: {} };
    await ensureTopics(this.#connection, [flat, ...this.#topics(stream)]);
    await codec(typeCatalogue(topicPrefix), schemaIds({ url: this.#stack.schemaRegistry.url })).register();
    const filled = await fill(this.#stack, stream, records, (sent) => {
      told(`filling ${stream}: ${sent.toLocaleString('en')} of ${records.toLocaleString('en')}`);
    });
    this.#filled.set(stream, filled);
    return filled;
  }

  /** Takes version 1 of everybody into the tables, and keeps it as the state before an update. */
  async prepareUpdate(): Promise<void> {
    const insert = await this.fill('insert');
    this.#request.told('preparing the tables for updates');
    await measure(this.#stack, this.#database, insert, this.#sink('sink', 'insert'), 0);
    await this.#database.keepFirstVersion();
  }

  async run(name: CandidateName, stream: FilledStream, round: number): Promise<Run> {
    await this.#database.reset(stream.stream);
    if (name === 'json' || name === 'copy') return measureLimit(this.#stack, this.#database.url, stream, name, round);
    const candidate = name.startsWith('sink') ? this.#sink(name, stream.stream) : this.#peer(name, stream.stream);
    try {
      return await measure(this.#stack, this.#database, stream, candidate, round);
    } finally {
      if (name === 'sink-audit') await this.#emptyAudit(stream.stream);
    }
  }

  #topics(stream: StreamName) {
    return topicSpecifications({ topicPrefix: prefixOf(stream), partitions, replicationFactor: 1 });
  }

  /** Half a gigabyte for each run with half a million records. */
  async #emptyAudit(stream: StreamName): Promise<void> {
    const audit = this.#topics(stream).filter(({ name }) => name.endsWith('.audit'));
    await deleteTopics(
      this.#connection,
      audit.map(({ name }) => name),
    );
    // For a moment a topic that was deleted is neither there nor gone.
    const made = (): Promise<boolean> => ensureTopics(this.#connection, audit).then(() => true);
    if (!(await waitUntil(made, 30_000, 200))) throw new Error('the topic audit could not be made anew');
  }

  #sink(name: CandidateName, stream: StreamName): Candidate {
    // Its groups and transactional ids are named by it: no run goes on where another ended.
    const deployment = `bench-${randomBytes(5).toString('hex')}`;
    const config = sinkConfig(this.#stack, this.#database.url, stream, { deployment, audit: name === 'sink-audit' });
    return { name, table: registrantTarget, start: () => startSink(config, this.#request.profiles) };
  }

  #peer(name: CandidateName, stream: StreamName): Candidate {
    const peer = name === 'connect-default' ? name : 'connect-tuned';
    const connector = `bench-${randomBytes(5).toString('hex')}`;
    const place = { topic: flatTopic(stream), databaseUrl: this.#database.url };
    const start = () => startConnect(this.#stack, this.#libraries, peer, connector, place);
    return { name, table: flatTarget, start };
  }
}

/** COPY cannot update: it is measured with the streams whose rows are all new. */
const applies = (candidate: CandidateName, stream: StreamName): boolean => candidate !== 'copy' || stream === 'insert';

/**
 * Measures the candidates with the streams, one after the other, all of them in every round, so that a machine that is
 * slower for a while is so for all.
 *
 * @param measured told of each run as it ends
 */
export const runBench = async (
  stack: Stack,
  request: BenchRequest,
  measured: (run: Run) => void,
): Promise<readonly Run[]> => {
  const { candidates, told } = request;
  const libraries = candidates.some((name) => name.startsWith('connect')) ? await connectLibraries(told) : '';
  const database = await createBenchDatabase(stack.postgres.url);
  try {
    await migrate({ url: database.url, applicationName: 'bench' }, allMigrations);
    await database.makePeerTable();
    const bench = new Bench(stack, request, database, libraries);
    if (request.streams.includes('update')) await bench.prepareUpdate();
    const streams: FilledStream[] = [];
    for (const name of request.streams) streams.push(await bench.fill(name));
    const runs: Run[] = [];
    for (let round = 1; round <= request.rounds; round += 1)
      for (const stream of streams)
        for (const name of candidates.filter((candidate) => applies(candidate, stream.stream))) {
          told(`round ${String(round)}: ${name}, ${stream.stream}`);
          const run = await bench.run(name, stream, round);
          runs.push(run);
          measured(run);
        }
    return runs;
  } finally {
    await database.drop();
  }
};
