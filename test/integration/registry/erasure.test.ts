import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import type { AuditEvent } from '../../../schemas/generated/AuditEvent.ts';
import { group, idOf, input, member, phone, registrant } from '../../unit/sinks/postgres/events.ts';
import { openRegistry, type BatchResult, type TestRegistry } from './database.ts';
import { everythingIn, tombstone, withHeaders } from './erasures.ts';

const told = ({ events }: BatchResult): readonly unknown[] =>
  events.map(({ key, value }) => (value === null ? `tombstone ${key}` : (value as AuditEvent).action));

describe('erasure in the registry', () => {
  let registry: TestRegistry;
  const rows = (sql: string, ...parameters: readonly unknown[]) => registry.query(sql, parameters);

  const everything = (): Promise<string> => everythingIn(registry);

  before(async () => {
    registry = await openRegistry();
  });
  after(() => registry.close());
  beforeEach(() => registry.query('begin', []));
  afterEach(() => registry.query('rollback', []));

  it('leaves nothing of a registrant but one entry that says so, and her enrolments go too', async () => {
    await registry.apply(
      input(1, registrant(1, { programs: ['Cash'] })),
      input(2, registrant(2)),
      input(3, registrant(1, { version: 2, fullName: 'Amina Other', programs: ['Cash'] })),
    );
    await rows(`update registry.program_membership set state = 'enrolled' where registrant_id = $1`, idOf(1));
    await registry.apply(
      input(1, group(10, { members: [member(1, { kinds: ['Head'] }), member(2, { relation: 'Son' })] })),
    );
    const erased = await registry.apply(tombstone(4, 1));
    expect(erased.outcomes).to.deep.equal([{ run: 'erasure', outcome: 'erased' }]);
    expect(told(erased).at(-1)).to.equal('erased');
    expect(told(erased).slice(0, -1)).to.deep.equal(
      ['1/0', '1/1', '3/0'].map((place) => `tombstone ${idOf(1)}/0-${place}`),
    );
    const text = await everything();
    for (const secret of ['Amina Example 1', 'Amina Other', 'NID1', '+9647500000001', 'key-1'])
      expect(text).not.to.include(secret);
    for (const table of ['registrant_identifier', 'registrant_phone', 'registrant_source', 'program_membership'])
      expect(await rows(`select from registry.${table} where registrant_id = $1`, idOf(1)), table).to.have.length(0);
    expect(await rows('select from registry.group_membership where individual_id = $1', idOf(1))).to.have.length(0);
    const log = await rows(
      'select action, changes, ordinal, event_id from registry.audit_log where subject_id = $1 order by id',
      idOf(1),
    );
    expect(log.map(({ action, changes }) => [action, changes])).to.deep.equal([
      ['created', []],
      ['enrolled', []],
      ['updated', []],
      ['erased', []],
    ]);
    expect(log.at(-1)).to.include({ event_id: (erased.events.at(-1)?.value as AuditEvent).eventId, ordinal: 3 });
    // The caseworker's enrolment is on its way to the log as ended.
    const changes = await rows(
      'select state from registry_stream.enrolment_change where registrant_id = $1 order by id',
      idOf(1),
    );
    expect(changes.at(-1)).to.deep.equal({ state: 'none' });
    expect(await rows('select from registry.registrant where id = $1', idOf(2)), 'others stay').to.have.length(1);
  });

  it('tells an erasure once, and nothing of somebody who was never there', async () => {
    await registry.apply(input(1, registrant(1)));
    await registry.apply(tombstone(2, 1));
    for (const again of [tombstone(3, 1), tombstone(4, 9), { ...tombstone(5, 1), key: 'no id' }]) {
      const result = await registry.apply(again);
      expect([result.events, result.rejected]).to.deep.equal([[], []]);
      expect(result.outcomes).to.deep.equal([{ run: 'erasure', outcome: 'nothing-erased' }]);
    }
    expect(await rows(`select from registry.audit_log where action = 'erased'`)).to.have.length(1);
  });

  it('creates who comes again anew', async () => {
    await registry.apply(input(1, registrant(1)));
    await registry.apply(tombstone(2, 1));
    const again = await registry.apply(input(3, registrant(1, { version: 3 })));
    expect(told(again)).to.deep.equal(['created']);
  });

  it('erases a group with its memberships', async () => {
    await registry.apply(input(1, group(10, { programs: ['Food'], members: [member(1), member(2)] })));
    const erased = await registry.apply(tombstone(2, 10, 'groups'));
    expect((erased.events.at(-1)?.value as AuditEvent).subjectKind).to.equal('group');
    expect(await rows('select from registry.group_membership where group_id = $1', idOf(10))).to.have.length(0);
    expect(await rows('select from registry.program_membership where registrant_id = $1', idOf(10))).to.have.length(0);
  });

  for (const order of ['the member first', 'the group first'] as const) {
    it(`forgets a member without a word in the group's log, ${order}`, async () => {
      await registry.apply(input(1, registrant(1)), input(2, registrant(2)));
      await registry.apply(input(1, group(10, { members: [member(1), member(2)] })));
      const told = withHeaders(input(2, group(10, { version: 2, members: [member(2)] })), { 'erased-member': idOf(1) });
      const steps = order === 'the member first' ? [tombstone(3, 1), told] : [told, tombstone(3, 1)];
      const results = [];
      for (const step of steps) results.push(await registry.apply(step));
      const audit = results.flatMap(({ events }) => events).filter(({ value }) => value !== null);
      expect(audit.map(({ value }) => (value as AuditEvent).action)).to.deep.equal(['erased']);
      const left = await rows(
        'select individual_id, end_date from registry.group_membership where group_id = $1',
        idOf(10),
      );
      expect(left).to.deep.equal([{ individual_id: idOf(2), end_date: null }]);
    });
  }

  it('forgets what an erased record had told of somebody who lives on', async () => {
    await registry.apply(input(1, registrant(1, { phones: [phone('+9647500000001'), phone('+9647509999999')] })));
    const rest = registrant(1, { version: 2, phones: [phone('+9647500000001')], address: null });
    const result = await registry.apply(withHeaders(input(2, rest), { 'erased-record': 'key-9' }));
    expect(told(result)).to.deep.equal([`tombstone ${idOf(1)}/0-1/0`, 'updated']);
    const text = await everything();
    expect(text).not.to.include('+9647509999999').and.not.include('12 Main St');
    const log = await rows('select action, changes from registry.audit_log where subject_id = $1 order by id', idOf(1));
    expect(log[0]).to.deep.equal({ action: 'created', changes: [] });
    expect(
      (log[1]?.['changes'] as { field: string; before: unknown }[]).map(({ field, before }) => [field, before]),
    ).to.deep.equal([
      ['address', null],
      ['phones', null],
    ]);
  });

  it('forgets what stands under an id that was merged, where the state says the same as before', async () => {
    const merged = {
      status: 'merged',
      mergedInto: idOf(2),
      fullName: null,
      identifiers: [],
      phones: [],
      sources: [],
    } as const;
    await registry.apply(input(1, registrant(1)), input(2, registrant(1, { version: 2, ...merged })));
    expect(await everything()).to.include('NID1');
    const result = await registry.apply(
      withHeaders(input(3, registrant(1, { version: 3, ...merged })), { 'erased-record': 'key-1' }),
    );
    expect(told(result).at(-1)).to.equal('erased');
    expect(await everything()).not.to.include('NID1');
  });
});
