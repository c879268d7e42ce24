import { setTimeout as pause } from 'node:timers/promises';
import type { Deployment } from '../../../runtime/deployment/deployment.ts';
import { readToEnd, type IncomingMessage } from '../../../runtime/kafka/index.ts';
import type { Registrant, SourcePerson } from '../../../schemas/generated/types.ts';
import { percentile } from '../shared/spread.ts';
import { endsOf, untilDrained, type Offsets } from '../shared/stages.ts';
import { VisibleWatch } from './visible.ts';

/** How the registry is to change. */
export interface Changes {
  readonly perSecond: number;
  readonly seconds: number;
}

/** Milliseconds that a part of the way took, over all changes. */
export interface Milliseconds {
  readonly p50: number;
  readonly p99: number;
}

/** How long changes take to get to the registry. */
export interface Latency {
  /** Changes that the simulator made a second, in fact. */
  readonly changesPerSecond: number;
  /** Changes followed all the way. Of a person who changed again before she was polled, only the last can be. */
  readonly followed: number;
  /** From the change in the social registry until it is published: mostly the wait for the next poll. */
  readonly changeToLog: Milliseconds;
  /** From its publication until the resolver's event is published. */
  readonly logToRegistrant: Milliseconds;
  /** From its publication until its row can be read in PostgreSQL. */
  readonly logToRow: Milliseconds;
  /** From the change in the social registry until the row can be read. */
  readonly changeToRow: Milliseconds;
}

/** Milliseconds between two lots of changes. */
const LOT = 200;
/** Milliseconds in which the source must have polled the last changes. */
const QUIET = 5_000;

/** Lets the registry change at a pace, whatever else happens. @returns changes made a second */
const change = async (simulator: string, { perSecond, seconds }: Changes, told: (text: string) => void) => {
  const began = performance.now();
  let made = 0;
  for (let elapsed = 0; elapsed < seconds * 1000; elapsed = performance.now() - began) {
    const due = Math.min(perSecond * seconds, Math.floor((perSecond * (elapsed + LOT)) / 1000)) - made;
    if (due > 0) {
      const body = JSON.stringify({ update: due });
      const answer = await fetch(`${simulator}/control/changes`, { method: 'POST', body });
      if (!answer.ok) throw new Error(`the simulator made no changes: ${await answer.text()}`);
      await answer.arrayBuffer();
      made += due;
      told(`changes: ${made.toLocaleString('en')}`);
    }
    const next = began + Math.ceil((performance.now() - began + 1) / LOT) * LOT;
    await pause(next - performance.now());
  }
  return Math.round((made * 1000) / (performance.now() - began));
};

const numbered = (ends: Offsets, topic: string): ReadonlyMap<number, number> =>
  new Map(
    [...ends].flatMap(([name, end]) => {
      const [logical = '', partition = ''] = name.split('/');
      return logical === topic ? [[Number(partition), end] as const] : [];
    }),
  );

/** A change on its way; milliseconds since 1970 UTC. */
interface Way {
  readonly changed: number;
  readonly published: number;
  readonly resolved: number;
  readonly visible: number;
}

/** What was published of persons, by offset: when they had changed and when it was published. */
const changesInLog = async ({ kafka, codec, topic }: Deployment, from: ReadonlyMap<number, number>) => {
  const found = new Map<number, Pick<Way, 'changed' | 'published'>>();
  const note = ({ key, value, offset, timestamp }: IncomingMessage): void => {
    if (value === null || key?.startsWith('run/') === true) return;
    const { raw } = codec.decode(value).value as SourcePerson;
    const { updatedAt = '' } = JSON.parse(raw ?? '{}') as { updatedAt?: string };
    found.set(offset, { changed: Date.parse(updatedAt), published: timestamp });
  };
  await readToEnd(kafka, {
    topic: topic('source.records'),
    from,
    onMessages: async (_, messages) => {
      await codec.load(messages.map(({ value }) => value));
      messages.forEach(note);
    },
  });
  return found;
};

const followAll = async (
  deployment: Deployment,
  from: { readonly log: Offsets; readonly registrants: Offsets },
  watch: VisibleWatch,
): Promise<readonly Way[]> => {
  const { kafka, codec, topic } = deployment;
  const changes = await changesInLog(deployment, numbered(from.log, 'source.records'));
  const ways: Way[] = [];
  await readToEnd(kafka, {
    topic: topic('registrants'),
    from: numbered(from.registrants, 'registrants'),
    onMessages: async (partition, messages) => {
      await codec.load(messages.map(({ value }) => value));
      for (const { key, value, offset, timestamp } of messages) {
        if (value === null || key?.startsWith('run/') === true) continue;
        // Version of a resolver's output: the offset of its input, plus one.
        const change = changes.get((codec.decode(value).value as Registrant).version - 1);
        const visible = watch.since(`registrants/${String(partition)}`, offset);
        if (change !== undefined && visible !== undefined) ways.push({ ...change, resolved: timestamp, visible });
      }
    },
  });
  return ways;
};

const over = (ways: readonly Way[], from: keyof Way, to: keyof Way): Milliseconds => {
  const all = ways.map((way) => way[to] - way[from]);
  return { p50: Math.round(percentile(all, 0.5)), p99: Math.round(percentile(all, 0.99)) };
};

/**
 * Lets the registry change at a steady pace and follows every change to its row. Nothing is put into the way of the
 * records: their own times are read from the topics afterwards, and when a row was there from the sink's offsets, which
 * its statements move together with the rows.
 */
export const measureLatency = async (
  deployment: Deployment,
  simulator: string,
  changes: Changes,
  told: (text: string) => void,
): Promise<Latency> => {
  const from = { log: await endsOf(deployment, 'identity'), registrants: await endsOf(deployment, 'registry') };
  const watch = new VisibleWatch(deployment);
  watch.start();
  const changesPerSecond = await change(simulator, changes, told);
  await pause(QUIET);
  await untilDrained(deployment, 'identity', () => undefined);
  await untilDrained(deployment, 'registry', () => undefined);
  await watch.stop();
  const ways = await followAll(deployment, from, watch);
  return {
    changesPerSecond,
    followed: ways.length,
    changeToLog: over(ways, 'changed', 'published'),
    logToRegistrant: over(ways, 'published', 'resolved'),
    logToRow: over(ways, 'published', 'visible'),
    changeToRow: over(ways, 'changed', 'visible'),
  };
};
