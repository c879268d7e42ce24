import { expect } from 'chai';
import { describe, it } from 'mocha';
import { group, idOf, member, phone, registrant } from '../../unit/sinks/postgres/events.ts';
import { onRebuildGround } from './fixture.ts';

describe('rows that a rebuild shows', () => {
  it('tell which are of people who are sealed off, in the registry or by the topics, as members, too', () =>
    onRebuildGround(async (ground) => {
      await ground.publish(
        registrant(1, { sealed: true, phones: [phone('+9647500000001')] }),
        registrant(2, { sealed: true }),
        registrant(3),
        group(10, { members: [member(1), member(3)] }),
      );
      await ground.sink();
      await ground.rows("update registry.registrant set name = 'Altered' where kind = 'individual'");
      await ground.rows(`update registry.registrant set sealed = false where id = '${idOf(2)}'`);
      await ground.rows(`update registry.registrant_phone set number = '1' where registrant_id = '${idOf(1)}'`);
      await ground.rows("update registry.group_membership set start_date = '1999-01-01'");
      const { comparison } = await ground.rebuild();
      const shown = comparison.sample.map(({ table, id, sealed, fields }) => [
        table,
        id,
        sealed,
        fields.map(({ field }) => field),
      ]);
      expect(shown).to.have.deep.members([
        ['registrant', idOf(1), true, ['name']],
        ['registrant', idOf(2), true, ['name', 'sealed']],
        ['registrant', idOf(3), false, ['name']],
        ['registrant_phone', idOf(1), true, ['number']],
        ['group_membership', idOf(10), true, ['start_date']],
        ['group_membership', idOf(10), false, ['start_date']],
      ]);
      const { stdout } = await ground.command(['--show-values', '--verify']);
      expect(stdout.match(/name: Altered in the registry/g)).to.have.length(1);
    }));
});
