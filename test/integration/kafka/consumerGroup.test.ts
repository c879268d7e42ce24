import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { ConsumedBatch } from '../../../runtime/kafka/index.ts';
import { KAFKA_API, kafkaProxy } from '../../support/tcpProxy.ts';
import { broker, connection, consume, eventually, Heard, onStack, publish, unique, withTopic } from './fixture.ts';

describe('a batch whose heartbeat fails', () => {
  onStack();

  it('is interrupted, its partition paused, and goes on where it is told', async () => {
    const proxy = await kafkaProxy(broker());
    try {
      await withTopic(async (topic) => {
        await publish(topic, 'a', 'b');
        class Failing extends Heard {
          lose = true;
          override async onBatch(batch: ConsumedBatch): Promise<void> {
            if (this.lose) {
              this.lose = false;
              proxy.loseAnswersTo(KAFKA_API.heartbeat);
              await new Promise((resolve) => setTimeout(resolve, 150));
              await batch.heartbeat();
            }
            await super.onBatch(batch);
          }
        }
        const heard = new Failing();
        const options = { heartbeatInterval: 100, sessionTimeout: 30_000 };
        const consumer = await consume(topic, heard, 0, options, connection(proxy.address));
        const generation = consumer.generation();
        await eventually(() => heard.interrupted.length > 0, 'the interruption');
        proxy.loseAnswersTo();
        expect(heard.interrupted).to.deep.equal([{ topic, partition: 0, generation }]);
        expect(heard.values).to.deep.equal([]);
        await eventually(() => consumer.consume(topic, 0, consumer.generation(), 0), 'going on');
        await eventually(() => heard.values.length === 2, 'both records');
        expect(heard.fatal).to.deep.equal([]);
      });
    } finally {
      await proxy.close();
    }
  });
});

const UNKNOWN_MEMBER_ID = 25;
const COORDINATOR_LOAD_IN_PROGRESS = 14;

describe('a consumer that the group does not know any more', () => {
  onStack();

  it('joins again, also when joining fails at first because the coordinator has just come back', async () => {
    const proxy = await kafkaProxy(broker());
    try {
      await withTopic(async (topic) => {
        const heard = new Heard();
        const options = { heartbeatInterval: 100, sessionTimeout: 30_000 };
        await consume(topic, heard, 0, options, connection(proxy.address));
        proxy.answerNext(KAFKA_API.joinGroup, COORDINATOR_LOAD_IN_PROGRESS);
        proxy.answerNext(KAFKA_API.heartbeat, UNKNOWN_MEMBER_ID);
        await eventually(() => heard.assignments.length > 1, 'an assignment in a new generation', 50_000);
        expect(heard.partitions()).to.deep.equal([0]);
        expect(heard.fatal).to.deep.equal([]);
      });
    } finally {
      await proxy.close();
    }
  });
});

describe('a group of partition consumers', () => {
  onStack();

  it('is left at once by a consumer that stops', () =>
    withTopic(async (topic) => {
      const group = unique('group');
      const [one, other] = [new Heard(), new Heard()];
      const leaving = await consume(topic, one, undefined, { group, sessionTimeout: 10_000, rebalanceTimeout: 10_000 });
      const staying = await consume(topic, other, undefined, {
        group,
        sessionTimeout: 10_000,
        rebalanceTimeout: 10_000,
      });
      await eventually(() => one.partitions().length === 1 && other.partitions().length === 1, 'one partition each');
      const stopped = Date.now();
      await leaving.stop();
      await eventually(() => other.partitions().length === 2, 'both partitions');
      expect(Date.now() - stopped).to.be.lessThan(5000);
      await staying.stop();
    }, 2));

  it('makes the running batch stale when partitions are assigned anew', () =>
    withTopic(async (topic) => {
      await publish(topic, 'a');
      const group = unique('group');
      const stale: boolean[] = [];
      class Busy extends Heard {
        override async onBatch(batch: ConsumedBatch): Promise<void> {
          stale.push(batch.isStale());
          while (!batch.isStale()) {
            await new Promise((resolve) => setTimeout(resolve, 100));
            await batch.heartbeat();
          }
        }
      }
      const busy = new Busy();
      const consumer = await consume(topic, busy, 0, { group, heartbeatInterval: 200 });
      await eventually(() => stale.length === 1, 'the batch');
      const second = await consume(topic, new Heard(), undefined, { group, heartbeatInterval: 200 });
      await eventually(() => busy.assignments.length === 2, 'the new assignment');
      expect(busy.interrupted).to.have.length(1);
      expect(busy.fatal).to.deep.equal([]);
      await consumer.stop();
      await second.stop();
    }));

  it('leaves a partition with the longest-standing member when a standby joins', () =>
    withTopic(async (topic) => {
      const options = { group: unique('group'), assign: 'longest-standing' as const, heartbeatInterval: 200 };
      const [owner, standby, late] = [new Heard(), new Heard(), new Heard()];
      const first = await consume(topic, owner, undefined, options);
      const second = await consume(topic, standby, undefined, options);
      const third = await consume(topic, late, undefined, options);
      await eventually(() => owner.assignments.length >= 3, 'the third generation');
      expect(owner.partitions()).to.deep.equal([0]);
      expect(owner.assignments.at(-1)?.retained).to.deep.equal([{ topic, partition: 0 }]);
      expect([...standby.partitions(), ...late.partitions()]).to.deep.equal([]);
      await first.stop();
      await eventually(() => standby.partitions().length === 1, 'the standby');
      expect(late.partitions()).to.deep.equal([]);
      await second.stop();
      await third.stop();
    }));
});
