import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import pg from 'pg';
import type { InputRecord, OutputEvent, Query } from '../../../core/streamProcessor.ts';
import { createIdentityProcessor, migrations } from '../../../processors/index.ts';
import type { LinkageModel } from '../../../processors/identity/linkage/index.ts';
import { writeModel } from '../../../processors/identity/linkage/index.ts';
import { createPool, migrate } from '../../../runtime/postgres/index.ts';
import { decideAll } from '../../../runtime/stage/decisions.ts';
import { foldWrites } from '../../../runtime/stage/fold.ts';
import type { IdentityDecision } from '../../../schemas/generated/types.ts';
import { stageMigrations } from '../../../runtime/stage/index.ts';
import { raiseEpoch } from '../../../runtime/stage/offsetStore.ts';
import { claimStatement } from '../../../runtime/stage/statement.ts';
import { inventPeople } from './people.ts';

/** What was measured at one size of the registry. */
export interface Figures {
  readonly records: number;
  /** Records a second of wall time: normalise, weigh, decide, write rows to Postgres; events are made and thrown away. */
  readonly recordsPerSecond: number;
  readonly recordsPerSecondAtEnd: number;
  /** Microseconds of this process's processor time a record, over the last tenth. */
  readonly processorTimeAtEnd: number;
  /** Bytes a record that the resolver holds in memory. */
  readonly bytesPerRecord: number;
  /** Seconds for another resolver to read its state. */
  readonly reloadSeconds: number;
  /** Microseconds of this process's processor time a record, of that. */
  readonly reloadProcessorTime: number;
  readonly decisions: Readonly<Record<string, number>>;
}

const batchSize = 500;
const at = { stage: 'identity', topic: 'source.records', partition: 0 };

const collected = (): number => {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

const processorTime = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

const inputOf = (offset: number, type: string, value: object): InputRecord => ({
  at: { topic: at.topic, partition: at.partition, offset },
  key: String(offset),
  type: `org.registrystream.${type}`,
  value,
  headers: {},
  timestamp: 0,
});

const inDatabase = async <T>(url: string, use: (pool: pg.Pool) => Promise<T>): Promise<T> => {
  const name = `bench_${randomBytes(5).toString('hex')}`;
  const server = new pg.Client({ connectionString: url });
  await server.connect();
  await server.query(`create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const config = { url: own.href, applicationName: 'bench' };
  const pool = createPool(config, {}, () => undefined);
  try {
    await migrate(config, [stageMigrations, ...migrations]);
    return await use(pool);
  } finally {
    await pool.end();
    await server.query(`drop database ${name} with (force)`);
    await server.end();
  }
};

/** Carries batches through a resolver as the stage does, without Kafka. */
class Carrier {
  readonly decisions: Record<string, number> = {};
  readonly #pool: pg.Pool;
  readonly #epoch: number;
  readonly #processor = createIdentityProcessor({ deployment: 'bench' });
  #offset = 0;

  constructor(pool: pg.Pool, epoch: number) {
    this.#pool = pool;
    this.#epoch = epoch;
  }

  get offset(): number {
    return this.#offset;
  }

  async open(): Promise<void> {
    await this.#processor.open?.(this.#query, () => undefined);
  }

  async carry(batch: readonly InputRecord[]): Promise<void> {
    const facts = await this.#processor.read(batch, this.#query);
    const inputs = batch.map((record) => ({
      at: record.at,
      record,
      message: { offset: record.at.offset, timestamp: 0, key: record.key, headers: {}, value: null },
    }));
    const decided = (await decideAll(this.#processor, inputs, facts)).map(({ decision }) => decision);
    const accepted = decided.flatMap((decision) => (decision.kind === 'accepted' ? [decision] : []));
    for (const { events } of accepted) this.#count(events);
    const tables = foldWrites(
      this.#processor.tables,
      accepted.flatMap(({ writes }) => writes),
    );
    const claim = { ...at, from: this.#offset, to: this.#offset + batch.length, epoch: this.#epoch };
    const { text, values } = claimStatement(claim, { tables, messages: [], outcomes: [], markers: [] });
    await this.#pool.query({ text, values: [...values] });
    this.#processor.committed?.();
    this.#offset += batch.length;
  }

  readonly #query: Query = async (text, values) =>
    (await this.#pool.query({ text, values: [...values] })).rows as Record<string, unknown>[];

  #count(events: readonly OutputEvent[]): void {
    for (const { topic, value } of events) {
      if (topic !== 'identity.decisions') continue;
      const { kind, rule } = value as IdentityDecision;
      this.decisions[`${kind} by ${rule}`] = (this.decisions[`${kind} by ${rule}`] ?? 0) + 1;
    }
  }
}

const activation = (model: LinkageModel): InputRecord =>
  inputOf(0, 'ModelActivation', {
    hash: model.hash,
    artefact: gzipSync(writeModel(model)),
    activatedBy: 'bench',
    activatedAt: 0,
  });

/** When the last tenth of the records began. */
interface LastTenth {
  readonly began: number;
  readonly busy: number;
}

const carryAll = async (carrier: Carrier, records: number, told: (done: number) => void): Promise<LastTenth> => {
  let last: LastTenth = { began: performance.now(), busy: processorTime() };
  let batch: InputRecord[] = [];
  let done = 0;
  for (const person of inventPeople(records, 1)) {
    batch.push(inputOf(carrier.offset + batch.length, 'SourcePerson', person));
    if (batch.length < batchSize && done + batch.length < records) continue;
    await carrier.carry(batch);
    done += batch.length;
    batch = [];
    told(done);
    if (done <= records * 0.9) last = { began: performance.now(), busy: processorTime() };
  }
  return last;
};

/**
 * Takes an invented registry through the resolver, batch by batch, with all its writes to a database of its own.
 *
 * @param model to be active from the start; undefined: the starter
 * @param told how many records are done
 */
export const measure = (
  url: string,
  records: number,
  model: LinkageModel | undefined,
  told: (done: number) => void,
): Promise<Figures> =>
  inDatabase(url, async (pool) => {
    const { epoch } = await raiseEpoch(pool, at, 'bench', 0);
    const empty = collected();
    const carrier = new Carrier(pool, epoch);
    await carrier.open();
    if (model !== undefined) await carrier.carry([activation(model)]);
    const began = performance.now();
    const last = await carryAll(carrier, records, told);
    const [ended, busy] = [performance.now(), processorTime()];
    const bytes = collected() - empty;
    const another = new Carrier(pool, epoch);
    const [reload, idle] = [performance.now(), processorTime()];
    await another.open();
    const reloaded = performance.now();
    return {
      records,
      recordsPerSecond: Math.round((records * 1000) / (ended - began)),
      recordsPerSecondAtEnd: Math.round((records * 100) / (ended - last.began)),
      processorTimeAtEnd: Math.round((busy - last.busy) / (records * 0.1)),
      bytesPerRecord: Math.round(bytes / records),
      reloadSeconds: Math.round((reloaded - reload) / 100) / 10,
      reloadProcessorTime: Math.round((processorTime() - idle) / records),
      decisions: carrier.decisions,
    };
  });
