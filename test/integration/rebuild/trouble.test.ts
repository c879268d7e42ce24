import { expect } from 'chai';
import { ConfigResourceTypes } from 'kafkajs';
import { describe, it } from 'mocha';
import type { EtlError } from '../../../core/errors.ts';
import { topicSpecifications } from '../../../runtime/deployment/topics.ts';
import { deleteTopics, ensureTopics, partitionFor } from '../../../runtime/kafka/index.ts';
import { idOf, registrant } from '../../unit/sinks/postgres/events.ts';
import { plainKafka } from '../kafka/fixture.ts';
import { waitFor } from '../../support/stack.ts';
import { onRebuildGround, type RebuildGround } from './fixture.ts';
import { history } from './people.ts';

/** Puts a registry up, does something to it, and shows that a rebuild refuses and changes nothing. */
const refusedAfter = (harm: (ground: RebuildGround) => Promise<unknown>, code: string, words: RegExp): Promise<void> =>
  onRebuildGround(async (ground) => {
    await ground.publish(...history);
    await ground.sink();
    await harm(ground);
    const state = async (): Promise<unknown> => [
      await ground.rows('select * from registry.registrant order by id'),
      await ground.rows('select * from registry_stream.stream_offset order by 1, 2, 3'),
    ];
    const before = await state();
    const thrown = (await ground.rebuild('swap').catch((error: unknown) => error)) as EtlError;
    expect(thrown, thrown.message).to.include({ code, fault: 'config' });
    expect(thrown.message).to.match(words);
    expect(await state()).to.deep.equal(before);
  });

describe('a rebuild that cannot be', () => {
  it('names the record whose schema nobody knows; told to skip it, it goes by the state before, as the sink does', () =>
    onRebuildGround(async (ground) => {
      await ground.publish(...history);
      const unknown = Buffer.concat([Buffer.from([0, 0x7f, 0xff, 0xff, 0xff]), Buffer.from('whatever')]);
      const topic = `${ground.whole.prefix}registrants`;
      const partition = partitionFor(idOf(5), 2);
      await ground.whole.send([{ topic, partition, key: idOf(5), value: unknown, headers: {} }]);
      await ground.publish(registrant(1, { version: 8, fullName: 'After It' }));
      await ground.sink();
      const thrown = (await ground.rebuild('verify').catch((error: unknown) => error)) as EtlError;
      expect(thrown).to.include({ code: 'RECORD_UNREADABLE', fault: 'config' });
      expect(thrown.context.details).to.include({ topic: 'registrants', partition, reason: 'SCHEMA_UNKNOWN' });
      const { comparison, counts } = await ground.rebuild('verify', { skipUnreadable: true });
      expect(comparison.equal).to.equal(true);
      expect(counts.unreadable).to.equal(1);
    }));

  it('refuses a topic whose beginning was deleted', () =>
    refusedAfter(
      async ({ whole }) => {
        const admin = plainKafka(whole.connection.config.brokers[0]).admin();
        await admin.connect();
        const topic = `${whole.prefix}registrants`;
        const partition = partitionFor(idOf(1), 2);
        // Of a topic that is compacted alone Kafka deletes nothing.
        const configEntries = [{ name: 'cleanup.policy', value: 'compact,delete' }];
        const resources = [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries }];
        await admin.alterConfigs({ validateOnly: false, resources });
        // Makes the topic known to the client.
        await admin.fetchTopicOffsets(topic);
        await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: '2' }] });
        await waitFor('the records to go', async () =>
          (await admin.fetchTopicOffsets(topic)).some((one) => one.partition === partition && one.low === '2'),
        );
        await admin.disconnect();
      },
      'TOPIC_TRUNCATED',
      /begins at offset 2/,
    ));

  it('refuses a topic that was made anew', () =>
    refusedAfter(
      async ({ whole }) => {
        const all = topicSpecifications({ topicPrefix: whole.prefix, partitions: 2, replicationFactor: 1 });
        const topics = all.filter(({ name }) => name === `${whole.prefix}registrants`);
        await deleteTopics(whole.connection, [topics[0]?.name ?? '']);
        await waitFor('the new topic', async () => {
          await ensureTopics(whole.connection, topics);
          return true;
        });
      },
      'TOPIC_SHORTER_THAN_STATE',
      /topic registrants/,
    ));

  it('names a column that is missing or of another type, and a key that is missing', async () => {
    const altered = (sql: string, words: RegExp): Promise<void> =>
      refusedAfter((ground) => ground.rows(sql), 'REGISTRY_ALTERED', words);
    await altered(
      'alter table registry.registrant_phone drop column collected',
      /registrant_phone\.collected is missing/,
    );
    await altered('alter table registry.registrant alter column email type varchar(20)', /email is character varying/);
    await altered(
      'alter table registry.group_membership drop constraint group_membership_pkey',
      /group_membership has no unique key/,
    );
  });

  it('removes what it has built when the disk is full', async () => {
    // The shadow's tables have the registry's rules: one that finds no room after the second row.
    const noRoom = `create sequence public.rooms;
create function public.has_room() returns boolean language plpgsql as $$ begin
  if current_setting('application_name') = 'rebuild' and nextval('public.rooms') > 2 then
    raise exception 'no room' using errcode = 'disk_full';
  end if;
  return true;
end $$;
alter table registry.registrant add constraint room check (public.has_room())`;
    await onRebuildGround(async (ground) => {
      await ground.publish(...history);
      await ground.sink();
      await ground.rows(noRoom);
      const before = await ground.tables();
      const thrown = await ground.rebuild('swap').catch((error: unknown) => error);
      expect(thrown).to.include({ code: 'REBUILD_DISK_FULL', fault: 'config' });
      expect(await ground.hasShadow()).to.equal(false);
      expect(await ground.tables()).to.deep.equal(before);
    });
  });

  it('refuses what hangs on the tables and cannot be carried over, before it begins', async () => {
    await refusedAfter(
      (ground) => ground.rows('create materialized view public.names as select name from registry.registrant'),
      'EXCHANGE_REFUSED',
      /materialised view public\.names|materialised view names/,
    );
    await refusedAfter(
      (ground) => ground.rows('create table public.notes (id uuid references registry.registrant)'),
      'EXCHANGE_REFUSED',
      /foreign key notes_id_fkey/,
    );
    await refusedAfter(
      (ground) =>
        ground.rows(`create function public.people() returns bigint language sql
          begin atomic select count(*) from registry.registrant; end`),
      'EXCHANGE_REFUSED',
      /function (public\.)?people/,
    );
  });
});
