import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import type { AuditEvent } from '../../../schemas/generated/AuditEvent.ts';
import {
  findByIdentifier,
  lastSynced,
  recentAudit,
  registryCounts,
  runSummaries,
  upsertIdentifierTypes,
  upsertPrograms,
} from '../../../sinks/index.ts';
import {
  group,
  idOf,
  identifier,
  input,
  member,
  noon,
  registrant,
  runMarker,
} from '../../unit/sinks/postgres/events.ts';
import { openRegistry, type BatchResult, type TestRegistry } from './database.ts';

const day = 86_400_000;

const actions = ({ events }: BatchResult): readonly string[] => events.map(({ value }) => (value as AuditEvent).action);

const outcomes = (result: BatchResult): readonly string[] => result.outcomes.map(({ outcome }) => outcome);

describe('registry in PostgreSQL', () => {
  let registry: TestRegistry;
  const rows = (sql: string, ...parameters: readonly unknown[]) => registry.query(sql, parameters);

  before(async () => {
    registry = await openRegistry();
  });
  after(() => registry.close());
  beforeEach(() => registry.query('begin', []));
  afterEach(() => registry.query('rollback', []));

  it('tells each change once: created, updated, unchanged, withdrawn, restored, merged, stale', async () => {
    const first = await registry.apply(input(1, registrant(1)), input(2, registrant(2)));
    expect(outcomes(first)).to.deep.equal(['created', 'created']);
    const second = await registry.apply(
      input(3, registrant(1, { version: 2, observedAt: noon + day })),
      input(4, registrant(2, { version: 2, fullName: 'Amina Other', observedAt: noon + day })),
      input(5, registrant(1, { version: 3, status: 'withdrawn' })),
      input(6, registrant(1, { version: 4 })),
      input(7, registrant(2, { version: 3, fullName: 'Amina Other', status: 'merged', mergedInto: idOf(1) })),
      input(8, registrant(2, { version: 2 })),
    );
    expect(outcomes(second)).to.deep.equal(['unchanged', 'updated', 'withdrawn', 'restored', 'merged', 'stale']);
    expect(actions(second)).to.deep.equal(['updated', 'withdrawn', 'restored', 'merged']);
    const [row] = await rows('select * from registry.registrant where id = $1', idOf(2));
    expect(row).to.include({ name: 'Amina Other', status: 'merged', merged_into: idOf(1), version: '3' });
    expect((row?.['created_at'] as Date).getTime()).to.equal(noon);
    const log = await rows('select action, event_id, changes from registry.audit_log order by id');
    expect(log.map((one) => one['event_id'])).to.deep.equal(
      [...first.events, ...second.events].map(({ value }) => (value as AuditEvent).eventId),
    );
    expect(log[2]?.['changes']).to.deep.equal([{ field: 'fullName', before: 'Amina Example 2', after: 'Amina Other' }]);
  });

  it('says and writes nothing when the input is replayed', async () => {
    const batch = [
      input(1, registrant(1, { programs: ['Cash'] })),
      input(2, group(10, { members: [member(1, { kinds: ['Head'], relation: 'Self' })], programs: ['Food'] })),
    ];
    expect(actions(await registry.apply(...batch))).to.deep.equal(['created', 'enrolled', 'created', 'enrolled']);
    const again = await registry.apply(...batch);
    expect(outcomes(again)).to.deep.equal(['unchanged', 'unchanged']);
    expect(again.events).to.deep.equal([]);
    expect(await rows('select * from registry.audit_log')).to.have.length(4);
  });

  it('never resets what a caseworker has decided', async () => {
    await registry.apply(input(1, registrant(1, { programs: ['Cash'] })));
    await rows(`update registry.program_membership set state = 'enrolled', enrollment_date = '2026-03-02'`);
    for (const [offset, status] of [
      [2, 'withdrawn'],
      [3, 'active'],
    ] as const)
      await registry.apply(input(offset, registrant(1, { version: offset, status, programs: ['Cash'] })));
    await registry.apply(input(4, registrant(1, { version: 4, programs: [] })));
    const found = await rows('select state, enrollment_date::text from registry.program_membership');
    expect(found).to.deep.equal([{ state: 'enrolled', enrollment_date: '2026-03-02' }]);
  });

  it('ends what is gone from a list and begins it again when it is back', async () => {
    const of = async () => (await rows('select end_date::text from registry.registrant_identifier'))[0]?.['end_date'];
    await registry.apply(input(1, registrant(1)));
    await registry.apply(input(2, registrant(1, { version: 2, identifiers: [], observedAt: noon + day })));
    expect(await of()).to.equal('2026-03-02');
    await registry.apply(input(3, registrant(1, { version: 3 })));
    expect(await of()).to.equal(null);
  });

  it('lets the enrolment that is furthest count after a merge', async () => {
    await registry.apply(...[1, 2, 3].map((n) => input(n, registrant(n, { programs: ['Cash'] }))));
    await rows(`update registry.program_membership set state = 'enrolled' where registrant_id = $1`, idOf(3));
    await registry.apply(
      input(4, registrant(3, { version: 2, status: 'merged', mergedInto: idOf(2) })),
      input(5, registrant(2, { version: 2, status: 'merged', mergedInto: idOf(1) })),
    );
    const found = await rows(
      'select enrolled_as, state, recorded_state from registry.program_membership_current where registrant_id = $1 order by 1',
      idOf(1),
    );
    expect(found).to.deep.equal([
      { enrolled_as: idOf(1), state: 'duplicated', recorded_state: 'draft' },
      { enrolled_as: idOf(2), state: 'duplicated', recorded_state: 'draft' },
      { enrolled_as: idOf(3), state: 'enrolled', recorded_state: 'enrolled' },
    ]);
  });

  it('keeps the person when the programme is unknown, lists the draft as missing and makes it later', async () => {
    const state = (version: number) => input(version, registrant(1, { version, programs: ['School'] }));
    expect(outcomes(await registry.apply(state(1)))).to.deep.equal(['created', 'draft-refused']);
    expect((await registryCounts(registry.query)).missingDrafts).to.deep.equal({ School: 1 });
    await upsertPrograms(registry.query, [{ name: 'School', target: 'individual' }]);
    expect(outcomes(await registry.apply(state(2)))).to.deep.equal(['unchanged', 'draft-made']);
    expect((await registryCounts(registry.query)).missingDrafts).to.deep.equal({});
  });

  it('finds a person by an identifier as somebody types it', async () => {
    await upsertIdentifierTypes(registry.query, [{ name: 'National ID', aliases: [], uniqueness: 'unique' }]);
    await registry.apply(
      input(1, registrant(1, { programs: ['Cash'], identifiers: [identifier('NID77')] })),
      input(2, group(10, { members: [member(1)] })),
    );
    const [found] = await findByIdentifier(registry.query, ' nid-77');
    expect(found).to.deep.include({ registrantId: idOf(1), groups: [idOf(10)], survivorId: null });
    expect(found?.programs).to.deep.equal([{ program: 'Cash', state: 'draft' }]);
    expect(found?.sources[0]).to.include({ recordKey: 'key-1', source: 'north', state: 'present' });
    expect(await findByIdentifier(registry.query, 'NID78')).to.deep.equal([]);
  });

  it('says that a run is complete when its end has passed every partition', async () => {
    await rows(`insert into registry_stream.stream_offset (stage, topic, partition, next_offset, epoch, published_offset,
      owner, taken_over_at) select 'registry', 'registrants', p, 0, 0, 0, '', now() from generate_series(0, 1) p`);
    await rows(`insert into registry_stream.import_run_outcome (run_id, stage, topic, partition, outcome, count)
      values ('run-1', 'registry', 'registrants', 0, 'created', 3), ('run-1', 'registry', 'registrants', 1, 'created', 4),
        ('run-1', 'identity', 'source.records', 0, 'new', 7)`);
    await registry.apply(input(1, runMarker('started')), input(2, runMarker('completed')));
    expect((await runSummaries(registry.query))[0]).to.include({ complete: false, phase: 'completed' });
    expect(await lastSynced(registry.query)).to.deep.equal([]);
    await registry.apply(input(1, runMarker('completed'), 1));
    const [run] = await runSummaries(registry.query, ['run-1']);
    expect(run).to.include({ complete: true, startedAt: noon, endedAt: noon + 60_000, published: 2 });
    expect(run?.outcomes).to.deep.equal({ registry: { created: 7 }, identity: { new: 7 } });
    expect(await lastSynced(registry.query)).to.deep.equal([{ source: 'north', import: 'people', lastSyncedOn: noon }]);
  });

  it('publishes keyed hashes where the table keeps values', async () => {
    const { events } = await registry.apply(input(1, registrant(1)));
    const text = JSON.stringify(events);
    for (const secret of ['Amina', 'NID1', '1984', 'Main St']) expect(text).not.to.include(secret);
    const [entry] = await recentAudit(registry.query, 1);
    expect(entry?.changes.find(({ field }) => field === 'fullName')?.after).to.equal('Amina Example 1');
    expect(events[0]).to.include({ topic: 'audit', key: `${idOf(1)}/0-1/0`, partitionKey: idOf(1), time: noon });
  });
});
