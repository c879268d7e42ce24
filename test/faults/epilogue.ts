import { Check } from './checker/finding.ts';
import type { Finding } from './checker/finding.ts';
import { waitUntil } from '../../dev/stack/waitUntil.ts';
import { waitFor } from '../support/stack.ts';
import { stageInputs } from './world/world.ts';
import type { World } from './world/world.ts';

const ENDS_WITHIN = 60_000;

/** Runs a worker that must refuse to go on, and see whether it says why. */
const refusal = async (world: World, role: 'processor' | 'sink', number: number): Promise<string> => {
  const station = world.of(role)[number % world.of(role).length];
  if (station === undefined) throw new Error(`the world has no ${role}`);
  const { worker } = station;
  const before = worker.endings.length;
  worker.start();
  await waitUntil(() => worker.endings.length > before, ENDS_WITHIN);
  await worker.stop();
  const { code, signal, words } = worker.endings[before] ?? {};
  return `exit ${String(signal ?? code)}: ${words ?? ''}`;
};

/** How far Kafka says that a partition of a stage is published; undefined when it has forgotten, or never knew. */
const relayed = async (world: World, stage: string, topic: string, partition: number): Promise<number | undefined> => {
  const admin = await world.injections.admin();
  const [found] = await admin.fetchOffsets({ groupId: `${world.name}.${stage}.relay`, topics: [world.topic(topic)] });
  const offset = found?.partitions.find((one) => one.partition === partition)?.offset;
  return offset === undefined || Number(offset) < 1 ? undefined : Number(offset);
};

/**
 * Puts the position of a partition back to where it was before the last event was published, as a restored backup has
 * it, lets the check look, and puts it right again.
 *
 * @returns false when there is nothing to restore from
 */
const withOlder = async (world: World, stage: string, topic: string, look: () => Promise<void>): Promise<boolean> => {
  const published = await relayed(world, stage, topic, 0);
  if (published === undefined) return false;
  const set = `update registry_stream.stream_offset set next_offset = $4, published_offset = $4
    where stage = $1 and topic = $2 and partition = $3`;
  const { rows } = await world.pool.query<{ next: string }>(
    'select next_offset as next from registry_stream.stream_offset where stage = $1 and topic = $2 and partition = 0',
    [stage, topic],
  );
  await world.pool.query(set, [stage, topic, 0, published - 1]);
  await look();
  await world.pool.query(set, [stage, topic, 0, rows[0]?.next]);
  return true;
};

const anew = async (world: World, topic: string, partitions: number): Promise<void> => {
  const admin = await world.injections.admin();
  const name = world.topic(topic);
  await admin.deleteTopics({ topics: [name] });
  await waitFor(`${name} to be gone`, async () => !(await admin.listTopics()).includes(name));
  await admin.createTopics({
    topics: [{ topic: name, numPartitions: partitions, configEntries: [{ name: 'cleanup.policy', value: 'compact' }] }],
  });
  await waitFor(`${name} to be there`, async () => (await admin.listTopics()).includes(name));
};

/**
 * What cannot be overcome, only refused: an older database restored, and topics made anew. It spoils the world, so it
 * comes last. Each stage must end with the configuration's exit code and say what happened.
 */
export const refusals = async (world: World): Promise<readonly Finding[]> => {
  const older = new Check('a restored older database: the stage stops and says so');
  const made = new Check('a topic made anew: the stage stops and says so');
  for (const [index, { stage, topic }] of stageInputs.entries()) {
    await withOlder(world, stage, topic, async () => {
      for (const number of [index, index + 1]) {
        const words = await refusal(world, stage === 'identity' ? 'processor' : 'sink', number);
        older.look(/^exit 78: [^]*STATE_OLDER_THAN_LOG/.test(words), () => `${stage}, ${topic}: ${words.slice(-300)}`);
      }
    });
  }
  for (const [index, { stage, topic, partitions }] of stageInputs.entries()) {
    await anew(world, topic, partitions);
    for (const number of [index, index + 1]) {
      const words = await refusal(world, stage === 'identity' ? 'processor' : 'sink', number);
      made.look(/^exit 78: [^]*TOPIC_SHORTER_THAN_STATE/.test(words), () => `${stage}, ${topic}: ${words.slice(-300)}`);
    }
  }
  return [older.finding, made.finding];
};
