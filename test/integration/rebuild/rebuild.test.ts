import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  group,
  idOf,
  identifier,
  member,
  noon,
  phone,
  provenance,
  registrant,
} from '../../unit/sinks/postgres/events.ts';
import { onRebuildGround, type State } from './fixture.ts';

const day = 86_400_000;

/** People and a household with all kinds of rows, some in several states: what is gone from a list has ended. */
const history: readonly State[] = [
  ...[1, 2, 3, 4, 5].map((n) => registrant(n, { programs: ['Cash'] })),
  registrant(1, { version: 2, identifiers: [], phones: [phone('+9647500000999')], observedAt: noon + day }),
  registrant(2, { version: 2, status: 'merged', mergedInto: idOf(1), observedAt: noon + day }),
  registrant(3, { version: 2, status: 'withdrawn', observedAt: noon + day }),
  registrant(4, {
    version: 2,
    fullName: 'tab\tand "quote" and \\N',
    attributes: { list: '[{"a\\\\u0000b":1}]', text: 'a, {b}' },
    identifiers: [identifier('NID4'), identifier('NID4', { issuer: 'North' }), identifier('NID4', { issuer: '' })],
    sources: [provenance('key-4'), provenance('key-4', { import: 'households' })],
    observedAt: noon + day,
  }),
  group(10, {
    members: [
      member(1, { kinds: ['Head'], relation: 'Self' }),
      member(3, { relation: 'Daughter' }),
      member(4, { kinds: ['Caregiver'] }),
    ],
    programs: ['Food'],
  }),
  group(10, {
    version: 2,
    members: [member(1, { kinds: ['Caregiver'] }), member(4, { kinds: ['Head'], relation: 'Self' })],
    programs: ['Food'],
    observedAt: noon + day,
  }),
];

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
});
