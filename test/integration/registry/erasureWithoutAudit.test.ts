import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { group, idOf, input, member, phone, registrant } from '../../unit/sinks/postgres/events.ts';
import { openRegistry, type TestRegistry } from './database.ts';
import { everythingIn, tombstone, withHeaders } from './erasures.ts';

const secrets = ['Amina Example 1', 'NID1', '+9647500000001', 'key-1', '12 Main St'];

describe('erasure in a registry without audit', () => {
  let registry: TestRegistry;
  const rows = (sql: string, ...parameters: readonly unknown[]) => registry.query(sql, parameters);

  beforeEach(async () => {
    registry = await openRegistry('off');
  });
  afterEach(() => registry.close());

  it('leaves nothing of a registrant, in whatever table, and tells nobody', async () => {
    await registry.apply(input(1, registrant(1, { programs: ['Cash'] })), input(2, registrant(2, { address: null })));
    await registry.apply(
      input(1, group(10, { members: [member(1, { kinds: ['Head'] }), member(2, { relation: 'Son' })] })),
    );
    const before = await everythingIn(registry);
    for (const secret of [...secrets, idOf(1)]) expect(before).to.include(secret);
    const erased = await registry.apply(tombstone(4, 1));
    expect([erased.events, erased.rejected]).to.deep.equal([[], []]);
    expect(erased.outcomes).to.deep.equal([{ run: 'erasure', outcome: 'erased' }]);
    const after = await everythingIn(registry);
    for (const secret of secrets) expect(after).not.to.include(secret);
    for (const [table, column] of [
      ['registrant', 'id'],
      ['registrant_identifier', 'registrant_id'],
      ['program_membership', 'registrant_id'],
      ['group_membership', 'individual_id'],
      ['group_membership_kind', 'individual_id'],
      ['audit_log', 'subject_id'],
    ] as const)
      expect(await rows(`select from registry.${table} where ${column} = $1`, idOf(1)), table).to.have.length(0);
    expect(await rows('select from registry.registrant'), 'others stay').to.have.length(2);
    const again = await registry.apply(tombstone(5, 1));
    expect(again.outcomes).to.deep.equal([{ run: 'erasure', outcome: 'nothing-erased' }]);
    await registry.apply(input(6, registrant(1, { version: 3 })));
    expect(await rows('select from registry.registrant where id = $1', idOf(1)), 'who comes again').to.have.length(1);
  });

  for (const order of ['the member first', 'the group first'] as const) {
    it(`forgets a member, ${order}`, async () => {
      await registry.apply(input(1, registrant(1)), input(2, registrant(2)));
      await registry.apply(input(1, group(10, { members: [member(1), member(2)] })));
      const told = withHeaders(input(2, group(10, { version: 2, members: [member(2)] })), { 'erased-member': idOf(1) });
      for (const step of order === 'the member first' ? [tombstone(3, 1), told] : [told, tombstone(3, 1)])
        expect((await registry.apply(step)).events).to.deep.equal([]);
      const left = await rows(
        'select individual_id, end_date from registry.group_membership where group_id = $1',
        idOf(10),
      );
      expect(left).to.deep.equal([{ individual_id: idOf(2), end_date: null }]);
    });
  }

  it('forgets what an erased record had told of somebody who lives on, and keeps when she first came', async () => {
    await registry.apply(input(1, registrant(1, { phones: [phone('+9647500000001'), phone('+9647509999999')] })));
    const [first] = await rows('select created_at::text from registry.registrant');
    const observedAt = registrant(1).observedAt + 86_400_000;
    const rest = registrant(1, { version: 2, phones: [phone('+9647500000001')], address: null, observedAt });
    const result = await registry.apply(withHeaders(input(2, rest), { 'erased-record': 'key-9' }));
    expect([result.events, result.outcomes.map(({ outcome }) => outcome)]).to.deep.equal([[], ['updated']]);
    expect(await everythingIn(registry))
      .not.to.include('+9647509999999')
      .and.not.include('12 Main St');
    expect(await rows('select created_at::text from registry.registrant')).to.deep.equal([first]);
  });

  it('forgets what stands under an id that was merged, where the state says the same as before', async () => {
    const merged = { status: 'merged', mergedInto: idOf(2), fullName: null, identifiers: [], phones: [], sources: [] };
    const of = (version: number) => registrant(1, { version, ...merged, status: 'merged' });
    await registry.apply(input(1, registrant(1)), input(2, of(2)));
    expect(await everythingIn(registry)).to.include('NID1');
    const result = await registry.apply(withHeaders(input(3, of(3)), { 'erased-record': 'key-1' }));
    expect([result.events, result.outcomes.map(({ outcome }) => outcome)]).to.deep.equal([[], ['erased']]);
    expect(await everythingIn(registry)).not.to.include('NID1');
  });
});

describe('erasure after audit was switched off', () => {
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await openRegistry('hashed');
  });
  afterEach(() => registry.close());

  /** Events that were told, with null for what takes one back. */
  const told = ({ events }: Awaited<ReturnType<TestRegistry['apply']>>) =>
    events.map(({ topic, key, value }) => [topic, key, value]);

  it('takes back what was told before, and tells nothing new', async () => {
    const before = await registry.apply(input(1, registrant(1, { programs: ['Cash'] })));
    expect(before.events).to.have.length(2);
    const erased = await registry.applyWithoutAudit(tombstone(2, 1));
    expect(told(erased)).to.deep.equal(before.events.map(({ topic, key }) => [topic, key, null]));
    const log = await registry.query('select action, changes from registry.audit_log order by id', []);
    expect(log).to.deep.equal([
      { action: 'created', changes: [] },
      { action: 'enrolled', changes: [] },
    ]);
    const text = await everythingIn(registry);
    for (const secret of secrets) expect(text).not.to.include(secret);
  });

  it('takes back what an erased record had told of somebody who lives on', async () => {
    const before = await registry.apply(input(1, registrant(1)));
    const rest = withHeaders(input(2, registrant(1, { version: 2, address: null })), { 'erased-record': 'key-9' });
    const result = await registry.applyWithoutAudit(rest);
    expect(told(result)).to.deep.equal(before.events.map(({ topic, key }) => [topic, key, null]));
    expect(await everythingIn(registry)).not.to.include('12 Main St');
  });
});
