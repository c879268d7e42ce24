import { setTimeout as pause } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { EtlError } from '../../core/errors.ts';
import type { Query } from '../../core/streamProcessor.ts';
import {
  carryHistory,
  carryOthers,
  checkDependents,
  dependentsOf,
  dropShadow,
  exchangeTables,
  keepAsTheyAre,
  lockAgainstAlterations,
  lockRegistry,
  missingStructure,
  othersColumns,
} from '../../sinks/index.ts';
import { transactionalPublisher, type Watermarks } from '../kafka/index.ts';
import { typedQuery } from '../postgres/index.ts';
import { transactionalIdOf } from '../stage/index.ts';
import type { CatchUp } from './catchUp.ts';
import { STAGE, type RebuildContext } from './context.ts';
import { rebuildError, refusal } from './errors.ts';
import { fingerprintOf } from './fingerprint.ts';
import {
  inputWatermarks,
  readPositions,
  readPublished,
  type At,
  type Published,
  type RegistryPosition,
} from './positions.ts';
import { analyse, buildStructure } from './structure.ts';

/** What an exchange did. */
export interface Swapped {
  /** For how long nobody could read or write the registry's tables. */
  readonly milliseconds: number;
  /** Partitions whose position was set, because the database had lost it. */
  readonly positionsSet: number;
}

/** Others than the sink read the registry, too: waiting for them longer than this holds everybody else up. */
const LOCK_TIMEOUT = "set local lock_timeout = '1s'";
const ATTEMPTS = 30;
const BETWEEN_ATTEMPTS = 1_000;
/** Milliseconds within the lock to wait for what the registry has and this process has not read yet. */
const PATIENCE = 500;

/** Ends whatever a sink is publishing: what is published afterwards is settled. The sink takes over again by itself. */
const fence = async ({ kafka, deployment }: RebuildContext, partitions: readonly At[]): Promise<void> => {
  await Promise.all(
    partitions.map(async ({ topic, partition }) => {
      const publisher = transactionalPublisher(
        kafka,
        transactionalIdOf(deployment, { stage: STAGE, topic, partition }),
      );
      await publisher.open();
      await publisher.close();
    }),
  );
};

/** Every row of the stage is held until the transaction ends, and whoever worked on it before can write nothing more. */
const raiseEpochs = `update registry_stream.stream_offset set epoch = epoch + 1, owner = 'registry-stream rebuild',
  taken_over_at = clock_timestamp() where stage = $1`;

/** For a database that has lost its positions: all below is in the registry now, and was published by the lost one. */
const setPositions = async (query: Query, positions: readonly RegistryPosition[]): Promise<number> => {
  const lost = positions.filter(({ next, stored }) => next > (stored ?? 0));
  if (lost.length === 0) return 0;
  await query(
    `with r as (select * from json_to_recordset($2::json) as r(topic text, partition integer, next bigint)),
cleared as (
  delete from registry_stream.outbox o using r
  where o.stage = $1 and o.topic = r.topic and o.partition = r.partition and o.up_to <= r.next
)
insert into registry_stream.stream_offset as s
  (stage, topic, partition, next_offset, epoch, published_offset, owner, taken_over_at)
select $1, r.topic, r.partition, r.next, 1, r.next, 'registry-stream rebuild', clock_timestamp() from r
on conflict (stage, topic, partition) do update
  set next_offset = excluded.next_offset, published_offset = excluded.published_offset`,
    [STAGE, JSON.stringify(lost)],
  );
  return lost.length;
};

const mayComeAgain = (thrown: unknown): boolean =>
  thrown instanceof EtlError && thrown.fault === 'transient' && thrown.code !== 'POSTGRES_TIMEOUT';

/** What others have changed of the tables since the shadow was made would be lost without a word. */
const checkUnaltered = async (context: RebuildContext, query: Query, fingerprint: string): Promise<void> => {
  if ((await fingerprintOf(context, query)) === fingerprint && (await missingStructure(query)).length === 0) return;
  throw refusal(
    'REGISTRY_ALTERED',
    "somebody has altered the registry's tables or indexes while they were rebuilt; nothing was exchanged: repeat the command",
  );
};

/** One attempt, in one transaction: all of it, or nothing. */
const exchange = async (
  context: RebuildContext,
  catchUp: CatchUp,
  client: PoolClient,
  known: {
    readonly fingerprint: string;
    readonly published: Published;
    readonly partitions: readonly (At & Watermarks)[];
  },
): Promise<Swapped> => {
  const { points } = context;
  const query = typedQuery(client, 'exchanging the tables');
  await client.query('begin');
  await client.query(LOCK_TIMEOUT);
  // What reads the catalogue is done while everybody else still works.
  await client.query(lockAgainstAlterations);
  await checkUnaltered(context, query, known.fingerprint);
  const others = await othersColumns(query);
  const dependents = await dependentsOf(query);
  const began = performance.now();
  await client.query(lockRegistry);
  await query(raiseEpochs, [STAGE]);
  await points('swap.after-lock');
  const positions = await readPositions(query, known.published, known.partitions, context.assumeApplied);
  const ids = await catchUp.apply(client, positions, PATIENCE);
  if (ids.length > 0) await carryHistory(query, ids);
  await keepAsTheyAre(query, catchUp.waiting());
  await carryOthers(query, others);
  await exchangeTables(query, dependents);
  const positionsSet = await setPositions(query, positions);
  await client.query(dropShadow);
  await points('swap.before-commit');
  await client.query('commit');
  const milliseconds = Math.round(performance.now() - began);
  catchUp.committed();
  await points('swap.after-commit');
  return { milliseconds, positionsSet };
};

/**
 * Puts the shadow in the place of the registry: carries history over, fences the sink, brings the shadow to where the
 * registry is, and exchanges the tables in one transaction. A running sink finds its epoch raised, takes over again and
 * goes on where it was; what it has still to publish is untouched.
 *
 * @param fingerprint of the shadow
 * @throws EtlError `config` `EXCHANGE_REFUSED` when something hangs on the tables that cannot be carried over;
 *   `transient` when others keep the tables busy for too long, or the sink is too far behind
 */
export const swap = async (context: RebuildContext, catchUp: CatchUp, fingerprint: string): Promise<Swapped> => {
  const { pool, onProgress, points, signal } = context;
  const doing = 'exchanging the tables';
  const client = await pool.connect();
  try {
    await checkDependents(typedQuery(client, doing));
    // What others have indexed since the shadow was made.
    await buildStructure(context);
    onProgress({ step: 'carrying over', done: 0, of: 1 });
    await carryHistory(typedQuery(client, 'carrying history over'));
    await analyse(context);
    await points('swap.after-carry');
    onProgress({ step: 'exchanging', done: 0, of: 1 });
    await catchUp.untilRead(30_000);
    // Before anybody is fenced; the exchange looks again.
    catchUp.waiting();
    const partitions = [...(await inputWatermarks(context)).values()];
    await fence(context, partitions);
    const published = await readPublished(context);
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      // What was rolled back is read again: all of whom an event waits must be known once the registry is locked.
      await catchUp.untilRead(30_000);
      try {
        return await exchange(context, catchUp, client, { fingerprint, published, partitions });
      } catch (thrown) {
        await client.query('rollback');
        await catchUp.rolledBack();
        const error = rebuildError(thrown, doing);
        if (!mayComeAgain(error) || attempt >= ATTEMPTS) throw error;
        await pause(BETWEEN_ATTEMPTS, undefined, { signal });
      }
    }
  } catch (thrown) {
    throw rebuildError(thrown, doing);
  } finally {
    client.release(true);
  }
};
