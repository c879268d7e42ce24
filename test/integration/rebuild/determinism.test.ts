import { expect } from 'chai';
import { ConfigResourceTypes } from 'kafkajs';
import { describe, it } from 'mocha';
import { group, member, noon, phone, registrant } from '../../unit/sinks/postgres/events.ts';
import { waitFor } from '../../support/stack.ts';
import { plainKafka } from '../kafka/fixture.ts';
import { onRebuildGround, type RebuildGround, type State } from './fixture.ts';
import { history } from './people.ts';

/** Many people in several states each, and households, so that every partition has superseded records. */
const crowd: readonly State[] = [1, 2, 3].flatMap((version) => [
  ...Array.from({ length: 40 }, (_, n) =>
    registrant(n + 100, {
      version,
      fullName: `State ${String(version)} of ${String(n)}`,
      phones: [phone(`+96475000${String(version)}${String(n)}`)],
      observedAt: noon + version * 1000,
    }),
  ),
  ...Array.from({ length: 10 }, (_, n) =>
    group(n + 200, {
      version,
      members: [member(n + 100, { kinds: ['Head'] }), member(n + 100 + version, { relation: 'Sister' })],
      observedAt: noon + version * 1000,
    }),
  ),
]);

/** The shadow that a rebuild from nothing makes. */
const built = async (ground: RebuildGround, workers: number) => {
  await ground.rows('drop schema if exists registry_shadow cascade');
  const { comparison } = await ground.rebuild('compare', { workers });
  expect(comparison.equal, JSON.stringify(comparison.tables)).to.equal(true);
  const hashes = comparison.tables.map(({ table, rebuiltHash }) => [table, rebuiltHash]);
  return { tables: await ground.tables('registry_shadow'), hashes };
};

/** Has Kafka compact the topics, and waits until nothing superseded is left but what the last segment holds. */
const compacted = async ({ whole }: RebuildGround): Promise<number> => {
  const admin = plainKafka(whole.connection.config.brokers[0]).admin();
  await admin.connect();
  // All of them: what is not named falls back to the broker's.
  const configEntries = [
    { name: 'cleanup.policy', value: 'compact' },
    { name: 'segment.ms', value: '100' },
    { name: 'min.cleanable.dirty.ratio', value: '0.0001' },
  ];
  const names = ['registrants', 'groups'].map((name) => `${whole.prefix}${name}`);
  await admin.alterConfigs({
    validateOnly: false,
    resources: names.map((name) => ({ type: ConfigResourceTypes.TOPIC, name, configEntries })),
  });
  await admin.disconnect();
  const left = async (): Promise<number> =>
    (await whole.read('registrants')).length + (await whole.read('groups')).length;
  const before = await left();
  // Only closed segments are cleaned, and the next record closes one: markers, which are no state.
  await waitFor(
    'Kafka to compact the topics',
    async () => {
      await whole.send(
        names.flatMap((topic) =>
          [0, 1].map((partition) => ({ topic, partition, key: 'run/filler/started/0', value: null, headers: {} })),
        ),
      );
      return (await left()) < before - 50;
    },
    90_000,
  );
  return before - (await left());
};

describe('what a rebuild makes', () => {
  it('is the same, byte for byte, for one worker, two and eight, before and after compaction', async function () {
    this.timeout(240_000);
    await onRebuildGround(async (ground) => {
      await ground.publish(...history, ...crowd);
      await ground.sink();
      const one = await built(ground, 1);
      expect(await built(ground, 2)).to.deep.equal(one);
      expect(await built(ground, 8)).to.deep.equal(one);
      expect(await compacted(ground)).to.be.greaterThan(50);
      await ground.sink();
      expect(await built(ground, 2)).to.deep.equal(one);
    });
  });
});
