import type { Query } from '../../../core/streamProcessor.ts';
import { lastSynced, registryCounts, runSummaries } from '../../../sinks/index.ts';
import type { LastSynced, RegistryCounts, RunSummary } from '../../../sinks/index.ts';
import type { Watermarks } from '../../kafka/index.ts';
import type { ReasonCount } from '../../letters/index.ts';
import { table, type Output } from '../output.ts';
import { reasonTable } from './deadLetters/words.ts';
import { activeModelOf, describeActive, type ActiveModel } from './activeModel.ts';

/** How far a stage is in one partition. */
export interface StagePosition {
  readonly stage: string;
  /** Logical topic name. */
  readonly topic: string;
  readonly partition: number;
  readonly nextOffset: number;
  /** Everything below it is published. */
  readonly publishedOffset: number;
  /** Records that the stage has not processed yet. */
  readonly lag: number;
}

/** What `status` tells. */
export interface Status {
  readonly deployment: string;
  readonly positions: readonly StagePosition[];
  readonly lastSynced: readonly LastSynced[];
  readonly runs: readonly RunSummary[];
  /** By which the resolver weighs evidence; null: the starter that the program brings along. */
  readonly model: ActiveModel | null;
  readonly registry: RegistryCounts;
  /** Dead letters that nobody has resolved, by reason. */
  readonly deadLetters: readonly ReasonCount[];
}

/** Where `status` looks. */
export interface StatusSources {
  readonly deployment: string;
  readonly query: Query;
  /** Watermarks of a topic by its logical name, by partition. */
  readonly watermarks: (topic: string) => Promise<ReadonlyMap<number, Watermarks>>;
  readonly deadLetters: () => Promise<readonly ReasonCount[]>;
}

const positionsOf = async (sources: StatusSources): Promise<readonly StagePosition[]> => {
  const rows = (await sources.query(
    `select stage, topic, partition, next_offset::float8 as "nextOffset", published_offset::float8 as "publishedOffset"
from registry_stream.stream_offset order by stage, topic, partition`,
    [],
  )) as unknown as readonly Omit<StagePosition, 'lag'>[];
  const topics = [...new Set(rows.map((row) => row.topic))];
  const high = new Map(
    await Promise.all(topics.map(async (topic) => [topic, await sources.watermarks(topic)] as const)),
  );
  return rows.map((row) => ({
    ...row,
    lag: Math.max(0, (high.get(row.topic)?.get(row.partition)?.high ?? row.nextOffset) - row.nextOffset),
  }));
};

/** Collects the status of a deployment. */
const readStatus = async (sources: StatusSources): Promise<Status> => ({
  deployment: sources.deployment,
  positions: await positionsOf(sources),
  lastSynced: await lastSynced(sources.query),
  runs: await runSummaries(sources.query, undefined, 5),
  model: (await activeModelOf(sources.query)) ?? null,
  registry: await registryCounts(sources.query),
  deadLetters: await sources.deadLetters(),
});

const day = (milliseconds: number): string => new Date(milliseconds).toISOString().replace('T', ' ').slice(0, 19);
const tally = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([what, count]) => `${count.toLocaleString('en')} ${what}`)
    .join(', ') || 'none';

const runTable = (runs: Status['runs']): string =>
  table(
    [
      'run',
      'import',
      'mode',
      'began (UTC)',
      'state',
      'published',
      'unchanged',
      'dead letters',
      'refused',
      'missing',
      'held',
    ],
    runs.map((run) => [
      run.runId.slice(0, 8),
      `${run.source}/${run.import}`,
      run.mode,
      day(run.startedAt),
      run.complete ? 'complete' : run.phase,
      run.published,
      run.skippedUnchanged,
      run.deadLettered,
      run.refusedErased,
      run.withdrawalsPending,
      run.withdrawalsHeld,
    ]),
  );

/** `registry-stream status`: positions and lag, last synced on, the newest runs, what the registry holds, dead letters. */
export const status = async (sources: StatusSources, output: Output): Promise<void> => {
  const found = await readStatus(sources);
  if (output.json) {
    output.write(JSON.stringify(found, null, 2));
    return;
  }
  const { registry } = found;
  output.write(
    [
      `deployment ${found.deployment}`,
      '',
      table(
        ['stage', 'topic', 'partition', 'next offset', 'published', 'lag'],
        found.positions.map((at) => [at.stage, at.topic, at.partition, at.nextOffset, at.publishedOffset, at.lag]),
      ),
      '',
      table(
        ['source', 'import', 'last synced on (UTC)'],
        found.lastSynced.map((one) => [one.source, one.import, day(one.lastSyncedOn)]),
      ),
      '',
      runTable(found.runs),
      '',
      `weighs evidence by: ${describeActive(found.model)}`,
      `individuals: ${tally(registry.individuals)}`,
      `groups: ${tally(registry.groups)}`,
      `memberships: ${registry.memberships.toLocaleString('en')} (${String(registry.missingMembers)} of members not met yet)`,
      `enrolments: ${tally(registry.enrolments)} (${registry.enrolmentChangesWaiting.toLocaleString('en')} changes not in the log yet)`,
      `changes: ${tally(registry.changes)}`,
      '',
      found.deadLetters.length === 0 ? 'dead letters: none' : reasonTable(found.deadLetters),
    ].join('\n'),
  );
};
