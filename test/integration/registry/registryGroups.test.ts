import { expect } from 'chai';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import type { InputRecord } from '../../../core/streamProcessor.ts';
import { registryCounts } from '../../../sinks/index.ts';
import { attemptCode, inTransaction } from './transaction.ts';
import { group, idOf, identifier, input, member, noon, registrant } from '../../unit/sinks/postgres/events.ts';
import { openRegistry, type TestRegistry } from './database.ts';

describe('groups in the registry', () => {
  let registry: TestRegistry;
  before(async () => {
    registry = await openRegistry();
  });
  after(() => registry.close());
  const story = (what: string, tell: () => Promise<void>) => it(what, () => inTransaction(registry.query, tell));

  story('a group of 500 whose members have not arrived', async () => {
    const members = Array.from({ length: 500 }, (_, n) => member(n, { kinds: n === 0 ? ['Head'] : [] }));
    await registry.apply(input(1, group(900, { members })));
    expect(await registryCounts(registry.query)).to.include({ memberships: 500, missingMembers: 500 });
    await registry.apply(...members.slice(0, 499).map((_, n) => input(n, registrant(n))));
    expect((await registryCounts(registry.query)).missingMembers).to.equal(1);
  });

  story('a group gets a new head in one statement', async () => {
    await registry.apply(input(1, group(900, { members: [member(1, { kinds: ['Head'] }), member(2)] })));
    await registry.apply(input(2, group(900, { version: 2, members: [member(1), member(2, { kinds: ['Head'] })] })));
    const heads = await registry.query('select individual_id from registry.group_membership_kind', []);
    expect(heads).to.deep.equal([{ individual_id: idOf(2) }]);
  });

  story('a head who leaves makes room for another', async () => {
    await registry.apply(input(1, group(900, { members: [member(1, { kinds: ['Head'] }), member(2)] })));
    await registry.apply(input(2, group(900, { version: 2, members: [member(2, { kinds: ['Head'] })] })));
    const heads = await registry.query(
      'select individual_id, end_date::text from registry.group_membership_kind order by 1',
      [],
    );
    expect(heads).to.deep.equal([
      { individual_id: idOf(1), end_date: '2026-03-01' },
      { individual_id: idOf(2), end_date: null },
    ]);
  });

  story('two heads are refused by the database, with a state that names the row as the fault', async () => {
    const heads = [1, 2].map((n) => member(n, { kinds: ['Head'] }));
    expect(await attemptCode(registry.query, () => registry.apply(input(1, group(900, { members: heads }))))).to.equal(
      '23P01',
    );
  });

  story('a member of two groups, and of kinds that nobody configured', async () => {
    const members = [member(1, { kinds: ['Night watch', 'Caregiver'] })];
    await registry.apply(input(1, group(900, { members })), input(2, group(901, { members })));
    const kinds = await registry.query('select kind, is_unique from registry.group_membership_kind', []);
    expect(kinds).to.have.length(4);
    expect(kinds.every((row) => row['is_unique'] === false)).to.equal(true);
  });

  it('any batch size leaves the same rows', async () => {
    const names = ['A', 'B', 'C'];
    const log: readonly InputRecord[] = fc
      .sample(fc.tuple(fc.nat(4), fc.nat(2), fc.nat(2), fc.boolean()), { numRuns: 60, seed: 7 })
      .map(([n, name, numbers, isGroup], offset) =>
        isGroup
          ? input(
              offset,
              group(n + 10, { version: offset + 1, members: names.slice(0, numbers).map((_, k) => member(k)) }),
            )
          : input(
              offset,
              registrant(n, {
                version: offset + 1,
                fullName: names[name] ?? null,
                identifiers: names.slice(0, numbers).map((one) => identifier(one)),
                observedAt: noon + offset,
                programs: numbers === 1 ? ['Cash'] : [],
              }),
            ),
      );
    const contents: unknown[] = [];
    for (const size of [1, 7, 60])
      await inTransaction(registry.query, async () => {
        for (let from = 0; from < log.length; from += size) await registry.apply(...log.slice(from, from + size));
        contents.push(await contentOf(registry));
      });
    expect(contents[1]).to.deep.equal(contents[0]);
    expect(contents[2]).to.deep.equal(contents[0]);
  });
});

const tables = [
  'registrant',
  'registrant_identifier',
  'registrant_phone',
  'registrant_source',
  'group_membership',
  'program_membership',
];

const contentOf = async ({ query }: TestRegistry): Promise<unknown> => {
  const content = [];
  for (const table of tables)
    content.push(await query(`select to_jsonb(t) as row from registry.${table} t order by to_jsonb(t)::text`, []));
  content.push(
    await query(
      `select event_id, changes, cause_offset, ordinal from registry.audit_log order by cause_topic, cause_offset, ordinal`,
      [],
    ),
  );
  return content;
};
