import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { defaultStackDirectory } from '../../dev/stack/places.ts';
import { startStack } from '../../dev/stack/startStack.ts';
import type { Stack } from '../../dev/stack/startStack.ts';
import { waitUntil } from '../../dev/stack/waitUntil.ts';

/** Where the services are that the tests use. */
export interface StackAddresses {
  /** `host:port`, at least one. */
  readonly brokers: string[];
  /** The base of the Confluent-compatible interface. */
  readonly schemaRegistryUrl: string;
  /** A database that tests leave as it is; its user may create others, see {@link createTestDatabase}. */
  readonly postgresUrl: string;
}

/** A database of one test. */
export interface TestDatabase {
  readonly url: string;
  /** Removes it, whoever is still connected. */
  drop(): Promise<void>;
}

let running: Promise<Stack> | undefined;

/** Two runs at once, as `npm test` makes them, have a stack each. */
const startForThisRun = (): Promise<Stack> => {
  const directory = join(defaultStackDirectory, process.env['REGISTRY_STREAM_TEST_STACK'] ?? 'test');
  return startStack({ directory, lifetime: 'starter', fresh: true });
};

/**
 * The services for this run of the tests, started at the first call and stopped when the run ends. Addresses in the
 * environment (REGISTRY_STREAM_KAFKA_BROKERS and so on) win; with all three nothing is started.
 */
export const useStack = async (): Promise<StackAddresses> => {
  const { kafka, schemaRegistry, postgres } = await useOwnedStack();
  return { brokers: [...kafka.brokers], schemaRegistryUrl: schemaRegistry.url, postgresUrl: postgres.url };
};

/**
 * As {@link useStack}, with the means to kill and restart the services; one whose `pid()` is undefined is the user's
 * own, and a test that would kill it skips itself.
 */
export const useOwnedStack = (): Promise<Stack> => (running ??= startForThisRun());

/**
 * A name that nobody else uses, for topics, subjects, groups: the prefix, a hyphen and ten random characters.
 *
 * @param prefix lower case letters, digits and hyphens
 */
export const uniqueName = (prefix: string): string => `${prefix}-${randomBytes(5).toString('hex')}`;

const inServer = async (url: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

/** Makes an empty database; whoever makes it drops it, at the latest in an `after` of its suite. */
export const createTestDatabase = async (): Promise<TestDatabase> => {
  const { postgresUrl } = await useStack();
  const name = uniqueName('test').replaceAll('-', '_');
  await inServer(postgresUrl, `create database ${pg.escapeIdentifier(name)}`);
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => inServer(postgresUrl, `drop database if exists ${pg.escapeIdentifier(name)} with (force)`),
  };
};

/**
 * Waits for something that will come about by itself.
 *
 * @param what for the message when it does not: "the third event"
 * @param probe gives the awaited value, or undefined or false for not yet; what it throws counts as not yet, and the
 *   last of it is the cause of the failure
 * @param deadlineMs how long to wait, in milliseconds
 * @throws Error when the deadline has passed
 */
export const waitFor = async <T>(
  what: string,
  probe: () => Promise<T | undefined | false>,
  deadlineMs = 20_000,
): Promise<T> => {
  let found: T | undefined | false;
  let last: unknown;
  const came = await waitUntil(async () => {
    try {
      found = await probe();
      last = undefined;
      return found !== undefined && found !== false;
    } catch (thrown) {
      last = thrown;
      return false;
    }
  }, deadlineMs);
  if (came) return found as T;
  throw new Error(`waited ${String(deadlineMs)} ms in vain for ${what}`, { cause: last });
};

// Registered on the root suite: this file is loaded once, before any suite begins. Workers that a test starts load it
// outside of mocha, where there is no suite.
if (typeof globalThis.after === 'function') {
  globalThis.after('stop the embedded stack', async function stopStack() {
    this.timeout(60_000);
    if (running !== undefined) await (await running).stop();
  });
}
