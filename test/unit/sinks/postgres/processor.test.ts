import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Decision } from '../../../../core/streamProcessor.ts';
import type { AuditEvent } from '../../../../schemas/generated/AuditEvent.ts';
import { group, idOf, identifier, input, member, noon, phone, provenance, registrant, runMarker } from './events.ts';
import { desiredOf, MemoryRegistry } from './memory.ts';

const day = 86_400_000;

const accepted = (decision: Decision | undefined): Extract<Decision, { kind: 'accepted' }> => {
  if (decision?.kind !== 'accepted') throw new Error('the record was rejected');
  return decision;
};

const story = (decision: Decision | undefined): readonly string[] =>
  accepted(decision).events.map(({ value }) => {
    const { action, changes } = value as AuditEvent;
    return `${action} ${changes.map((change) => change.field).join(' ')}`.trim();
  });

const outcomes = (decision: Decision | undefined): readonly string[] =>
  accepted(decision).outcomes.map(({ outcome }) => outcome);

const changeOf = (decision: Decision | undefined, field: string): readonly [unknown, unknown] => {
  const change = (accepted(decision).events[0]?.value as AuditEvent).changes.find((one) => one.field === field);
  const read = (text: string | null | undefined): unknown => (text?.startsWith('[') === true ? JSON.parse(text) : text);
  return [read(change?.before), read(change?.after)];
};

describe('sinks/postgres: what an event does', () => {
  const cases = [
    ['nothing', {}, [], ['unchanged']],
    ['a name', { fullName: 'Amina Other' }, ['updated fullName'], ['updated']],
    [
      'an attribute',
      { attributes: { district: '"Beta"', score: '0.25' } },
      ['updated attributes.district'],
      ['updated'],
    ],
    ['a withdrawal', { status: 'withdrawn' }, ['withdrawn status'], ['withdrawn']],
    ['a merge', { status: 'merged', mergedInto: idOf(9) }, ['merged status mergedInto'], ['merged']],
    ['another phone', { phones: [phone('+9647501')] }, ['updated phones'], ['updated']],
    ['a newer source record', { sources: [provenance('key-1', { version: 2 })] }, [], ['unchanged']],
    ['another import', { sources: [provenance('key-1'), provenance('key-1', { import: 'b' })] }, [], ['unchanged']],
    ['another record', { sources: [provenance('key-1'), provenance('key-2')] }, ['updated sources'], ['updated']],
    ['an older version', { version: 0, fullName: 'Older' }, [], ['stale']],
    ['another state of the same version', { version: 1, fullName: 'Other' }, [], ['stale']],
  ] as const;
  for (const [what, change, events, outcome] of cases) {
    it(`${what}: ${outcome.join()}`, () => {
      const registry = new MemoryRegistry();
      const [first] = registry.apply(input(1, registrant(1)));
      expect(outcomes(first)).to.deep.equal(['created']);
      const [second] = registry.apply(input(2, registrant(1, { version: 2, observedAt: noon + day, ...change })));
      expect(story(second)).to.deep.equal(events);
      expect(outcomes(second)).to.deep.equal(outcome);
    });
  }

  it('keeps no value of somebody sealed off, and of a change that seals her or lets her be seen again', () => {
    const registry = new MemoryRegistry();
    const states = [
      { version: 1 },
      { version: 2, sealed: true },
      { version: 3, sealed: true, address: '9 Hidden Lane' },
      { version: 4, fullName: 'Amina Other', address: '9 Hidden Lane' },
    ];
    const [open, ...hidden] = registry.apply(...states.map((state, offset) => input(offset, registrant(1, state))));
    const valuesOf = (decision: Decision | undefined): string => {
      const { writes, events } = accepted(decision);
      return JSON.stringify([writes.filter(({ table }) => table === 'audit_log'), events]);
    };
    expect(valuesOf(open)).to.match(/Main St/);
    for (const decision of hidden) expect(valuesOf(decision)).to.not.match(/Amina|Main St|Hidden/);
    expect(hidden.map(story)).to.deep.equal([['updated sealed'], ['updated address'], ['updated fullName sealed']]);
  });

  it('writes nothing at all when everything is the same', () => {
    const registry = new MemoryRegistry();
    registry.apply(input(1, registrant(1)));
    const [again] = registry.apply(input(2, registrant(1, { version: 2, observedAt: noon + day })));
    expect(accepted(again).writes).to.deep.equal([]);
  });

  it('names what comes back: restored from a withdrawal, split from a merge', () => {
    const registry = new MemoryRegistry();
    registry.apply(input(1, registrant(1)), input(2, registrant(1, { version: 2, status: 'withdrawn' })));
    const [restored] = registry.apply(input(3, registrant(1, { version: 3 })));
    registry.apply(input(4, registrant(1, { version: 4, status: 'merged', mergedInto: idOf(2) })));
    const [split] = registry.apply(input(5, registrant(1, { version: 5 })));
    expect([...story(restored), ...story(split)]).to.deep.equal(['restored status', 'split status mergedInto']);
  });

  it('ends an identifier on the day on which it was gone, and clears the day when it is back', () => {
    const registry = new MemoryRegistry();
    registry.apply(input(1, registrant(1)));
    const [gone] = registry.apply(input(2, registrant(1, { version: 2, identifiers: [], observedAt: noon + day })));
    const [before, after] = changeOf(gone, 'identifiers') as [[object], [object]];
    expect(before[0]).to.include({ value: 'NID1', endDate: null });
    expect(after[0]).to.include({ value: 'NID1', endDate: '2026-03-02' });
    const [back] = registry.apply(input(3, registrant(1, { version: 3, identifiers: [identifier('NID1')] })));
    expect((changeOf(back, 'identifiers')[1] as [object])[0]).to.include({ value: 'NID1', endDate: null });
  });

  it('keeps an unreadable day out of the date column and the person in', () => {
    const registry = new MemoryRegistry();
    const birthDate = { precision: 'unknown', value: '2023-02-29', imprecise: false } as const;
    const [decision] = registry.apply(input(1, registrant(1, { birthDate, registrationDate: 'soon' })));
    expect(outcomes(decision)).to.deep.equal(['created']);
    const [row] = registry.rows('registrant').values();
    expect(row).to.include({ birth_date: null, birth_date_text: '2023-02-29', registration_date: null });
  });
});

describe('sinks/postgres: groups and programmes', () => {
  it('tells a new head as one change of the members', () => {
    const registry = new MemoryRegistry();
    const members = [member(1, { kinds: ['Head'] }), member(2, { relation: 'Daughter' }), member(3)];
    registry.apply(input(1, group(10, { members })));
    const [changed] = registry.apply(
      input(2, group(10, { version: 2, members: [member(1), member(2, { kinds: ['Head'] })], observedAt: noon + day })),
    );
    expect(story(changed)).to.deep.equal(['updated members']);
    expect(changeOf(changed, 'members')[1]).to.deep.include.members([
      { registrantId: idOf(2), startDate: null, endDate: null, kinds: ['Head'], relation: null, relationTo: null },
      { registrantId: idOf(3), startDate: null, endDate: '2026-03-02', kinds: [], relation: null, relationTo: null },
    ]);
    expect([...registry.rows('group_membership_kind').values()].map((row) => row['individual_id'])).to.deep.equal([
      idOf(2),
    ]);
  });

  const programs = new Map([
    ['Cash', { id: 1, target: 'individual' as const }],
    ['Food', { id: 2, target: 'group' as const }],
  ]);

  it('makes drafts for known programmes of the right target, once', () => {
    const registry = new MemoryRegistry(programs);
    const [first] = registry.apply(input(1, registrant(1, { programs: ['Food', 'Cash', 'Unknown'] })));
    expect(story(first)[1]).to.equal('enrolled program');
    expect(outcomes(first)).to.deep.equal(['created', 'draft-made', 'draft-refused']);
    const [second] = registry.apply(input(2, registrant(1, { version: 2, programs: ['Food', 'Cash', 'Unknown'] })));
    expect(story(second)).to.deep.equal([]);
    expect(registry.rows('program_membership').size).to.equal(1);
  });

  it('makes no draft for a registrant that is withdrawn', () => {
    const registry = new MemoryRegistry(programs);
    registry.apply(input(1, registrant(1, { status: 'withdrawn', programs: ['Cash'] })));
    expect(registry.rows('program_membership').size).to.equal(0);
  });
});

describe('sinks/postgres: records that are no registrants', () => {
  it('notes a run marker for its partition', () => {
    const registry = new MemoryRegistry();
    registry.apply(input(7, runMarker('completed'), 3));
    const [row] = registry.rows('import_run_partition').values();
    expect(row).to.include({ run_id: 'run-1', topic: 'registrants', partition: 3, phase: 'completed' });
  });

  const rejected = [
    ['an id that is none', registrant(1, { registrantId: 'nobody' }), 'NOT_AN_ID', 'registrantId'],
    [
      'a member id that is none',
      group(1, { members: [{ ...member(1), registrantId: 'x' }] }),
      'NOT_AN_ID',
      'members.registrantId',
    ],
    [
      'a number of 3 kB',
      registrant(1, { identifiers: [identifier('9'.repeat(3000))] }),
      'VALUE_TOO_LONG',
      'identifiers',
    ],
  ] as const;
  for (const [what, value, code, field] of rejected) {
    it(`refuses ${what} and names the field`, () => {
      const [decision] = new MemoryRegistry().apply(input(1, value));
      if (decision?.kind !== 'rejected') throw new Error('the record was accepted');
      expect(decision.error).to.include({ code, fault: 'record' });
      expect(decision.error.context.field).to.equal(field);
      expect(decision.error.message).not.to.include('nobody');
    });
  }
});

describe('sinks/postgres: people of an adopted registry', () => {
  const own = [provenance('key-1', { source: 'programme', ownId: '4711' })];

  it('takes them without telling anybody, and tells of what changes later', () => {
    const registry = new MemoryRegistry();
    const [adopted, changed] = registry.apply(
      input(1, registrant(1, { sources: own, baseline: true })),
      input(2, registrant(1, { sources: own, baseline: true, version: 2, area: 'South' })),
    );
    expect(outcomes(adopted)).to.deep.equal(['adopted']);
    expect(story(adopted)).to.deep.equal([]);
    expect(accepted(adopted).writes.find(({ table }) => table === 'registrant_source')?.row).to.include({
      own_id: '4711',
    });
    expect(story(changed)).to.deep.equal(['updated area']);
  });

  it('tells of somebody who begins later as of anybody, also when an adopted record stands behind her', () => {
    const registry = new MemoryRegistry();
    expect(outcomes(registry.apply(input(1, registrant(1, { sources: own })))[0])).to.deep.equal(['created']);
  });

  it('hashes what is polled as it did before anything could be adopted', () => {
    const hashOf = (more: Parameters<typeof registrant>[1]): string =>
      desiredOf(input(0, registrant(1, more))).provenanceHash;
    expect(hashOf({})).to.equal('1afcbb3e3b7ec9ce1933b3de3dcea904318bc1e4eeaf3a5931d0bb72ee8fc41a');
    expect(hashOf({ sources: [provenance('key-1', { ownId: '4711' })] })).not.to.equal(hashOf({}));
  });
});
