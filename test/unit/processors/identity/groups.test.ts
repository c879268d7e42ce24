import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createIdentityProcessor } from '../../../../processors/index.ts';
import type { SourceMember } from '../../../../schemas/generated/types.ts';
import { MemoryStore } from '../support/memoryStore.ts';
import { group, inputAt, nationalId, person, polledAt } from '../support/records.ts';
import { Resolver, deployment, idOf } from '../support/resolver.ts';

const idA = [nationalId('AB-1234 567')];

const member = (recordKey: string, more: Partial<SourceMember> = {}): SourceMember => ({
  recordKey,
  kinds: [],
  startDate: null,
  endDate: null,
  relation: null,
  ...more,
});

describe('identity: groups', () => {
  it('names members that it has not met yet, by the ids that they will have', async () => {
    const resolver = new Resolver();
    await resolver.all([group('g', ['a', 'b'], { seen: 1 })]);
    expect(resolver.group('g').members.map(({ registrantId }) => registrantId)).to.deep.equal([idOf('a'), idOf('b')]);
  });

  it('is told anew when a member belongs to another registrant', async () => {
    const resolver = new Resolver();
    await resolver.all([
      group('g', ['b'], { seen: 2 }),
      person('b', { seen: 3, identifiers: idA }),
      person('a', { seen: 1, identifiers: idA }),
    ]);
    expect(resolver.group('g')).to.include({ version: 3 });
    expect(resolver.group('g').members.map(({ registrantId }) => registrantId)).to.deep.equal([idOf('a')]);
    await resolver.all([person('a', { seen: 1, version: 2 })]);
    expect(resolver.group('g').members.map(({ registrantId }) => registrantId)).to.deep.equal([idOf('b')]);
  });

  it('has a registrant once, with all kinds, when two of its members turn out to be one', async () => {
    const resolver = new Resolver();
    const head = member('a', { kinds: ['Head'], endDate: '2027-01-01' });
    await resolver.all([
      person('a', { seen: 1, identifiers: idA }),
      person('b', { seen: 2, identifiers: idA }),
      group('g', [], {
        seen: 3,
        members: [head, member('b', { kinds: ['Cook'], relation: 'self' })],
      }),
    ]);
    expect(resolver.group('g').members).to.deep.equal([
      { registrantId: idOf('a'), kinds: ['Head', 'Cook'], startDate: null, endDate: null, relation: 'self' },
    ]);
  });

  it('keeps kinds that nobody knows as text', async () => {
    const resolver = new Resolver();
    await resolver.all([group('g', [], { members: [member('a', { kinds: [' Tía  abuela ', 'رأس'] })] })]);
    expect(resolver.group('g').members[0]?.kinds).to.deep.equal(['Tía abuela', 'رأس']);
  });

  it('with two heads is refused by the name of its field; its last state and its persons stay', async () => {
    const resolver = new Resolver();
    const heads = [member('a', { kinds: ['Head'] }), member('b', { kinds: ['HEAD'] })];
    await resolver.all([group('g', ['a', 'b'], { seen: 1 }), person('a', { seen: 2 })]);
    const [decision] = await resolver.batch([group('g', [], { seen: 1, version: 2, members: heads })]);
    expect(resolver.outcomes).to.deep.equal(['new', 'new', 'rejected:GROUP_TWO_HEADS']);
    if (decision?.kind !== 'rejected') throw new Error('not rejected');
    expect(decision.error).to.deep.include({ fault: 'record' });
    expect(decision.error.context).to.include({ recordKey: 'g', field: 'members' });
    expect(decision.run).to.equal('run-1');
    await resolver.all([person('b', { seen: 3 })]);
    expect(resolver.group('g').version).to.equal(1);
    expect(resolver.registrants.size).to.equal(2);
  });

  it('may have had another head before', async () => {
    const resolver = new Resolver();
    const members = [
      member('a', { kinds: ['Head'], endDate: new Date(polledAt).toISOString().slice(0, 10) }),
      member('b', { kinds: ['Head'] }),
    ];
    await resolver.all([group('g', [], { members })]);
    expect(resolver.outcomes).to.deep.equal(['new']);
  });

  it('of 500 members is one event, and one more when a member is redirected', async () => {
    const resolver = new Resolver();
    const keys = Array.from({ length: 500 }, (_, index) => `m${String(index)}`);
    const persons = keys.map((key, index) =>
      person(key, { seen: index + 10, submission: 'g', identifiers: [nationalId(`ID7${String(index)}9`)] }),
    );
    await resolver.all([...persons, group('g', keys, { seen: 9 })], 200);
    expect(resolver.group('g').members).to.have.length(500);
    await resolver.all([person('older', { seen: 1, identifiers: [nationalId('ID779')] })]);
    expect(resolver.group('g').members[7]?.registrantId).to.equal(idOf('older'));
    expect(resolver.events.filter(({ topic }) => topic === 'groups')).to.have.length(2);
  });

  it('refuses a record whose type it does not know', async () => {
    const processor = createIdentityProcessor({ deployment });
    const strange = { ...inputAt(2, person('a')), type: 'org.example.Strange' };
    const decision = processor.decide(strange, await processor.read([strange], new MemoryStore().query));
    expect(decision.kind === 'rejected' && decision.error.code).to.equal('RECORD_TYPE_UNKNOWN');
  });

  it('refuses a record that changes its kind', async () => {
    const resolver = new Resolver();
    await resolver.all([person('a'), group('a', [])]);
    expect(resolver.outcomes).to.deep.equal(['new', 'rejected:RECORD_KIND_CHANGED']);
  });
});
