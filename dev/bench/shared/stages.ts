import { setTimeout as pause } from 'node:timers/promises';
import type { Deployment } from '../../../runtime/deployment/deployment.ts';
import { groupOffsets } from '../../../runtime/kafka/index.ts';
import { relayGroup } from '../../../runtime/stage/index.ts';

/** Logical names of the topics that a stage reads. */
const inputsOf = {
  identity: ['source.records'],
  registry: ['registrants', 'groups'],
} as const;

/** A stage that is measured. */
type MeasuredStage = keyof typeof inputsOf;

/** Milliseconds between two looks. */
const LOOK = 50;

/** Next offset by `<logical topic>/<partition>`. */
export type Offsets = ReadonlyMap<string, number>;

/** What of its input a stage has taken in, by what PostgreSQL shows to others: its rows are visible up to there. */
export const committedOf = async ({ query }: Deployment, stage: MeasuredStage): Promise<Offsets> => {
  const rows = await query(
    `select topic || '/' || partition as name, next_offset::float8 as next
     from registry_stream.stream_offset where stage = $1`,
    [stage],
  );
  return new Map((rows as unknown as { name: string; next: number }[]).map(({ name, next }) => [name, next]));
};

/** Where the input of a stage ends by now. */
export const endsOf = async ({ watermarks }: Deployment, stage: MeasuredStage): Promise<Offsets> => {
  const ends = new Map<string, number>();
  for (const topic of inputsOf[stage])
    for (const [partition, { high }] of await watermarks(topic)) ends.set(`${topic}/${String(partition)}`, high);
  return ends;
};

/** How many offsets of the input are left. */
const left = (ends: Offsets, done: Offsets): number =>
  [...ends].reduce((sum, [name, end]) => sum + Math.max(0, end - (done.get(name) ?? 0)), 0);

/** What is published, or needed no publishing: as the relay's group says, or as the stage has marked in its table. */
const publishedOf = async ({ kafka, config, topic, query }: Deployment, stage: MeasuredStage): Promise<Offsets> => {
  const published = new Map<string, number>();
  for (const name of inputsOf[stage])
    for (const [partition, offset] of await groupOffsets(kafka, relayGroup(config.deployment, stage), topic(name)))
      published.set(`${name}/${String(partition)}`, offset);
  const rows = await query(
    `select topic || '/' || partition as name, published_offset::float8 as published
     from registry_stream.stream_offset where stage = $1`,
    [stage],
  );
  for (const { name, published: marked } of rows as unknown as { name: string; published: number }[])
    published.set(name, Math.max(marked, published.get(name) ?? 0));
  return published;
};

/** A stage that has done what there was to do. */
export interface Drained {
  /** Milliseconds from when it had taken a partition over until everything was taken in and published. */
  readonly milliseconds: number;
  /** How many offsets of its input it did in that time. */
  readonly offsets: number;
  /** When it had done everything, milliseconds since 1970 UTC. */
  readonly endedAt: number;
}

/**
 * Waits until a stage has taken in and published everything that its input holds.
 *
 * @param told how many offsets are left
 */
export const untilDrained = async (
  deployment: Deployment,
  stage: MeasuredStage,
  told: (left: number) => void,
): Promise<Drained> => {
  const ends = await endsOf(deployment, stage);
  let began: { readonly at: number; readonly left: number } | undefined;
  for (;;) {
    const done = await committedOf(deployment, stage);
    const now = performance.now();
    const rest = left(ends, done);
    if (done.size > 0) began ??= { at: now, left: rest };
    told(rest);
    if (rest === 0 && left(ends, await publishedOf(deployment, stage)) === 0) {
      const { at, left: offsets } = began ?? { at: now, left: 0 };
      return { milliseconds: performance.now() - at, offsets, endedAt: Date.now() };
    }
    await pause(LOOK);
  }
};
