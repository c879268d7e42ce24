import { expect } from 'chai';
import { describe, it } from 'mocha';
import { alone, group, household, identifier, member, namesOf, person, Scans } from './scan.ts';

const ana = person({ identifiers: [identifier('A-1')] });
const [one = ''] = new Scans().keys([alone(ana)]);

/** The key that a record gets in the last of some scans; the same unless it says otherwise. */
const keyAfter = (scans: Scans, ...pages: Parameters<Scans['scan']>[0][]): string | undefined => {
  for (const page of pages) scans.scan(page);
  return scans.events.at(-1)?.recordKey;
};

describe('record keys', () => {
  it('are 128 bits in hexadecimal and the same in every process', () => {
    expect(one).to.match(/^[0-9a-f]{32}$/);
    expect(new Scans().keys([alone(ana)])).to.deep.equal([one]);
  });

  it('stay when a name is corrected', () => {
    const corrected = { ...ana, givenName: 'Anna' };
    expect(keyAfter(new Scans(), [alone(ana)], [alone(corrected)])).to.equal(one);
  });

  it('stay when a person without a birth date is renamed altogether', () => {
    const scans = new Scans();
    const nameless = { ...ana, birthDate: null };
    expect(
      keyAfter(scans, [alone(nameless)], [alone({ ...nameless, givenName: 'Maria', familyName: 'Cruz' })]),
    ).to.equal(one);
  });

  it('stay when an identifier is written another way', () => {
    const other = { ...ana, address: 'Main Street 1', identifiers: [identifier(' a1 ')] };
    expect(keyAfter(new Scans(), [alone(ana)], [alone(other)])).to.equal(one);
  });

  it('stay when another identifier comes first, and when the first is gone', () => {
    const two = { ...ana, identifiers: [identifier('P-77', 'Passport'), identifier('A-1')] };
    const passportOnly = { ...ana, identifiers: [identifier('P-77', 'Passport')] };
    expect(keyAfter(new Scans(), [alone(ana)], [alone(two)], [alone(passportOnly)])).to.equal(one);
  });

  it('stay when the registry begins to give record ids, which then decide', () => {
    const named = { ...ana, recordId: '17' };
    const changed = { ...named, identifiers: [identifier('B-2')], givenName: 'Bea', birthDate: '1999-01-01' };
    expect(keyAfter(new Scans(), [alone(ana)], [alone(named)], [alone(changed)])).to.equal(one);
  });

  it('stay when a member of a group gets a first national id', () => {
    const child = person({ givenName: 'Luz', birthDate: '2015-05-05' });
    const scans = new Scans();
    scans.scan([group(household('H-1', [member(ana), member(child)]))]);
    const before = namesOf(scans.events);
    scans.scan([group(household('H-1', [member(ana), member({ ...child, identifiers: [identifier('L-9')] })]))]);
    expect(namesOf(scans.events)).to.deep.equal(before);
  });

  it('stay when a member moves to another group with her identifier', () => {
    const scans = new Scans();
    scans.scan([group(household('H-1', [member(ana)]))]);
    scans.scan([group(household('H-2', [member(ana)]))]);
    expect(namesOf(scans.events)).to.deep.equal({ Ana: one });
  });

  it('are the same in both doors', () => {
    const scans = new Scans();
    scans.scan([alone(ana)], { name: 'people' });
    scans.scan([group(household('H-1', [member(ana)]))], { name: 'households' });
    expect(scans.index.ofKey(one).map((record) => record.import)).to.deep.equal(['people', 'households']);
  });

  for (const order of ['giver', 'taker'] as const)
    it(`stay with the person when an identifier moves to another, the ${order} seen first`, () => {
      const bea = person({ givenName: 'Bea', birthDate: '1991-09-09', identifiers: [identifier('B-2')] });
      const scans = new Scans();
      scans.scan([alone({ ...ana, identifiers: [identifier('A-1'), identifier('Z-3')] }), alone(bea)]);
      const before = namesOf(scans.events);
      const giver = { ...ana, identifiers: [identifier('Z-3')] };
      const taker = { ...bea, identifiers: [identifier('A-1'), identifier('B-2')] };
      scans.scan((order === 'giver' ? [giver, taker] : [taker, giver]).map(alone));
      expect(namesOf(scans.events)).to.deep.equal(before);
    });

  it('stay within a group when an identifier moves from one member to another', () => {
    const child = person({ givenName: 'Luz', birthDate: '2015-05-05' });
    const scans = new Scans();
    scans.scan([group(household('H-1', [member(ana), member(child)]))]);
    const before = namesOf(scans.events);
    const moved = [member({ ...ana, identifiers: [] }), member({ ...child, identifiers: ana.identifiers })];
    scans.scan([group(household('H-1', moved))]);
    expect(namesOf(scans.events)).to.deep.equal(before);
  });

  for (const order of [0, 1])
    it(`of somebody new are new when she has an identifier that another had, order ${String(order)}`, () => {
      const scans = new Scans();
      scans.scan([alone({ ...ana, identifiers: [identifier('A-1'), identifier('Z-3')] })]);
      const giver = { ...ana, identifiers: [identifier('Z-3')] };
      const taker = person({ givenName: 'Bea', birthDate: '1991-09-09', identifiers: [identifier('A-1')] });
      const entries = [alone(giver), alone(taker)];
      scans.scan(order === 0 ? entries : entries.reverse());
      const names = namesOf(scans.events);
      expect(names['Bea']).to.not.equal(names['Ana']);
      expect(scans.scan(entries).records).to.deep.equal([]);
    });

  it('tell two apart that have the same identifier, at every scan', () => {
    const scans = new Scans();
    const luis = person({ givenName: 'Luis', sex: 'male', birthDate: null, identifiers: ana.identifiers });
    const entries = [alone(ana), alone(luis)];
    const keys = scans.keys(entries);
    expect(new Set(keys).size).to.equal(2);
    expect(scans.keys(entries)).to.deep.equal([]);
    expect(scans.keys([...entries].reverse())).to.deep.equal([]);
  });

  it('find a person again who was withdrawn', () => {
    const scans = new Scans();
    scans.scan([alone(ana)]);
    for (const record of scans.index.ofImport('people')) record.state = 'withdrawn';
    const [event] = scans.scan([alone(ana)]).records;
    expect(event?.value).to.include({ recordKey: one, state: 'present', version: 2 });
  });

  it('need something to go by', () => {
    const nothing = ['', '0000000000', 'N/A'].map((value) => person({ identifiers: [identifier(value)] }));
    const others = [
      person(),
      person({ identifiers: [{ ...identifier('S-1'), uniqueness: 'shared' }] }),
      person({ identifiers: [{ ...identifier('S-1'), wellFormed: false }] }),
    ];
    const { records, counts } = new Scans().scan([...nothing, ...others].map(alone));
    expect(records).to.deep.equal([]);
    expect(counts.skippedWithoutIdentifier).to.equal(6);
  });

  it('are found by an identifier that has expired since', () => {
    const expired = { ...ana, address: 'Main Street 1', identifiers: [{ ...identifier('A-1'), expiry: '1969-12-31' }] };
    const scans = new Scans();
    expect(keyAfter(scans, [alone(ana)], [alone(expired)], [alone({ ...expired, address: null })])).to.equal(one);
    expect(scans.events).to.have.lengthOf(3);
  });

  for (const first of ['households', 'people'])
    it(`do not rest on an identifier that was never seen valid, ${first} polled first`, () => {
      const expired = { ...ana, identifiers: [{ ...identifier('A-1'), expiry: '1969-12-31' }] };
      const scans = new Scans();
      const households = () => scans.scan([group(household('H-1', [member(expired)]))], { name: 'households' });
      const people = () => scans.scan([alone(expired)], { name: 'people' });
      const order = first === 'people' ? [people, households, people] : [households, people, households];
      for (const scan of order) scan();
      expect(scans.events.map((event) => event.import)).to.deep.equal(['households', 'households']);
    });
});
