import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { allMigrations } from '../../../runtime/cli/program.ts';
import { configSchema, type Config } from '../../../runtime/config/schema.ts';
import { openDeployment, type Deployment } from '../../../runtime/deployment/deployment.ts';
import { stageInThread } from '../../../runtime/deployment/stageInThread.ts';
import { topicSpecifications } from '../../../runtime/deployment/topics.ts';
import {
  ensureTopics,
  transactionalPublisher,
  watermarks,
  type OutgoingMessage,
} from '../../../runtime/kafka/index.ts';
import { migrate } from '../../../runtime/postgres/index.ts';
import { upsertMembershipKinds } from '../../../sinks/index.ts';
import type { Stack } from '../../stack/startStack.ts';
import { waitUntil } from '../../stack/waitUntil.ts';
import type { Group, Registrant } from '../../../schemas/generated/types.ts';

/** Messages of one transaction. */
const CHUNK = 2_000;
/** Milliseconds in which the sink must have done all that there is. */
const PATIENCE = 3_600_000;

const silent = {
  processed: () => undefined,
  published: () => undefined,
  position: () => undefined,
  tookOver: () => undefined,
};

/** A sink at work, started again when it ends by itself, as a supervisor does. */
export interface Sink {
  stop(): Promise<void>;
}

/** A deployment of the benchmark's own, with a real sink. */
export interface BenchGround {
  readonly config: Config;
  readonly deployment: Deployment;
  publish(states: Iterable<Registrant | Group>, told: (states: number) => void): Promise<void>;
  startSink(): Sink;
  /** Waits until the sink has applied all that the topics hold. */
  untilApplied(told: (left: number) => void): Promise<void>;
}

const messageOf = (deployment: Deployment, state: Registrant | Group): OutgoingMessage => {
  const [name, key, type] =
    'groupId' in state ? ['groups', state.groupId, 'Group'] : ['registrants', state.registrantId, 'Registrant'];
  const topic = deployment.topic(name);
  return { topic, key, value: deployment.codec.encode(topic, `org.registrystream.${type}`, state), headers: {} };
};

const untilApplied = async (deployment: Deployment, told: (left: number) => void): Promise<void> => {
  const left = async (): Promise<number> => {
    const rows = (await deployment.query(
      "select topic, partition, next_offset::float8 as next from registry_stream.stream_offset where stage = 'registry'",
      [],
    )) as unknown as readonly { readonly topic: string; readonly partition: number; readonly next: number }[];
    const next = new Map(rows.map((row) => [`${row.topic}/${String(row.partition)}`, row.next]));
    let sum = 0;
    for (const topic of ['registrants', 'groups'])
      for (const [partition, { high }] of await watermarks(deployment.kafka, deployment.topic(topic)))
        sum += high - (next.get(`${topic}/${String(partition)}`) ?? 0);
    told(sum);
    return sum;
  };
  if (!(await waitUntil(async () => (await left()) === 0, PATIENCE))) throw new Error('the sink did not catch up');
};

const startSink = (config: Config): Sink => {
  let stopping = false;
  let sink = stageInThread('registry', config, silent);
  const supervise = (): void => {
    sink.ended.then(
      () => undefined,
      () => {
        if (stopping) return;
        sink = stageInThread('registry', config, silent);
        supervise();
      },
    );
  };
  supervise();
  return {
    stop: async () => {
      stopping = true;
      await sink.stop(10_000);
    },
  };
};

/** Makes a deployment on a stack, uses it, and leaves the stack to its owner to end. */
export const onBenchGround = async <T>(
  stack: Stack,
  partitions: number,
  use: (ground: BenchGround) => Promise<T>,
): Promise<T> => {
  const name = `bench-${randomBytes(5).toString('hex')}`;
  const server = new pg.Client({ connectionString: stack.postgres.url });
  await server.connect();
  await server.query(`create database "${name}"`);
  await server.end();
  const url = new URL(stack.postgres.url);
  url.pathname = `/${name}`;
  const config = configSchema.parse({
    deployment: name,
    secret: 'a secret of this benchmark alone, long enough',
    kafka: { brokers: [...stack.kafka.brokers], topicPrefix: `${name}.`, partitions },
    schemaRegistry: { url: stack.schemaRegistry.url },
    postgres: { url: url.href },
    log: { level: 'error' },
  });
  const deployment = openDeployment(config, () => undefined);
  try {
    await ensureTopics(deployment.kafka, topicSpecifications(config.kafka));
    await deployment.codec.register();
    await migrate(deployment.postgres, allMigrations);
    await upsertMembershipKinds((sql, parameters) => deployment.query(sql, parameters), config.uniqueMembershipKinds);
    return await use({
      config,
      deployment,
      startSink: () => startSink(config),
      untilApplied: (told) => untilApplied(deployment, told),
      publish: async (states, told) => {
        const publisher = transactionalPublisher(deployment.kafka, `${name}.bench`);
        await publisher.open();
        let chunk: OutgoingMessage[] = [];
        let done = 0;
        for (const state of states) {
          chunk.push(messageOf(deployment, state));
          if (chunk.length < CHUNK) continue;
          await publisher.publish(chunk);
          done += chunk.length;
          told(done);
          chunk = [];
        }
        if (chunk.length > 0) await publisher.publish(chunk);
        await publisher.close();
      },
    });
  } finally {
    await deployment.close();
  }
};
