import pg from 'pg';
import type {
  Decision,
  InputRecord,
  Outcome,
  OutputEvent,
  Query,
  StreamProcessor,
} from '../../../core/streamProcessor.ts';
import { migrate } from '../../../runtime/postgres/index.ts';
import { foldWrites } from '../../../runtime/stage/fold.ts';
import { stageMigrations } from '../../../runtime/stage/migrations.ts';
import { tableStatements } from '../../../runtime/stage/statement.ts';
import {
  createRegistryProcessor,
  registryMigrations,
  upsertMembershipKinds,
  upsertPrograms,
  type RegistryFacts,
} from '../../../sinks/index.ts';
import { createTestDatabase } from '../../support/stack.ts';

/** What came of a batch. */
export interface BatchResult {
  readonly events: readonly OutputEvent[];
  readonly outcomes: readonly Outcome[];
  readonly rejected: readonly Extract<Decision, { kind: 'rejected' }>[];
}

/** A registry with its sink, in a database of its own. */
export interface TestRegistry {
  readonly query: Query;
  readonly processor: StreamProcessor<RegistryFacts>;
  /** Reads, decides and writes one batch in one statement, as the stage does for a partition that it owns. */
  apply(...batch: readonly InputRecord[]): Promise<BatchResult>;
  /** The same by another sink on the same database, whose audit is off. */
  applyWithoutAudit(...batch: readonly InputRecord[]): Promise<BatchResult>;
  close(): Promise<void>;
}

const write = async (client: pg.Client, processor: StreamProcessor<RegistryFacts>, decisions: readonly Decision[]) => {
  const values: unknown[] = [];
  const writes = decisions.flatMap((one) => (one.kind === 'accepted' ? one.writes : []));
  const tables = foldWrites(processor.tables, writes);
  const parts = tableStatements(tables, (value) => `$${String(values.push(value))}`, 'true');
  if (parts.length > 0) await client.query(`with ${parts.join(', ')} select 1`, values);
};

/** Makes a registry with the programmes Cash (individuals) and Food (groups); close it when done. */
export const openRegistry = async (auditValues: 'hashed' | 'off' = 'hashed'): Promise<TestRegistry> => {
  const database = await createTestDatabase();
  await migrate({ url: database.url, applicationName: 'test' }, [stageMigrations, registryMigrations]);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const query: Query = async (sql, parameters) =>
    (await client.query<Record<string, unknown>>(sql, [...parameters])).rows;
  await upsertMembershipKinds(query, ['Head']);
  await upsertPrograms(query, [
    { name: 'Cash', target: 'individual' },
    { name: 'Food', target: 'group' },
  ]);
  const sink = (values: 'hashed' | 'off') =>
    createRegistryProcessor({ deployment: 'test', auditValues: values, auditSecret: 'secret', uniqueKinds: ['Head'] });
  const applyWith =
    (processor: StreamProcessor<RegistryFacts>) =>
    async (...batch: readonly InputRecord[]): Promise<BatchResult> => {
      const facts = await processor.read(batch, query);
      const decisions = batch.map((one) => processor.decide(one, facts));
      await write(client, processor, decisions);
      const accepted = decisions.filter((one) => one.kind === 'accepted');
      return {
        events: accepted.flatMap((one) => one.events),
        outcomes: accepted.flatMap((one) => one.outcomes),
        rejected: decisions.filter((one) => one.kind === 'rejected'),
      };
    };
  const processor = sink(auditValues);
  return {
    query,
    processor,
    apply: applyWith(processor),
    applyWithoutAudit: applyWith(sink('off')),
    async close() {
      await client.end();
      await database.drop();
    },
  };
};
