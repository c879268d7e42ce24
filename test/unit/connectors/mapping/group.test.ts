import { expect } from 'chai';
import { describe, it } from 'mocha';
import { groupOf, mapAgain, personOf, readGroup, rejectedOf, withPersonFields } from './reader.ts';

const person = (name: string, value: string) => ({ name: { full: name }, ids: [{ type: 'NID', value }] });
const household = (members: unknown) => ({
  id: 'g-1',
  name: 'Household Doe',
  ids: [{ type: 'Household ID', value: 'HH-1' }],
  members,
});

describe('mapping of groups', () => {
  it('reads the group with its members, each keeping its own original', () => {
    const jane = person('Jane', '1111');
    const entries = readGroup(
      household([
        { who: jane, kinds: ['Head'], since: '2024-10-02' },
        { who: person('Sam', '2222'), kinds: [null] },
      ]),
    );
    expect(entries).to.have.length(1);
    const group = groupOf(entries[0]);
    expect(group).to.include({ recordId: 'g-1', name: 'Household Doe', partial: null });
    expect(group.members.map((member) => [member.person.fullName, member.kinds, member.startDate])).to.deep.equal([
      ['Jane', ['Head'], '2024-10-02'],
      ['Sam', [], null],
    ]);
    expect(JSON.parse(group.members[0]?.raw ?? '')).to.deep.equal(jane);
    expect(entries[0]?.raw).to.include('Head').and.include('2024-10-02').and.not.include('Jane');
  });

  it('keeps unknown membership kinds and two heads as the registry has them', () => {
    const members = [
      { who: person('A', '1111'), kinds: ['Head'] },
      { who: person('B', '2222'), kinds: ['Head', 'Grand Vizier'] },
    ];
    const group = groupOf(readGroup(household(members))[0]);
    expect(group.members.map((member) => member.kinds)).to.deep.equal([['Head'], ['Head', 'Grand Vizier']]);
  });

  it('rejects a member that breaks the mapping and its group, and lets the other members through', () => {
    const broken = { ...person('Sam', '2222'), born: 7 };
    const entries = readGroup(household([{ who: person('Jane', '1111') }, { who: broken }]));
    expect(entries.map((entry) => entry.kind)).to.deep.equal(['person', 'rejected', 'rejected']);
    expect(personOf(entries[0]).fullName).to.equal('Jane');
    const member = rejectedOf(entries[1]);
    expect(member).to.deep.include({ target: 'person' });
    expect(member.error.context.field).to.equal('birthDate');
    expect(member.identifiers.map((one) => one.value)).to.deep.equal(['2222']);
    const group = rejectedOf(entries[2]);
    expect(group).to.include({ target: 'group', recordId: 'g-1' });
    expect(group.error.code).to.equal('GROUP_MEMBER_REJECTED');
    expect(group.error.context.details).to.deep.equal({ rejected: 1, members: 2 });
    expect(group.identifiers.map((one) => one.value)).to.deep.equal(['HH-1']);
    // Whole, so that it can be mapped again when the mapping is corrected.
    expect(group.raw).to.match(/Jane/).and.match(/Sam/);
  });

  it('maps a rejected group and a rejected member again from what their entries keep', () => {
    const broken = { ...person('Sam', '2222'), born: 7 };
    const [, member, group] = readGroup(household([{ who: person('Jane', '1111') }, { who: broken }])).map((entry) =>
      entry.kind === 'rejected' ? entry : undefined,
    );
    const corrected = withPersonFields({ fullName: 'name.full' });
    const [whole, ...others] = mapAgain(group?.raw ?? '', 'group', corrected);
    expect(others).to.deep.equal([]);
    expect(groupOf(whole).members.map((one) => one.person.fullName)).to.deep.equal(['Jane', 'Sam']);
    const [sam] = mapAgain(member?.raw ?? '', 'person', corrected);
    expect(personOf(sam).fullName).to.equal('Sam');
  });

  it('rejects a member that is null, or whose person is', () => {
    for (const nobody of [null, { who: null, kinds: [] }]) {
      const entries = readGroup(household([{ who: person('Jane', '1111') }, nobody]));
      expect(entries.map((entry) => entry.kind)).to.deep.equal(['person', 'rejected', 'rejected']);
      expect(rejectedOf(entries[1]).error.context.field).to.equal('members[1]');
    }
  });

  it('rejects a group whose list of members is missing: nobody may seem to have left', () => {
    for (const members of [null, undefined, 'none']) {
      const [entry] = readGroup(household(members));
      expect(rejectedOf(entry).error.context.field).to.equal('members');
    }
  });

  it('takes an empty list for a group without members', () => {
    expect(groupOf(readGroup(household([]))[0]).members).to.deep.equal([]);
  });

  it('rejects the group alone when its own field breaks the mapping', () => {
    const entries = readGroup({ ...household([{ who: person('Jane', '1111') }]), partial: 'yes' });
    expect(entries.map((entry) => entry.kind)).to.deep.equal(['person', 'rejected']);
    expect(rejectedOf(entries[1]).error.context.field).to.equal('partial');
  });

  it('reads a group of 500', () => {
    const members = Array.from({ length: 500 }, (_, index) => ({ who: person(`P ${String(index)}`, '1234') }));
    expect(groupOf(readGroup(household(members))[0]).members).to.have.length(500);
  });
});
