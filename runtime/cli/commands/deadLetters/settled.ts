import { setTimeout as pause } from 'node:timers/promises';
import type { Query } from '../../../../core/streamProcessor.ts';
import type { Watermarks } from '../../../kafka/index.ts';

/** Where stages and topics stand. */
export interface Standing {
  readonly query: Query;
  /** Watermarks of a topic by its logical name, by partition. */
  readonly watermarks: (topic: string) => Promise<ReadonlyMap<number, Watermarks>>;
}

const POLL = 250;

const stageOf: Readonly<Record<string, string>> = {
  'source.records': 'identity',
  registrants: 'registry',
  groups: 'registry',
};

const nextOffsets = async (query: Query, topic: string): Promise<ReadonlyMap<number, number>> => {
  const rows = (await query(
    'select partition, next_offset::float8 as next from registry_stream.stream_offset where stage = $1 and topic = $2',
    [stageOf[topic] ?? '', topic],
  )) as unknown as readonly { readonly partition: number; readonly next: number }[];
  return new Map(rows.map(({ partition, next }) => [partition, next]));
};

/**
 * Waits until the stage that reads a topic has processed all that the topic holds now.
 *
 * @param milliseconds how long
 * @returns false when it has not by then: it may not be running
 */
export const untilProcessed = async (
  { query, watermarks }: Standing,
  topic: string,
  milliseconds: number,
  signal: AbortSignal,
): Promise<boolean> => {
  const ends = await watermarks(topic);
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const next = await nextOffsets(query, topic);
    if ([...ends].every(([partition, { high }]) => (next.get(partition) ?? 0) >= high)) return true;
    if (Date.now() >= deadline) return false;
    await pause(POLL, undefined, { signal });
  }
};
