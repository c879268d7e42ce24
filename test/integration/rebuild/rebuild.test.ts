import { expect } from 'chai';
import type { EtlError } from '../../../core/errors.ts';
import { describe, it } from 'mocha';
import { stateTables } from '../../../sinks/index.ts';
import { idOf, registrant } from '../../unit/sinks/postgres/events.ts';
import { waitFor } from '../../support/stack.ts';
import { onRebuildGround } from './fixture.ts';
import { history } from './people.ts';

describe('rebuild from resolved', () => {
  it('finds the registry equal to its topics, and leaves nothing behind when it only verifies', async () => {
    await onRebuildGround(async (ground) => {
      await ground.publish(...history);
      await ground.sink();
      const before = [await ground.tables(), await ground.untouched()];
      const { comparison, counts } = await ground.rebuild('verify');
      expect(comparison.equal, JSON.stringify(comparison.tables)).to.equal(true);
      expect(counts).to.deep.equal({ states: 6, refused: 0, unreadable: 0 });
      expect(comparison.tables.map(({ ended }) => ended)).to.deep.equal([0, 1, 1, 0, 1, 0, 2]);
      expect(await ground.hasShadow()).to.equal(false);
      expect([await ground.tables(), await ground.untouched()]).to.deep.equal(before);
    });
  });

  it('tells what was altered by hand, and mends it by an exchange of which no audit event comes', async () => {
    await onRebuildGround(async (ground) => {
      await ground.publish(...history);
      await ground.sink();
      await ground.rows("update registry.program_membership set state = 'enrolled', enrollment_date = '2026-03-02'");
      const before = [await ground.tables(), await ground.untouched()];
      await ground.rows(`update registry.registrant set name = 'Somebody Else' where id = '${idOf(5)}'`);
      await ground.rows(`delete from registry.group_membership where individual_id = '${idOf(4)}'`);
      await ground.rows(
        `insert into registry.registrant_phone (registrant_id, lookup, number) values ('${idOf(5)}', '1', '1')`,
      );
      const { comparison } = await ground.rebuild();
      expect(comparison.equal).to.equal(false);
      const told = Object.fromEntries(comparison.tables.map((one) => [one.table, one]));
      expect(told['registrant']).to.deep.include({ missing: 0, extra: 0, changed: 1, columns: { name: 1 } });
      expect(told['group_membership']).to.deep.include({ missing: 1, extra: 0, changed: 0 });
      expect(told['registrant_phone']).to.deep.include({ missing: 0, extra: 1, changed: 0 });
      expect(comparison.sample.map(({ table, kind }) => `${table} ${kind}`)).to.deep.equal([
        'registrant changed',
        'registrant_phone extra',
        'group_membership missing',
      ]);
      expect(comparison.sample[0]?.fields).to.deep.equal([
        { field: 'name', live: 'Somebody Else', rebuilt: 'Amina Example 5' },
      ]);
      expect(await ground.hasShadow()).to.equal(true);
      const { swapped, partitionsResumed } = await ground.rebuild('swap');
      expect(partitionsResumed).to.equal(4);
      expect(swapped?.milliseconds).to.be.a('number');
      expect([await ground.tables(), await ground.untouched()]).to.deep.equal(before);
      expect(await ground.hasShadow()).to.equal(false);
      expect((await ground.rebuild('verify')).comparison.equal).to.equal(true);
      await ground.publish(registrant(5, { version: 3, fullName: 'A New Name' }));
      await ground.sink();
      expect((await ground.rebuild('verify')).comparison.equal).to.equal(true);
    });
  });

  it('finds a registry without audit equal as well, sealed and erased people among them, and mends it', async () => {
    await onRebuildGround(async (ground) => {
      await ground.publish(
        ...history,
        registrant(6),
        registrant(6, { version: 2, sealed: true }),
        registrant(7),
        { erased: idOf(7), topic: 'registrants' },
        { erased: idOf(5), topic: 'registrants' },
      );
      await ground.sink('off');
      const tables = await ground.tables();
      const before = [tables, await ground.untouched()];
      expect(tables['registrant']).to.have.length(6);
      expect(before[1]).to.deep.include({ audit: [], published: 0 });
      expect((await ground.rebuild('verify')).comparison.equal).to.equal(true);
      await ground.rows(`update registry.registrant set sealed = false where id = '${idOf(6)}'`);
      const { comparison } = await ground.rebuild('swap');
      expect(comparison.equal).to.equal(false);
      expect([await ground.tables(), await ground.untouched()]).to.deep.equal(before);
      await ground.publish(registrant(6, { version: 3, fullName: 'A New Name' }));
      await ground.sink('off');
      expect((await ground.rebuild('verify')).comparison.equal).to.equal(true);
    });
  });

  it('exchanges beside a running sink, which goes on where it was and tells each change once', async () => {
    await onRebuildGround(async (ground) => {
      await ground.publish(...history);
      await ground.sink();
      await ground.rows(`update registry.registrant set area = 'Nowhere'`);
      const sink = ground.whole.stage('registry');
      const ended = sink.run();
      try {
        const people = (version: number) =>
          Array.from({ length: 30 }, (_, n) => registrant(n + 20, { version, fullName: `Version ${String(version)}` }));
        await ground.publish(...people(1));
        let version = 1;
        const exchanged = new AbortController();
        const traffic = (async () => {
          while (!exchanged.signal.aborted) await ground.publish(...people((version += 1)));
        })();
        const { swapped } = await ground.rebuild('swap').finally(() => {
          exchanged.abort();
        });
        await traffic;
        expect(swapped).not.to.equal(undefined);
        await waitFor('the sink to apply what came meanwhile', async () => {
          const [row] = await ground.rows<{ n: number }>(
            `select count(*)::int as n from registry.registrant where name = 'Version ${String(version)}'`,
          );
          return row?.n === 30;
        });
        await sink.stop(5000);
        const [audit] = await ground.rows<{ entries: number; events: number }>(
          'select count(*)::int as entries, count(distinct event_id)::int as events from registry.audit_log',
        );
        // Five people, three of them changed, a household and its change, six drafts; each version of the thirty.
        expect(audit).to.deep.equal({ entries: 11 + 6 + 30 * version, events: 11 + 6 + 30 * version });
        expect((await ground.whole.read('audit')).length).to.equal(audit?.entries);
      } finally {
        await sink.stop(5000);
        await ended;
      }
      expect((await ground.rebuild('verify')).comparison.equal).to.equal(true);
    });
  });

  it('leaves to the sink what it has not applied yet', async () => {
    await onRebuildGround(async (ground) => {
      await ground.publish(...history);
      await ground.sink();
      await ground.publish(registrant(1, { version: 9, fullName: 'Later' }), registrant(6, { version: 9 }));
      const before = await ground.tables();
      const { comparison } = await ground.rebuild('swap');
      expect(comparison).to.deep.include({ equal: true, waiting: 2 });
      expect(await ground.tables()).to.deep.equal(before);
      await ground.sink();
      const changes = await ground.rows(
        'select action from registry.audit_log where import_run is not null order by id desc limit 2',
      );
      expect(changes).to.have.deep.members([{ action: 'created' }, { action: 'updated' }]);
      expect((await ground.rebuild('verify')).comparison.equal).to.equal(true);
    });
  });

  it('fills a database that was lost, so that the sink goes on and tells nothing twice', async () => {
    await onRebuildGround(async (ground) => {
      await ground.publish(...history);
      await ground.sink();
      const published = (await ground.whole.read('audit')).length;
      await ground.rows(`truncate registry.registrant, registry.registrant_identifier, registry.registrant_phone,
        registry.registrant_source, registry.group_membership, registry.group_membership_kind,
        registry.registrant_relation, registry.audit_log, registry_stream.stream_offset`);
      const { comparison, swapped } = await ground.rebuild('swap');
      expect(comparison.tables[0]).to.deep.include({ live: 0, rebuilt: 6, missing: 6 });
      expect(swapped?.positionsSet).to.be.greaterThan(0);
      await ground.publish(registrant(5, { version: 3, fullName: 'A New Name' }));
      await ground.sink();
      expect((await ground.rebuild('verify')).comparison.equal).to.equal(true);
      expect((await ground.whole.read('audit')).length).to.equal(published + 1);
    });
  });

  it('brings a database that was restored from an older backup to where its events are', async () => {
    await onRebuildGround(async (ground) => {
      const tables = [
        ...stateTables.map(({ specification }) => `registry.${specification.name}`),
        'registry.audit_log',
      ];
      const all = [...tables, 'registry_stream.stream_offset'];
      const copied = (table: string): string => `backup.${table.split('.')[1] ?? ''}`;
      await ground.publish(...history.slice(0, 5));
      await ground.sink();
      await ground.rows(
        `create schema backup; ${all.map((table) => `create table ${copied(table)} as table ${table}`).join('; ')}`,
      );
      await ground.publish(...history.slice(5));
      await ground.sink();
      const published = (await ground.whole.read('audit')).length;
      await ground.rows(`truncate ${all.join(', ')}`);
      for (const table of all)
        await ground.rows(`insert into ${table} overriding system value select * from ${copied(table)}`);
      const { swapped } = await ground.rebuild('swap');
      expect(swapped?.positionsSet).to.be.greaterThan(0);
      await ground.publish(registrant(5, { version: 3, fullName: 'A New Name' }));
      await ground.sink();
      expect((await ground.rebuild('verify')).comparison.equal).to.equal(true);
      expect((await ground.whole.read('audit')).length).to.equal(published + 1);
    });
  });

  it('does not take anybody away without being told to, and forgets who was erased', async () => {
    await onRebuildGround(async (ground) => {
      await ground.publish(...history);
      await ground.sink();
      await ground.publish({ erased: idOf(5), topic: 'registrants' });
      await ground.sink();
      await ground.rows(`update registry.registrant set version = 99 where id = '${idOf(4)}'`);
      // Somebody of whom the topics know nothing.
      await ground.rows(
        `insert into registry.registrant select (jsonb_populate_record(r, jsonb_build_object('id', '${idOf(20)}'))).*
           from registry.registrant r where id = '${idOf(3)}'`,
      );
      const before = await ground.tables();
      const refused = await ground.rebuild('swap').catch((thrown: unknown) => thrown);
      expect(refused).to.include({ code: 'EXCHANGE_LOSES', fault: 'config' });
      expect((refused as EtlError).context.details).to.deep.equal({ gone: 1, older: 1 });
      expect(await ground.tables()).to.deep.equal(before);
      await ground.rebuild('swap', { acceptLosses: true });
      const left = await ground.rows('select id from registry.registrant order by id');
      expect(left).to.deep.equal([1, 2, 3, 4, 10].map((n) => ({ id: idOf(n) })));
      expect((await ground.rebuild('verify')).comparison.equal).to.equal(true);
    });
  });
});
