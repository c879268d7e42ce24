import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Pool } from 'pg';
import { from, to } from 'pg-copy-streams';
import { typedQuery } from '../../../runtime/postgres/index.ts';
import { missingStructure, stateTables } from '../../../sinks/index.ts';

/** Milliseconds of the plain COPY of rows that are there as text, and of building the indexes that they need. */
export interface CopyLimit {
  readonly copy: number;
  readonly index: number;
}

const SCHEMA = 'bench_copy';

const fileOf = (directory: string, table: string, share: number): string =>
  join(directory, `${table}.${String(share)}`);

/** Writes the registry's rows to files, in as many shares as there are connections. */
const dump = async (pool: Pool, directory: string, shares: number): Promise<void> => {
  const client = await pool.connect();
  try {
    for (const { specification, owner } of stateTables)
      for (let share = 0; share < shares; share += 1) {
        const columns = Object.keys(specification.columns).join(', ');
        const rows = `select ${columns} from registry.${specification.name} where abs(hashtext(${owner}::text)) % ${String(shares)} = ${String(share)}`;
        await pipeline(
          client.query(to(`copy (${rows}) to stdout`)),
          createWriteStream(fileOf(directory, specification.name, share)),
        );
      }
  } finally {
    client.release();
  }
};

const copyShare = async (pool: Pool, directory: string, share: number): Promise<void> => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    for (const { specification } of stateTables) {
      const columns = Object.keys(specification.columns).join(', ');
      await pipeline(
        createReadStream(fileOf(directory, specification.name, share), { highWaterMark: 1 << 20 }),
        client.query(from(`copy ${SCHEMA}.${specification.name} (${columns}) from stdin`)),
      );
    }
    await client.query('commit');
  } finally {
    client.release();
  }
};

const buildIndexes = async (pool: Pool, workers: number): Promise<void> => {
  // The statements of a rebuild, for tables of another schema.
  const left = (await missingStructure(typedQuery(pool, 'reading indexes'))).map(({ statements }) =>
    statements.map((statement) => statement.replaceAll('registry_shadow.', `${SCHEMA}.`)),
  );
  const work = async (): Promise<void> => {
    const client = await pool.connect();
    try {
      await client.query("set maintenance_work_mem = '256MB'");
      for (let table = left.shift(); table !== undefined; table = left.shift())
        for (const statement of table) await client.query(statement);
    } finally {
      client.release(true);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  for (const { specification } of stateTables) await pool.query(`analyze ${SCHEMA}.${specification.name}`);
};

/**
 * The limit: the registry's own rows, ready as text in files, copied into tables of the same shape over as many connections
 * as the rebuild has, then the same indexes.
 *
 * @param directory for the files
 */
export const plainCopy = async (pool: Pool, directory: string, workers: number): Promise<CopyLimit> => {
  await dump(pool, directory, workers);
  // `missingStructure` speaks of what the shadow lacks: an empty one lacks everything.
  for (const schema of [SCHEMA, 'registry_shadow']) {
    await pool.query(`create schema ${schema}`);
    for (const {
      specification: { name },
    } of stateTables)
      await pool.query(
        `create table ${schema}.${name} (like registry.${name} including defaults including constraints)`,
      );
  }
  await pool.query('checkpoint');
  const began = performance.now();
  await Promise.all(Array.from({ length: workers }, (_, share) => copyShare(pool, directory, share)));
  const copied = performance.now();
  await buildIndexes(pool, workers);
  const ended = performance.now();
  await pool.query(`drop schema ${SCHEMA} cascade`);
  await pool.query('drop schema registry_shadow cascade');
  await pool.query('checkpoint');
  return { copy: Math.round(copied - began), index: Math.round(ended - copied) };
};
