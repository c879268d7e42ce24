import { setTimeout as pause } from 'node:timers/promises';
import type { Query } from '../../core/streamProcessor.ts';
import { viewStage } from '../../processors/index.ts';
import type { Deployment } from '../deployment/deployment.ts';

/** Milliseconds between two looks. */
const POLL = 250;

const positions = `
select partition, published_offset::float8 as published
  from registry_stream.stream_offset
 where stage = $1 and topic = $2`;

const hasPassed = async (
  query: Query,
  stage: string,
  topic: string,
  ends: ReadonlyMap<number, number>,
): Promise<boolean> => {
  const rows = await query(positions, [stage, topic]);
  const published = new Map(rows.map((row) => [Number(row['partition']), Number(row['published'])]));
  return [...ends].every(([partition, end]) => (published.get(partition) ?? 0) >= end);
};

/** A wait for what goes on by itself, which ends at a deadline. */
export interface Waiting {
  /** Milliseconds since 1970 UTC. */
  readonly deadline: number;
  readonly signal: AbortSignal;
  readonly onWait: (what: string) => void;
}

const until = async ({ deadline, signal }: Waiting, isDone: () => Promise<boolean>): Promise<boolean> => {
  for (;;) {
    if (await isDone()) return true;
    if (Date.now() >= deadline) return false;
    await pause(POLL, undefined, { signal });
  }
};

/**
 * Waits until the resolver has applied all that `source.records` holds now, and the sink and the views of the configuration
 * what followed from it, with all that follows from that in turn published.
 *
 * @returns false when one of them has not by the deadline: it may not be running
 */
export const untilApplied = async (
  { config, query, watermarks }: Pick<Deployment, 'config' | 'query' | 'watermarks'>,
  waiting: Waiting,
): Promise<boolean> => {
  const passes = async (who: string, stage: string, topic: string): Promise<boolean> => {
    waiting.onWait(`waiting until ${who} has applied it`);
    const ends = new Map([...(await watermarks(topic))].map(([partition, { high }]) => [partition, high]));
    return until(waiting, () => hasPassed(query, stage, topic, ends));
  };
  const isPassed =
    (await passes('the resolver', 'identity', 'source.records')) &&
    (await passes('the sink', 'registry', 'registrants')) &&
    (await passes('the sink', 'registry', 'groups'));
  if (!isPassed) return false;
  for (const { name } of config.views)
    if (!(await passes(`the view ${name}`, viewStage(name), 'registrants'))) return false;
  return true;
};

/** Waits until no change of these registrants' enrolments is left to be carried to the log; false at the deadline. */
export const untilCarried = (query: Query, ids: readonly string[], waiting: Waiting): Promise<boolean> => {
  waiting.onWait('waiting until the end of their enrolments is in the log');
  return until(waiting, async () => {
    const [row] = await query(
      'select count(*)::int as left from registry_stream.enrolment_change where registrant_id = any($1::uuid[])',
      [ids],
    );
    return row?.['left'] === 0;
  });
};
