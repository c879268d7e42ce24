import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { dumpTopics } from '../checker/dump.ts';
import type { Message } from '../checker/dump.ts';

/** What a resolver has left behind: hashes that are equal only when everything is. */
export interface Outcome {
  /** Of every row, by table. */
  readonly tables: Readonly<Record<string, string>>;
  /** Of the newest message of every registrant and group. */
  readonly entities: string;
  /** Of every message of a topic, in the order of its partitions, with ids and headers. */
  readonly topics: Readonly<Record<string, string>>;
  readonly counts: {
    readonly registrants: number;
    readonly groups: number;
    readonly decisions: number;
    /** Messages of all outputs. */
    readonly messages: number;
    /** Messages whose event was published before: none, if each was published exactly once. */
    readonly repeated: number;
    readonly deadLetters: number;
  };
}

const tables = ['identity_node', 'identity_member', 'identity_verdict', 'identity_enrolment', 'identity_erased'];
const outputs = ['registrants', 'groups', 'identity.decisions'];

const digestOf = (lines: Iterable<string>): string => {
  const digest = createHash('sha256');
  for (const line of lines) digest.update(line).update('\n');
  return digest.digest('hex');
};

const hashTable = async (pool: Pool, table: string): Promise<string> => {
  const { rows } = await pool.query<{ row: string }>(
    `select md5(t::text) as row from registry_stream.${table} t order by 1`,
  );
  return digestOf(rows.map(({ row }) => row));
};

/** A message without the id of its schema, which depends on what was registered before. */
const lineOf = ({ key, value, headers, partition }: Message): string =>
  JSON.stringify([partition, key, headers, value === null ? null : value.subarray(5).toString('base64')]);

/** Reads, by Apache's own consumer and by SQL, what a resolver has left behind. */
export const outcomeOf = async (
  pool: Pool,
  broker: string,
  prefix: string,
  schemaRegistryUrl: string,
): Promise<Outcome> => {
  const { messages } = await dumpTopics(broker, prefix, schemaRegistryUrl);
  const of = (topic: string): Message[] =>
    messages
      .filter((message) => message.topic === topic)
      .sort((a, b) => a.partition - b.partition || a.offset - b.offset);
  const told = outputs.flatMap(of);
  const newest = new Map<string, Message>();
  for (const message of [...of('registrants'), ...of('groups')]) newest.set(message.key ?? '', message);
  const living = [...newest.values()].filter(({ value }) => value !== null);
  const hashed: [string, string][] = [];
  for (const table of tables) hashed.push([table, await hashTable(pool, table)]);
  return {
    tables: Object.fromEntries(hashed),
    entities: digestOf([...newest.values()].map(lineOf).sort()),
    topics: Object.fromEntries(outputs.map((topic) => [topic, digestOf(of(topic).map(lineOf))])),
    counts: {
      registrants: living.filter(({ topic }) => topic === 'registrants').length,
      groups: living.filter(({ topic }) => topic === 'groups').length,
      decisions: of('identity.decisions').length,
      messages: told.length,
      repeated: told.length - new Set(told.map(({ headers }) => headers['ce_id'])).size,
      deadLetters: of('dead-letters').length,
    },
  };
};

/** In what two outcomes differ, in words; empty when in nothing. */
export const differences = (one: Outcome, other: Outcome): string[] => {
  const found: string[] = [];
  const compare = (what: string, a: unknown, b: unknown): void => {
    if (a !== b) found.push(`${what}: ${String(a)} and ${String(b)}`);
  };
  for (const table of tables) compare(`table ${table}`, one.tables[table], other.tables[table]);
  for (const topic of outputs) compare(`topic ${topic}`, one.topics[topic], other.topics[topic]);
  compare('newest registrants and groups', one.entities, other.entities);
  for (const [name, count] of Object.entries(one.counts))
    compare(name, count, other.counts[name as keyof Outcome['counts']]);
  return found;
};
