import {
  compareRegistry,
  differingRows,
  isEqual,
  lossesOf,
  type DifferingRow,
  type TableDifference,
} from '../../sinks/index.ts';
import { typedQuery } from '../postgres/index.ts';
import type { CatchUp } from './catchUp.ts';
import type { RebuildContext } from './context.ts';
import { rebuildError } from './errors.ts';
import { inputWatermarks, readPositions, readPublished } from './positions.ts';

/** How the registry compares with its topics. */
export interface Comparison {
  readonly equal: boolean;
  readonly tables: readonly TableDifference[];
  /** Holds personal data. */
  readonly sample: readonly DifferingRow[];
  /** Registrants that were left out: an event of theirs is not applied yet. */
  readonly waiting: number;
  /** Registrants and groups that an exchange would take away, or set back to an older state. */
  readonly losses: { readonly gone: number; readonly older: number };
  readonly milliseconds: number;
}

/** Milliseconds to wait for what the registry has and this process has not read yet. */
const PATIENCE = 30_000;

/** For the hash joins of whole tables. */
const MEMORY = "set local work_mem = '128MB'";

/**
 * Compares the registry with the shadow at one moment, without holding the sink up: within one snapshot of the database
 * the shadow is brought to exactly where the registry is in it.
 *
 * @param sample differing rows of each table that are shown, at most
 * @throws EtlError `transient` `SINK_BEHIND`: it is not known who has to be left out
 */
export const compare = async (context: RebuildContext, catchUp: CatchUp, sample: number): Promise<Comparison> => {
  const { pool, onProgress, points } = context;
  const doing = 'comparing the registry with its topics';
  await catchUp.untilRead(PATIENCE);
  const partitions = [...(await inputWatermarks(context)).values()];
  // Before the snapshot: what is published is never ahead of the database then, unless that was restored.
  const published = await readPublished(context);
  const client = await pool.connect();
  const query = typedQuery(client, doing);
  const began = performance.now();
  try {
    await client.query('begin isolation level repeatable read');
    await client.query(MEMORY);
    const positions = await readPositions(query, published, partitions, context.assumeApplied);
    await catchUp.apply(client, positions, PATIENCE);
    // Room was made: what had no place before is read now.
    await catchUp.untilRead(PATIENCE);
    const waiting = catchUp.waiting();
    const tables = await compareRegistry(query, waiting, (done, of) => {
      onProgress({ step: 'comparing', done, of });
      // Nobody waits for it: a test only ends the process here.
      void points('rebuild.in-comparison');
    });
    const rows = await differingRows(query, waiting, tables, sample);
    await client.query('commit');
    catchUp.committed();
    const milliseconds = Math.round(performance.now() - began);
    return {
      equal: isEqual(tables),
      tables,
      sample: rows,
      waiting: waiting.length,
      losses: lossesOf(tables),
      milliseconds,
    };
  } catch (thrown) {
    await client.query('rollback').catch(() => undefined);
    throw rebuildError(thrown, doing);
  } finally {
    client.release();
  }
};
