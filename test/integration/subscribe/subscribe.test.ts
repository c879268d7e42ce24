import { expect } from 'chai';
import type { EtlError } from '../../../core/errors.ts';
import { partitionFor } from '../../../runtime/kafka/index.ts';
import { subscribe } from '../../../runtime/subscribe/index.ts';
import { group, idOf, member, registrant } from '../../unit/sinks/postgres/events.ts';
import { uniqueName, waitFor } from '../../support/stack.ts';
import { PARTITIONS, Reader, reading, Store, withTopics } from './fixture.ts';

const people = (from: number, count: number, version = 1) =>
  Array.from({ length: count }, (_, index) => ({ state: registrant(from + index, { version }) }));

describe('a subscription', function suite() {
  this.timeout(120_000);

  it('hands over a snapshot, then what happens: updates, redirects, splits, erasures, and nothing stale', () =>
    withTopics(async (topics) => {
      await topics.publish(...people(1, 3), { state: registrant(1, { version: 2 }) });
      const events: unknown[] = [];
      const store = new Store();
      const reader = new Reader(topics, store, {
        topics: ['registrants', 'groups'],
        known: undefined as never,
        onBatch: (batch) => {
          for (const event of batch.events)
            events.push([
              batch.isSnapshot ? 'snapshot' : 'live',
              'id' in event && event.id,
              'change' in event && event.change,
            ]);
          store.apply(batch);
          return Promise.resolve();
        },
      });
      await reading(reader, async () => {
        await reader.caughtUp();
        expect(events).to.have.deep.members([
          ['snapshot', idOf(1), 'updated'],
          ['snapshot', idOf(2), 'updated'],
          ['snapshot', idOf(3), 'updated'],
          ['snapshot', idOf(1), 'updated'],
        ]);
        events.length = 0;
        await topics.publish(
          { state: registrant(1, { version: 5, status: 'merged', mergedInto: idOf(2) }) },
          { state: registrant(1, { version: 4 }) },
          { state: registrant(1, { version: 6 }) },
          { erased: idOf(3), headers: { version: '7' } },
          { state: group(9, { version: 8, members: [member(1), member(44)] }) },
        );
        await waitFor('what has happened', () => Promise.resolve(events.length === 4));
        expect(events.filter((event) => (event as string[])[1] === idOf(1))).to.deep.equal([
          ['live', idOf(1), 'merged'],
          ['live', idOf(1), 'split'],
        ]);
        expect(events).to.deep.include(['live', idOf(3), 'erased']);
        const household = store.applied.find((event) => event.kind === 'group');
        expect(household).to.deep.include({ unmetMembers: [idOf(44)] });
      });
      expect(await reader.ended).to.equal(undefined);
    }));

  it('goes on from the stored position, with an effect of exactly once, when its own code has failed', () =>
    withTopics(async (topics) => {
      await topics.publish(...people(1, 20));
      const store = new Store();
      let failures = 0;
      const failing = new Reader(topics, store, {
        onBatch: () => {
          failures += 1;
          return Promise.reject(new Error('the database is away'));
        },
      });
      const error = (await failing.ended) as EtlError;
      expect(error).to.include({ code: 'SUBSCRIBER_FAILED', fault: 'bug' });
      expect(failures).to.be.greaterThan(0);
      await reading(new Reader(topics, store), (reader) => reader.caughtUp());
      await topics.publish(...people(21, 5));
      const again = new Reader(topics, store);
      await reading(again, () => again.has(25));
      expect(again.snapshots).to.deep.equal([]);
      expect(store.applied.map((event) => event.key).sort()).to.deep.equal(
        Array.from({ length: 25 }, (_, index) => idOf(index + 1)).sort(),
      );
    }));

  it('shares the partitions of a group, and hands them on', () =>
    withTopics(async (topics) => {
      await topics.publish(...people(1, 10));
      const store = new Store();
      const group = uniqueName('readers');
      const first = new Reader(topics, store, { group });
      await reading(first, async () => {
        await first.caughtUp();
        const second = new Reader(topics, store, { group });
        await reading(second, async () => {
          await second.caughtUp();
          await topics.publish(...people(11, 10));
          await first.has(20);
        });
        await topics.publish(...people(21, 10));
        await first.has(30);
        expect(second.snapshots).to.deep.equal([]);
      });
      expect(await first.ended).to.equal(undefined);
      const keys = store.applied.map(({ key }) => key);
      expect(new Set(keys).size).to.equal(keys.length).and.to.equal(30);
    }));

  it('reads anew after it was away for longer than tombstones are kept, and lets go of who is not there any more', () =>
    withTopics(async (topics) => {
      const store = new Store();
      await topics.publish(...people(1, 4));
      await reading(new Reader(topics, store), (reader) => reader.caughtUp());
      // As had it been erased and compacted away meanwhile: the topic knows nothing of the id.
      const gone = idOf(77);
      store.rows.set(gone, { partition: partitionFor(gone, PARTITIONS), epoch: 1, version: 1 });
      await topics.publish({ state: registrant(2, { version: 9 }) }, { state: registrant(1, { version: 9 }) });
      await topics.publish({ state: registrant(3, { version: 9 }) }, { state: registrant(4, { version: 9 }) });
      for (const [name, position] of store.positions) store.positions.set(name, { ...position, savedAt: 0 });
      const again = new Reader(topics, store);
      await reading(again, () => again.caughtUp());
      expect(again.snapshots).to.have.deep.members([0, 1].map((partition) => ({ partition, reason: 'away-too-long' })));
      expect([...store.rows.keys()].sort()).to.deep.equal([1, 2, 3, 4].map(idOf));
      expect([...store.rows.values()].every(({ version, epoch }) => version === 9 && epoch === 2)).to.equal(true);
    }));

  it('ends at a message that nobody can read, unless it is to be passed over', () =>
    withTopics(async (topics) => {
      const key = idOf(1);
      const bad = { topic: `${topics.prefix}registrants`, key, value: Buffer.from('no Avro'), headers: {} };
      await topics.send([bad]);
      await topics.publish(...people(2, 3));
      const refusing = new Reader(topics, new Store());
      expect(await refusing.ended).to.include({ code: 'VALUE_NOT_AVRO', fault: 'record' });
      const passed: string[] = [];
      const passing = new Reader(topics, new Store(), {
        onUnreadable: ({ code }, { partition }) => passed.push(`${code} ${String(partition)}`),
      });
      await reading(passing, () => passing.caughtUp());
      expect(passing.store.rows.size).to.equal(3);
      expect(passed).to.deep.equal([`VALUE_NOT_AVRO ${String(partitionFor(key, PARTITIONS))}`]);
    }));

  it('stores positions also when nothing comes, for they age', () =>
    withTopics(async (topics) => {
      const store = new Store();
      await topics.publish(...people(1, 1));
      const reader = new Reader(topics, store, { quiet: 200 });
      await reading(reader, async () => {
        await reader.caughtUp();
        const before = Math.max(...[...store.positions.values()].map(({ savedAt }) => savedAt));
        await waitFor('newer positions', () =>
          Promise.resolve([...store.positions.values()].every(({ savedAt }) => savedAt > before)),
        );
      });
    }));

  it('says what is missing before it reads anything', async () => {
    const never = { onBatch: () => Promise.resolve(), signal: new AbortController().signal };
    const addresses = { kafka: { brokers: ['localhost:1'] }, schemaRegistry: { url: 'http://localhost:1' } };
    const codeOf = (thrown: unknown): string => (thrown as EtlError).code;
    expect(await subscribe({ ...addresses, ...never }).catch(codeOf)).to.equal('NOTHING_SUBSCRIBED');
    const shared = subscribe({ ...addresses, ...never, topics: ['audit'], group: 'readers' });
    expect(await shared.catch(codeOf)).to.equal('POSITIONS_MISSING');
  });
});
