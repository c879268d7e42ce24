import { randomBytes, randomUUID } from 'node:crypto';
import { kafkaConnection, readToEnd } from '../../../runtime/kafka/index.ts';
import type { IncomingMessage } from '../../../runtime/kafka/index.ts';
import type { Random } from '../../../dev/simulator/random.ts';
import { Registry } from '../checker/avro.ts';
import { EXPECTATION_HEADER } from '../world/injections.ts';
import type { Expectation, RawMessage } from '../world/injections.ts';
import type { World } from '../world/world.ts';
import type { FaultKind } from './fault.ts';

type Topic = 'source.records' | 'registrants' | 'groups';
const topics = ['source.records', 'registrants', 'groups'] as const;

const RECORD_TYPE: Readonly<Record<Topic, string>> = {
  'source.records': 'org.registrystream.SourcePerson',
  registrants: 'org.registrystream.Registrant',
  groups: 'org.registrystream.Group',
};

const UNKNOWN_SCHEMA = 1_000_000_007;
/** Near the largest that a topic takes, with its headers. */
const OVERSIZE = 1_000_000;

const partitionsOf = (topic: Topic): number => (topic === 'source.records' ? 1 : 3);

/** States that the product itself has published, in the order of the log. */
const published = async (world: World, topic: Topic, partition: number): Promise<readonly IncomingMessage[]> => {
  const found: IncomingMessage[] = [];
  const connection = kafkaConnection({ brokers: [world.ground.broker], clientId: 'faults' }, () => undefined);
  await readToEnd(connection, {
    topic: world.topic(topic),
    partitions: [partition],
    stallTimeout: 20_000,
    onMessages: (_, messages) => {
      for (const message of messages) {
        const { key, headers, value } = message;
        const ours = EXPECTATION_HEADER in headers;
        if (key !== null && value !== null && !key.startsWith('run/') && !ours) found.push(message);
      }
    },
  });
  if (found.length === 0) throw new Error(`nothing has been published to ${topic} yet`);
  return found;
};

const again = (topic: Topic, partition: number, { key, value, headers }: IncomingMessage): RawMessage => ({
  topic,
  partition,
  key,
  value,
  headers,
});

const draw = (random: Random): { topic: Topic; partition: number; own: Random } => {
  const topic = random.pick(topics);
  return { topic, partition: random.integer(0, partitionsOf(topic) - 1), own: random.fork('messages') };
};

const duplicated: FaultKind = {
  kind: 'duplicated input',
  weight: 3,
  short: true,
  draw: (random) => {
    const { topic, partition, own } = draw(random);
    const count = random.integer(5, 20);
    return {
      detail: `${String(count)} old messages of ${topic} once more`,
      uses: ['messages', 'kafka'],
      inject: async (world) => {
        const messages = await published(world, topic, partition);
        const chosen = Array.from({ length: count }, () => again(topic, partition, own.pick(messages)));
        await world.injections.write(chosen, 'dropped');
      },
    };
  },
};

type Brew = (world: World, topic: Topic, partition: number, random: Random) => Promise<RawMessage> | RawMessage;

const freshKey = (topic: Topic): string =>
  topic === 'source.records' ? `${randomBytes(16).toString('hex')}/households` : randomUUID();

const raw =
  (value: Buffer | null): Brew =>
  (_world, topic, partition) => ({
    topic,
    partition,
    key: freshKey(topic),
    value,
  });

const unknownSchema = (): Buffer => {
  const value = Buffer.alloc(40, 7);
  value[0] = 0;
  value.writeInt32BE(UNKNOWN_SCHEMA, 1);
  return value;
};

const truncated: Brew = async (world, topic, partition, random) => {
  const { value } = random.pick(await published(world, topic, partition));
  const cut = value?.subarray(0, Math.floor(value.length / 2)) ?? null;
  return { topic, partition, key: freshKey(topic), value: cut };
};

/** A state that Avro can carry and PostgreSQL cannot. */
const withNul: Brew = async (world, topic, partition, random) => {
  const registry = new Registry(world.ground.stack.schemaRegistry.url);
  const { value, headers } = random.pick(await published(world, topic, partition));
  if (value === null) throw new Error('a published state is empty');
  const { content } = (await registry.decode(value)) ?? {};
  const id = randomUUID();
  const name = topic === 'groups' ? 'groupId' : 'registrantId';
  const poisoned = { ...content, [name]: id, address: 'NUL \0 in the address' };
  return { topic, partition, key: id, value: await registry.encode(value.readInt32BE(1), poisoned), headers };
};

const injected = (
  kind: string,
  expectation: Exclude<Expectation, 'invisible'>,
  brew: Brew,
  among: readonly Topic[],
  short: boolean,
): FaultKind => ({
  kind,
  weight: 1.5,
  short,
  draw: (random) => {
    const topic = random.pick(among);
    const partition = random.integer(0, partitionsOf(topic) - 1);
    const own = random.fork('poison');
    return {
      detail: topic,
      uses: ['messages', 'kafka', 'schemaRegistry'],
      inject: async (world) => {
        await world.injections.write([await brew(world, topic, partition, own)], expectation);
      },
    };
  },
});

const poison = (what: string, brew: Brew, among: readonly Topic[] = topics, short = false): FaultKind =>
  injected(`poison: ${what}`, 'dead-letter', brew, among, short);

/** What readers must never see: several transactions in turn, all of them aborted. */
const aborted: FaultKind = {
  kind: 'aborted transactions, interleaved',
  weight: 2.5,
  short: true,
  draw: (random) => {
    const { topic, partition } = draw(random);
    const transactions = random.integer(2, 4);
    return {
      detail: `${String(transactions)} in ${topic}`,
      uses: ['messages', 'kafka'],
      inject: (world) => {
        const message = (): RawMessage => ({ topic, partition, key: freshKey(topic), value: Buffer.from('never') });
        return world.injections.abortInterleaved(
          Array.from({ length: transactions }, () => [message(), message(), message()]),
        );
      },
    };
  },
};

/** A newer writer: its schema has a field more, which the readers that run do not know. */
const evolved: FaultKind = {
  kind: 'schema evolution during the run',
  weight: 2.5,
  short: true,
  draw: (random) => {
    const { topic, partition, own } = draw(random);
    return {
      detail: `a field more in ${RECORD_TYPE[topic].replace('org.registrystream.', '')}`,
      uses: ['messages', 'kafka', 'schemaRegistry'],
      inject: async (world) => {
        const registry = new Registry(world.ground.stack.schemaRegistry.url);
        const subject = `${world.topic(topic)}-${RECORD_TYPE[topic]}`;
        const schema = await registry.latest(subject);
        const field = { name: `added${randomBytes(4).toString('hex')}`, type: ['null', 'string'], default: null };
        const id = await registry.register(subject, { ...schema, fields: [...(schema['fields'] as object[]), field] });
        const messages = await published(world, topic, partition);
        for (let tries = 0; tries < 200; tries += 1) {
          const { key, value, headers } = own.pick(messages);
          const decoded = value === null ? undefined : await registry.decode(value);
          if (decoded?.type !== RECORD_TYPE[topic]) continue;
          const added = (schema['fields'] as { name: string }[]).filter(({ name }) => name.startsWith('added'));
          const nulls = Object.fromEntries(added.map(({ name }) => [name, null]));
          const rewritten = await registry.encode(id, { ...nulls, ...decoded.content, [field.name]: 'new' });
          await world.injections.write([{ topic, partition, key, value: rewritten, headers }], 'dropped');
          return;
        }
        throw new Error(`no ${RECORD_TYPE[topic]} was found in ${topic}`);
      },
    };
  },
};

/** Faults of what stands in the topics. */
export const messageFaults: readonly FaultKind[] = [
  duplicated,
  poison('bad magic byte', raw(Buffer.from('1 is no magic byte')), topics, true),
  poison('unknown schema id', raw(unknownSchema())),
  poison('truncated Avro', truncated, topics, true),
  injected('erasure of nobody known', 'dropped', raw(null), topics, true),
  poison('oversize', raw(Buffer.alloc(OVERSIZE, 65))),
  poison('NUL', withNul, ['registrants', 'groups'], true),
  aborted,
  evolved,
];
