import { analyseShadow, missingStructure, type TableStructure } from '../../sinks/index.ts';
import { typedQuery } from '../postgres/index.ts';
import type { RebuildContext } from './context.ts';
import { sideBySide, type Next } from './sideBySide.ts';

/** For the sorts of the indexes; PostgreSQL's default of 64 MB makes them several. */
const MEMORY = "set maintenance_work_mem = '256MB'";

/**
 * Builds the indexes and constraints of the shadow that are not there yet, several tables at a time: after the rows, for
 * one sort is a fraction of the work of a million insertions.
 */
export const buildStructure = async (context: RebuildContext): Promise<void> => {
  const { pool, workers, onProgress, points, signal } = context;
  const doing = 'building the indexes of the shadow';
  const tables = await missingStructure(typedQuery(pool, doing));
  const of = tables.reduce((sum, { statements }) => sum + statements.length, 0);
  let done = 0;
  const work = async (next: Next<TableStructure>): Promise<void> => {
    const client = await pool.connect();
    try {
      await client.query(MEMORY);
      for (let table = next(); table !== undefined; table = next())
        for (const statement of table.statements) {
          signal.throwIfAborted();
          await points('rebuild.before-index');
          await client.query(statement);
          done += 1;
          onProgress({ step: 'indexing', done, of });
        }
    } finally {
      // Its settings end with it.
      client.release(true);
    }
  };
  await sideBySide(tables, workers, work, doing);
};

/** Tells the planner about the shadow's rows: the registry must not be slow after an exchange. */
export const analyse = async ({ pool }: RebuildContext): Promise<void> => {
  for (const statement of analyseShadow) await pool.query(statement);
};
