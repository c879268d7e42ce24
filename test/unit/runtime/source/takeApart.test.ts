import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { SourceGroup } from '../../../../schemas/generated/types.ts';
import { alone, group, household, identifier, member, person, Scans } from './scan.ts';

const mother = person({ identifiers: [identifier('A-1')] });
const child = person({ givenName: 'Luz', birthDate: '2015-05-05' });

const groupOf = (scans: Scans): SourceGroup | undefined => scans.events.filter((event) => 'members' in event).at(-1);

describe('taking households apart', () => {
  it('gives one record for each member and one for the group, with one submission', () => {
    const scans = new Scans();
    scans.scan([group(household('H-1', [member(mother, ['Head']), member(child)]))]);
    const whole = groupOf(scans);
    expect(scans.events.map((event) => event.submission)).to.deep.equal([whole?.recordKey, whole?.recordKey, null]);
    const keys = scans.events.slice(0, 2).map((event) => event.recordKey);
    expect(whole?.members.map(({ recordKey, kinds }) => [recordKey, kinds])).to.deep.equal([
      [keys[0], ['Head']],
      [keys[1], []],
    ]);
  });

  it('keeps twins apart of whom nothing but the same name is known', () => {
    const scans = new Scans();
    const twins = household('H-1', [member(mother), member(child), member(child)]);
    expect(new Set(scans.keys([group(twins)])).size).to.equal(4);
    expect(scans.keys([group(twins)])).to.deep.equal([]);
  });

  it('keeps twins apart when one of them has an identifier, whoever comes first', () => {
    const scans = new Scans();
    const known = { ...child, identifiers: [identifier('L-9')] };
    scans.scan([group(household('H-1', [member(known), member(child)]))]);
    const before = new Set(scans.events.map((event) => event.recordKey));
    scans.scan([group(household('H-1', [member(child), member(known)]))]);
    expect(new Set(scans.events.map((event) => event.recordKey))).to.deep.equal(before);
  });

  it('takes a member who is listed twice as one, with the kinds of both', () => {
    const scans = new Scans();
    scans.scan([group(household('H-1', [member(mother, ['Head']), member(mother, ['Principal recipient'])]))]);
    expect(scans.events).to.have.lengthOf(2);
    expect(groupOf(scans)?.members.map(({ kinds }) => kinds)).to.deep.equal([['Head', 'Principal recipient']]);
  });

  it('takes two members with one identifier as two people', () => {
    const scans = new Scans();
    const wrong = household('H-1', [
      member(mother),
      member({ ...child, birthDate: null, identifiers: mother.identifiers }),
    ]);
    expect(new Set(scans.keys([group(wrong)])).size).to.equal(3);
    expect(scans.keys([group(wrong)])).to.deep.equal([]);
  });

  it('skips a member without name and identifier, and refers to the others', () => {
    const scans = new Scans();
    const blank = person({ givenName: null, familyName: null });
    const { counts } = scans.scan([group(household('H-1', [member(mother), member(blank)]))]);
    expect(counts).to.include({ published: 2, skippedWithoutIdentifier: 1 });
    expect(groupOf(scans)?.members).to.have.lengthOf(1);
  });

  it('publishes the people of a group that cannot be keyed, as far as they can be', () => {
    const scans = new Scans();
    const { counts } = scans.scan([group(household('', [member(mother), member(child)]))]);
    expect(counts).to.include({ published: 1, skippedWithoutIdentifier: 2 });
    expect(scans.events[0]).to.include({ submission: null, givenName: 'Ana' });
  });

  it('takes a person who is registered twice with one identifier as one, as the first entry has her', () => {
    const scans = new Scans();
    const { records } = scans.scan([alone(mother), alone({ ...mother, email: 'a@example.org' })]);
    expect(records).to.have.lengthOf(1);
    expect(records[0]?.value).to.include({ version: 1, email: null });
    expect(scans.scan([alone(mother), alone({ ...mother, email: 'a@example.org' })]).records).to.deep.equal([]);
  });

  it('lets the first group of a scan speak for a person whom two groups list', () => {
    const scans = new Scans();
    const entries = [group(household('H-1', [member(mother)])), group(household('H-2', [member(mother)]))];
    expect(scans.scan(entries).counts.published).to.equal(3);
    expect(scans.scan(entries).counts).to.include({ published: 0, skippedUnchanged: 3 });
  });

  it('takes a group of 500 apart', () => {
    const many = Array.from({ length: 500 }, (_, at) =>
      member(person({ identifiers: [identifier(`M-${String(at)}`)] })),
    );
    const scans = new Scans();
    expect(scans.scan([group(household('H-1', many))]).counts.published).to.equal(501);
    expect(scans.scan([group(household('H-1', many))]).counts.published).to.equal(0);
  });
});
