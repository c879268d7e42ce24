import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import type { Change } from '../../../sinks/postgres/audit/fields.ts';
import { group, idOf, identifier, input, member, phone, registrant } from '../../unit/sinks/postgres/events.ts';
import { openRegistry, type BatchResult, type TestRegistry } from './database.ts';

const values = [
  registrant(1, { version: 1, programs: ['Cash'], identifiers: [identifier('A1')], phones: [phone('+9647500000001')] }),
  registrant(2, { version: 1 }),
  group(3, { version: 1, members: [member(1, { kinds: ['Head'] }), member(2)] }),
  registrant(1, { version: 2, area: 'North', programs: ['Cash'], identifiers: [identifier('A2')] }),
  registrant(2, { version: 2 }),
  registrant(2, { version: 1, area: 'stale' }),
  group(3, { version: 2, members: [member(1, { kinds: ['Head'] })] }),
  registrant(2, { version: 3, status: 'merged', mergedInto: registrant(1, {}).registrantId }),
  registrant(2, { version: 4 }),
  registrant(4, { version: 1, sealed: true, programs: ['Cash'] }),
  registrant(5, { version: 1, area: 'South' }),
  registrant(5, { version: 2, sealed: true, area: 'North' }),
  registrant(5, { version: 3, area: 'East', programs: ['Cash'] }),
];

const tables = [
  'registrant',
  'registrant_identifier',
  'registrant_phone',
  'registrant_source',
  'group_membership',
  'group_membership_kind',
];

describe('a registry without audit', () => {
  const open: TestRegistry[] = [];

  afterEach(async () => {
    for (const registry of open.splice(0)) await registry.close();
  });

  const filled = async (audit: 'hashed' | 'off', batch: number) => {
    const registry = await openRegistry(audit);
    open.push(registry);
    const results: BatchResult[] = [];
    const inputs = values.map((value, offset) => input(offset, value));
    for (let from = 0; from < inputs.length; from += batch)
      results.push(await registry.apply(...inputs.slice(from, from + batch)));
    const rows: unknown[] = [];
    for (const name of tables) rows.push(await registry.query(`select t::text from registry.${name} t order by 1`, []));
    const drafts = await registry.query('select registrant_id, program_id, state from registry.program_membership', []);
    return { registry, results, rows, drafts };
  };

  for (const batch of [1, 4, values.length])
    it(`has the same rows, drafts and outcomes as with it, in batches of ${String(batch)}`, async () => {
      const told = await filled('hashed', batch);
      const silent = await filled('off', batch);
      expect(silent.rows).to.deep.equal(told.rows);
      expect(silent.drafts).to.deep.equal(told.drafts);
      const outcomes = (results: readonly BatchResult[]) => results.flatMap((one) => one.outcomes);
      expect(outcomes(silent.results)).to.deep.equal(outcomes(told.results));
      expect(told.results.flatMap(({ events }) => events)).not.to.deep.equal([]);
    });

  it('holds who is sealed off as such, and with audit no value of theirs is told', async () => {
    const told = await filled('hashed', 2);
    const silent = await filled('off', 2);
    for (const { registry } of [told, silent]) {
      const rows = await registry.query('select id, sealed from registry.registrant where sealed', []);
      expect(rows).to.deep.equal([{ id: idOf(4), sealed: true }]);
    }
    const log = await told.registry.query(
      `select cause_offset::int as at, action, changes from registry.audit_log
        where subject_id in ($1, $2) order by cause_offset, ordinal`,
      [idOf(4), idOf(5)],
    );
    const values = log.map(({ at, action, changes }) => [
      at,
      action,
      (changes as Change[]).filter(({ before, after }) => before !== null || after !== null).map(({ field }) => field),
    ]);
    const [first] = values.splice(2, 1);
    expect(first?.[2], 'before she was sealed off').to.include('area').and.include('fullName');
    expect(values).to.deep.equal([
      [9, 'created', ['status', 'sealed']],
      [9, 'enrolled', ['program']],
      [11, 'updated', ['sealed']],
      [12, 'updated', ['sealed']],
      [12, 'enrolled', ['program']],
    ]);
  });

  it('tells nothing', async () => {
    const { registry, results } = await filled('off', 3);
    expect(results.flatMap(({ events }) => events)).to.deep.equal([]);
    expect(await registry.query('select 1 from registry.audit_log', [])).to.deep.equal([]);
  });
});
