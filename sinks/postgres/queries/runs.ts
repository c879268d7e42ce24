import type { Query } from '../../../core/streamProcessor.ts';

/** An import run as the view `registry.import_run` shows it. */
export interface RunSummary {
  readonly runId: string;
  readonly source: string;
  readonly import: string;
  readonly mode: string;
  readonly phase: string;
  /** Milliseconds since 1970 UTC. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly published: number;
  readonly skippedUnchanged: number;
  readonly skippedWithoutIdentifier: number;
  readonly withdrawalsPending: number;
  readonly withdrawalsHeld: number;
  readonly deadLettered: number;
  /** Records that were erased, came again, and were refused. */
  readonly refusedErased: number;
  /** True when all that the run brought is in the registry. */
  readonly complete: boolean;
  /** Counts by stage and outcome. */
  readonly outcomes: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const sql = `select run_id as "runId", source, import, mode, phase,
  (extract(epoch from started_at) * 1000)::float8 as "startedAt",
  (extract(epoch from ended_at) * 1000)::float8 as "endedAt",
  published::float8, skipped_unchanged::float8 as "skippedUnchanged",
  skipped_without_identifier::float8 as "skippedWithoutIdentifier",
  withdrawals_pending::float8 as "withdrawalsPending", withdrawals_held::float8 as "withdrawalsHeld",
  dead_lettered::float8 as "deadLettered", refused_erased::float8 as "refusedErased", complete, outcomes
from registry.import_run
where $1::text[] is null or run_id = any($1)
order by started_at desc, run_id
limit $2`;

/**
 * The newest import runs.
 *
 * @param runs only these, when given
 * @param limit how many at most
 */
export const runSummaries = async (
  query: Query,
  runs?: readonly string[],
  limit = 20,
): Promise<readonly RunSummary[]> => (await query(sql, [runs ?? null, limit])) as unknown as readonly RunSummary[];

/** When an import's newest complete run began. */
export interface LastSynced {
  readonly source: string;
  readonly import: string;
  /** Milliseconds since 1970 UTC. */
  readonly lastSyncedOn: number;
}

/** "Last synced on" of every import that has a complete run. */
export const lastSynced = async (query: Query): Promise<readonly LastSynced[]> =>
  (await query(
    `select source, import, (extract(epoch from last_synced_on) * 1000)::float8 as "lastSyncedOn"
from registry.last_synced order by source, import`,
    [],
  )) as unknown as readonly LastSynced[];
