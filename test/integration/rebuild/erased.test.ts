import { expect } from 'chai';
import { describe, it } from 'mocha';
import { idOf } from '../../unit/sinks/postgres/events.ts';
import { onRebuildGround, type RebuildGround } from './fixture.ts';
import { history } from './people.ts';

/** Somebody whose membership has ended, so that no event of the group names them any more. */
const gone = idOf(3);

const named = async (ground: RebuildGround): Promise<number> => {
  const tables = await ground.tables();
  return Object.values(tables)
    .flat()
    .filter((row) => row.includes(gone)).length;
};

describe('an exchange of tables and who was erased', () => {
  it('does not bring back an ended membership that was carried over before the erasure', () =>
    onRebuildGround(async (ground) => {
      await ground.publish(...history);
      await ground.sink();
      const erase = async (): Promise<void> => {
        expect((await ground.tables('registry_shadow'))['group_membership']?.join('\n')).to.contain(gone);
        await ground.publish({ erased: gone, topic: 'registrants' });
        await ground.sink();
        expect(await named(ground)).to.equal(0);
      };
      const { swapped } = await ground.rebuild('swap', {
        points: (name) => (name === 'swap.after-carry' ? erase() : undefined),
      });
      expect(swapped).not.to.equal(undefined);
      expect(await named(ground)).to.equal(0);
      expect((await ground.rebuild('verify')).comparison.equal).to.equal(true);
    }));

  it('does not bring back an ended membership that only an older backup of the registry has', () =>
    onRebuildGround(async (ground) => {
      const tables = Object.keys(await ground.tables()).map((name) => `registry.${name}`);
      tables.push('registry_stream.stream_offset');
      const copied = (table: string): string => `backup.${table.split('.')[1] ?? ''}`;
      await ground.publish(...history);
      await ground.sink();
      const copies = tables.map((table) => `create table ${copied(table)} as table ${table}`);
      await ground.rows(`create schema backup; ${copies.join('; ')}`);
      await ground.publish({ erased: gone, topic: 'registrants' });
      await ground.sink();
      await ground.rows(`truncate ${tables.join(', ')}`);
      for (const table of tables)
        await ground.rows(`insert into ${table} overriding system value select * from ${copied(table)}`);
      expect(await named(ground)).to.be.greaterThan(0);
      await ground.rebuild('swap', { acceptLosses: true });
      expect(await named(ground)).to.equal(0);
    }));
});
