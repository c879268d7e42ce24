import { transactionalPublisher, type OutgoingMessage } from '../../../runtime/kafka/index.ts';
import type { Stack } from '../../stack/startStack.ts';
import { countCosts, type Cost } from '../endToEnd/costs.ts';
import { onBenchGround, type BenchGround } from '../shared/ground.ts';
import type { StartProgram } from '../shared/program.ts';
import { untilDrained } from '../shared/stages.ts';
import { inventPeople } from './people.ts';

/** What the whole stage was measured to do: Kafka in, decoding, normalising, deciding, rows, publishing. */
export interface StageFigures {
  /** Records a second from when it has taken the partition over until everything is published; the code is cold at first. */
  readonly recordsPerSecond: number;
  /** Of the stage's process, PostgreSQL and Kafka, its start included. */
  readonly costs: Readonly<Record<string, Cost>>;
}

/** Messages of one transaction. */
const CHUNK = 2000;
const TYPE = 'org.registrystream.SourcePerson';

const fill = async ({ deployment }: BenchGround, records: number, told: (done: number) => void): Promise<void> => {
  const { config, kafka, codec } = deployment;
  const topic = deployment.topic('source.records');
  const publisher = transactionalPublisher(kafka, `${config.deployment}.bench`);
  await publisher.open();
  let chunk: OutgoingMessage[] = [];
  let done = 0;
  for (const person of inventPeople(records, 1)) {
    const key = `${person.recordKey}/${person.import}`;
    chunk.push({ topic, key, value: codec.encode(topic, TYPE, person), headers: {} });
    if (chunk.length < CHUNK && done + chunk.length < records) continue;
    await publisher.publish(chunk);
    done += chunk.length;
    chunk = [];
    told(done);
  }
  await publisher.close();
};

/**
 * Fills the log with an invented registry, then lets the real stage, in a process as `registry-stream run processor`
 * starts it, take it in with everything that belongs to it.
 *
 * @param told in words, what is being done
 */
export const measureStage = (
  stack: Stack,
  start: StartProgram,
  records: number,
  told: (text: string) => void,
): Promise<StageFigures> =>
  onBenchGround(stack, [], async (ground) => {
    await fill(ground, records, (done) => {
      told(`filling the log: ${done.toLocaleString('en')} records`);
    });
    const worker = start(['run', 'processor', '--config', ground.file]);
    try {
      const costs = countCosts(stack, { stage: [worker.pid] });
      const drained = untilDrained(ground.deployment, 'identity', (left) => {
        told(`whole stage: ${left.toLocaleString('en')} left`);
      });
      const { offsets, milliseconds } = await Promise.race([drained, worker.failed]);
      return { recordsPerSecond: Math.round((offsets * 1000) / milliseconds), costs: costs(records) };
    } finally {
      await worker.stop();
    }
  });
