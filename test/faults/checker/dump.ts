import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ensureLibraries } from '../../../dev/stack/libraries.mjs';
import { findJava } from '../../../dev/stack/tools.mjs';
import { Registry } from './avro.ts';
import type { Content } from './avro.ts';

/** A message as Apache's own consumer hands it out to a read_committed reader. */
export interface Message {
  /** Without the deployment's prefix. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Full name of the Avro record; undefined for what cannot be decoded. */
  readonly type: string | undefined;
  readonly content: Content;
}

/** The end of a partition for read_committed readers, and the end of the log. */
export interface PartitionEnd {
  readonly topic: string;
  readonly partition: number;
  readonly stable: number;
  readonly high: number;
}

/** An offset that a group has committed. */
export interface GroupOffset {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** All that the topics hold. */
export interface Dump {
  readonly messages: readonly Message[];
  readonly ends: readonly PartitionEnd[];
  readonly offsets: readonly GroupOffset[];
}

interface Line {
  readonly topic: string;
  readonly partition: number;
  readonly offset?: number;
  readonly key?: string | null;
  readonly value?: string | null;
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly stable?: number;
  readonly high?: number;
  readonly group?: string;
}

const program = fileURLToPath(new URL('TopicDump.java', import.meta.url));

const bytes = (text: string | null | undefined): Buffer | null =>
  text === null || text === undefined ? null : Buffer.from(text, 'base64');

/**
 * Reads every topic with a prefix to its end.
 *
 * @throws Error when Java, the broker or the schema registry fails
 */
export const dumpTopics = async (broker: string, prefix: string, schemaRegistryUrl: string): Promise<Dump> => {
  const classPath = join(await ensureLibraries(), 'kafka', '*');
  const quick = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto', '-Xmx256m'];
  const java = spawn(findJava(), [...quick, '-cp', classPath, program, broker, prefix], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  java.stderr.on('data', (text: Buffer) => (words = (words + text.toString()).slice(-4_000)));
  const ended = once(java, 'exit') as Promise<[number | null]>;
  const registry = new Registry(schemaRegistryUrl);
  const messages: Message[] = [];
  const ends: PartitionEnd[] = [];
  const offsets: GroupOffset[] = [];
  const strip = (topic: string): string => topic.slice(prefix.length);
  for await (const text of createInterface({ input: java.stdout })) {
    const line = JSON.parse(text) as Line;
    const at = { topic: strip(line.topic), partition: line.partition };
    if (line.group !== undefined)
      offsets.push({ ...at, group: line.group.slice(prefix.length), offset: line.offset ?? -1 });
    else if (line.high !== undefined) ends.push({ ...at, stable: line.stable ?? -1, high: line.high });
    else messages.push(await messageOf(registry, at, line));
  }
  const [code] = await ended;
  if (code !== 0) throw new Error(`the topics could not be read (exit ${String(code)}):\n${words}`);
  return { messages, ends, offsets };
};

const messageOf = async (
  registry: Registry,
  at: { readonly topic: string; readonly partition: number },
  line: Line,
): Promise<Message> => {
  const value = bytes(line.value);
  const decoded = value === null ? undefined : await registry.decode(value);
  const headers = Object.entries(line.headers ?? {}).map(([name, text]) => [name, bytes(text)?.toString() ?? '']);
  return {
    ...at,
    offset: line.offset ?? -1,
    key: bytes(line.key)?.toString() ?? null,
    value,
    headers: Object.fromEntries(headers) as Record<string, string>,
    type: decoded?.type,
    content: decoded?.content ?? {},
  };
};
