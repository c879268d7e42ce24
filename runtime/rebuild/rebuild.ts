import type { PoolClient } from 'pg';
import {
  beginShadow,
  checkDependents,
  checkRegistry,
  createShadow,
  dropShadow,
  findShadow,
  markBuilt,
  shadowExists,
} from '../../sinks/index.ts';
import { typedQuery } from '../postgres/index.ts';
import { CatchUp, type ShadowPosition } from './catchUp.ts';
import { compare, type Comparison } from './compare.ts';
import { noCounts, type Counts, type RebuildContext } from './context.ts';
import { isDiskFull, rebuildError, refusal } from './errors.ts';
import { fingerprintOf } from './fingerprint.ts';
import { loadPartitions, type ToLoad } from './load.ts';
import { checkPositions, inputWatermarks, nameOf, readPositions, readPublished } from './positions.ts';
import { analyse, buildStructure } from './structure.ts';
import { swap, type Swapped } from './swap.ts';

/** What a rebuild is asked to do. */
export interface RebuildRequest {
  /** `compare`: leave the shadow for a later exchange; `verify`: drop it; `swap`: put it in the registry's place. */
  readonly then: 'compare' | 'verify' | 'swap';
  /** Differing rows of each table that are shown, at most. */
  readonly sample: number;
  /** Exchange also when registrants go, or go back to an older state. */
  readonly acceptLosses: boolean;
}

/** What a rebuild has done. */
export interface RebuildReport {
  readonly comparison: Comparison;
  /** Of what this run has read. */
  readonly counts: Counts;
  /** Partitions that an earlier run had read already. */
  readonly partitionsResumed: number;
  readonly partitions: number;
  /** Milliseconds until every row was there; 0 when all were from an earlier run. */
  readonly readMilliseconds: number;
  /** Milliseconds until every row and index was there. */
  readonly buildMilliseconds: number;
  readonly swapped: Swapped | undefined;
}

// Any number, as long as every release uses the same and nothing else in the database does.
const LOCK = 7_203_114_004;

/**
 * Seconds after which a shadow is begun anew instead of caught up: Kafka forgets tombstones after a day by default, and
 * whoever was erased meanwhile would come back with it.
 */
const OLDEST = 6 * 3_600;

interface Begun {
  readonly fingerprint: string;
  readonly positions: readonly ShadowPosition[];
  readonly left: readonly ToLoad[];
  readonly isBuilt: boolean;
}

/** Goes on with the shadow of an earlier run where it fits, else begins one. */
const begin = async (context: RebuildContext, client: PoolClient): Promise<Begun> => {
  const query = typedQuery(client, 'making the shadow');
  await checkRegistry(query);
  const marks = await inputWatermarks(context);
  const partitions = [...marks.values()];
  const published = await readPublished(context);
  const positions = await readPositions(query, published, partitions, context.assumeApplied);
  checkPositions(positions, marks);
  const fingerprint = await fingerprintOf(context, query);
  const found = await findShadow(query);
  const next = new Map(positions.map((at) => [nameOf(at), at.next]));
  const fits =
    found?.fingerprint === fingerprint &&
    found.age < OLDEST &&
    found.partitions.length === positions.length &&
    found.partitions.every((at) => at.next <= (next.get(nameOf(at)) ?? -1));
  if (found !== undefined && fits)
    return {
      fingerprint,
      positions: found.partitions,
      left: found.partitions.filter((at) => !at.loaded),
      isBuilt: found.built,
    };
  await client.query('begin');
  await client.query(dropShadow);
  await client.query(createShadow);
  await beginShadow(query, fingerprint, positions);
  await client.query('commit');
  return { fingerprint, positions, left: positions, isBuilt: false };
};

const losesTooMuch = ({ losses: { gone, older } }: Comparison): boolean => gone + older > 0;

const finish = async (
  context: RebuildContext,
  catchUp: CatchUp,
  comparison: Comparison,
  { request, fingerprint }: { readonly request: RebuildRequest; readonly fingerprint: string },
): Promise<Swapped | undefined> => {
  if (request.then === 'verify') await context.pool.query(dropShadow);
  if (request.then !== 'swap') return undefined;
  if (losesTooMuch(comparison) && !request.acceptLosses) {
    const { gone, older } = comparison.losses;
    throw refusal(
      'EXCHANGE_LOSES',
      `the registry has ${String(gone)} registrants or groups that the topics do not have, and ${String(older)} that the topics have only in an older state; nothing was exchanged. Look at them (without --swap), then repeat with --accept-losses`,
      { gone, older },
    );
  }
  return swap(context, catchUp, fingerprint);
};

const work = async (context: RebuildContext, client: PoolClient, request: RebuildRequest): Promise<RebuildReport> => {
  const began = performance.now();
  if (request.then === 'swap') await checkDependents(typedQuery(client, 'looking at the registry'));
  const { fingerprint, positions, left, isBuilt } = await begin(context, client);
  const reading = performance.now();
  const counts = left.length === 0 ? noCounts() : await loadPartitions(context, left);
  const readMilliseconds = Math.round(performance.now() - reading);
  if (!isBuilt) {
    await buildStructure(context);
    await analyse(context);
    await markBuilt(typedQuery(client, 'finishing the shadow'));
  }
  const buildMilliseconds = Math.round(performance.now() - began);
  await context.points('rebuild.after-build');
  const catchUp = await CatchUp.open(context, positions);
  try {
    const comparison = await compare(context, catchUp, request.sample);
    await context.points('rebuild.after-comparison');
    const swapped = await finish(context, catchUp, comparison, { request, fingerprint });
    const partitions = positions.length;
    return {
      comparison,
      counts,
      partitions,
      partitionsResumed: partitions - left.length,
      readMilliseconds,
      buildMilliseconds,
      swapped,
    };
  } finally {
    await catchUp.close();
  }
};

const alone = async <T>(context: RebuildContext, use: (client: PoolClient) => Promise<T>): Promise<T> => {
  const client = await context.pool.connect().catch((thrown: unknown) => {
    throw rebuildError(thrown, 'connecting to the database');
  });
  try {
    const [row] = await typedQuery(client, 'taking the lock')('select pg_try_advisory_lock($1) as locked', [LOCK]);
    if (row?.['locked'] !== true)
      throw refusal('REBUILD_RUNNING', 'another rebuild of this registry is running; wait for it, or end it');
    return await use(client);
  } catch (thrown) {
    if (isDiskFull(thrown)) await context.pool.query(dropShadow);
    throw rebuildError(thrown, 'rebuilding the registry');
  } finally {
    // Its session ends, and the lock with it.
    client.release(true);
  }
};

/**
 * Builds the registry anew from `registrants` and `groups`, beside the one that programmes read, compares the two, and
 * puts the new one in the place of the old one if it is asked to (DESIGN §10). Until that one transaction the registry is
 * only read. Killed at any moment it leaves either the old registry or the new one; run again it goes on with the
 * partitions that were complete.
 *
 * @throws EtlError `config` with what the operator has to do; `transient` to be repeated
 */
export const rebuild = (context: RebuildContext, request: RebuildRequest): Promise<RebuildReport> =>
  alone(context, (client) => work(context, client, request));

/** Removes what earlier rebuilds have left; true when there was anything. @throws EtlError as {@link rebuild} */
export const removeShadow = (context: RebuildContext): Promise<boolean> =>
  alone(context, async (client) => {
    const there = await shadowExists(typedQuery(client, 'looking for a shadow'));
    await client.query(dropShadow);
    return there;
  });
