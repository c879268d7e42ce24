import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import pg from 'pg';
import type { InputRecord, OutputEvent, Query } from '../../../core/streamProcessor.ts';
import type { LinkageModel } from '../../../processors/identity/linkage/index.ts';
import { writeModel } from '../../../processors/identity/linkage/index.ts';
import { createIdentityProcessor, migrations } from '../../../processors/index.ts';
import { createPool, migrate } from '../../../runtime/postgres/index.ts';
import { decideAll } from '../../../runtime/stage/decisions.ts';
import { foldWrites } from '../../../runtime/stage/fold.ts';
import { stageMigrations } from '../../../runtime/stage/index.ts';
import { raiseEpoch } from '../../../runtime/stage/offsetStore.ts';
import { claimStatement } from '../../../runtime/stage/statement.ts';
import type { IdentityDecision } from '../../../schemas/generated/types.ts';

const at = { stage: 'identity', topic: 'source.records', partition: 0 };

/** A record of `source.records` as the stage hands it to the resolver. */
export const inputOf = (offset: number, type: string, value: object): InputRecord => ({
  at: { topic: at.topic, partition: at.partition, offset },
  key: String(offset),
  type: `org.registrystream.${type}`,
  value,
  headers: {},
  timestamp: 0,
});

/** The record that makes a model the active one. */
export const activation = (model: LinkageModel): InputRecord =>
  inputOf(0, 'ModelActivation', {
    hash: model.hash,
    artefact: gzipSync(writeModel(model)),
    activatedBy: 'bench',
    activatedAt: 0,
  });

/** Carries batches through a resolver as the stage does, without Kafka. */
export class Carrier {
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

  /** Reads what is stored, as a resolver does that starts. */
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

/** Gives carriers a database of their own, and takes it away. */
export const withCarriers = async <T>(url: string, use: (carrier: () => Carrier) => Promise<T>): Promise<T> => {
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
    const { epoch } = await raiseEpoch(pool, at, 'bench', 0);
    return await use(() => new Carrier(pool, epoch));
  } finally {
    await pool.end();
    await server.query(`drop database ${name} with (force)`);
    await server.end();
  }
};
