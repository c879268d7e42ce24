import { expect } from 'chai';
import { describe, it } from 'mocha';
import { sharedJson } from '../../../support/sharedSpec.ts';
import { groupOf, readGroup, readPerson } from './reader.ts';

const national = (value: string) => ({ identifier_type: 'NationalID', identifier_value: value });
const ana = { identifier: [national('N-1')], name: { given_name: 'Ana', surname: 'Cruz' }, sex: 'female' };
const ben = { identifier: [national('N-2')], name: { given_name: 'Ben', surname: 'Cruz' }, sex: 'male' };

describe('the preset for SPDCI: persons', () => {
  it('finds the person wherever registries put her', () => {
    for (const record of [
      ana,
      { person: ana },
      { demographic_info: ana },
      { demographic_info: { person: ana } },
      { '@type': 'Member', member_identifier: [national('M-1')], demographic_info: ana },
    ]) {
      const person = readPerson(record);
      expect(person).to.include({ givenName: 'Ana', familyName: 'Cruz', sex: 'female' });
      expect(person.identifiers.map(({ type, value }) => [type, value])).to.deep.equal([['National ID', 'N-1']]);
    }
  });

  it('reads a name as an object, in a list, under either spelling, or as one text', () => {
    const named = (name: unknown) => {
      const { fullName, givenName, familyName, additionalName } = readPerson({ name });
      return [fullName, givenName, familyName, additionalName];
    };
    const whole = [null, 'Ana', 'Cruz', 'Maria'];
    expect(named({ given_name: 'Ana', surname: 'Cruz', second_name: 'Maria' })).to.deep.equal(whole);
    expect(named([{ given_name: 'Ana', sur_name: 'Cruz', second_name: 'Maria' }])).to.deep.equal(whole);
    expect(
      named({ first_name: 'Ana', surname: ' ', last_name: 'Cruz', middle_name: 'Maria' }).slice(0, 2),
    ).to.deep.equal(whole.slice(0, 2));
    expect(named('Ana Cruz')).to.deep.equal(['Ana Cruz', null, null, null]);
    expect(named({ given_name: '', surname: ' ' })).to.deep.equal([null, null, null, null]);
    expect(named([])).to.deep.equal([null, null, null, null]);
  });

  it('reads an address as an object, a list or a text, its lines under either spelling', () => {
    const addressOf = (address: unknown) => readPerson({ address }).address;
    expect(addressOf([{ address_line1: '1 Main St', locality: 'Old Town' }])).to.equal('1 Main St, Old Town');
    expect(addressOf({ address_line_1: '1 Main St', address_line_2: ' ', locality: 'Old Town' })).to.equal(
      '1 Main St, Old Town',
    );
    expect(addressOf({ street_address: '1 Main St', city: 'Old Town', country: 'X' })).to.equal(
      '1 Main St, Old Town, X',
    );
    expect(addressOf('1 Main St')).to.equal('1 Main St');
    for (const nothing of [{}, [], [{}], '', ' ', null]) expect(addressOf(nothing)).to.equal(null);
    expect(readPerson({ address: [{ region_code: 'R1', sub_region_code: 'S1' }] }).area).to.equal('S1');
  });

  it('reads phones and mail addresses as a list or alone, and takes blanks for nothing', () => {
    const phones = (value: unknown) => readPerson({ phone_number: value }).phones.map((phone) => phone.number);
    expect(phones(['+1 555 0101', '+1 555 0102'])).to.deep.equal(['+1 555 0101', '+1 555 0102']);
    expect(phones('+1 555 0101')).to.deep.equal(['+1 555 0101']);
    for (const nothing of ['', ' ', null, []]) expect(phones(nothing)).to.deep.equal([]);
    const mail = (email: unknown) => readPerson({ email }).email;
    expect([mail(['a@x.example', 'b@x.example']), mail('a@x.example')]).to.deep.equal(['a@x.example', 'a@x.example']);
    expect([mail(' '), mail([]), mail([' ', 'b@x.example'])]).to.deep.equal([null, null, 'b@x.example']);
  });

  it('takes nobody for dead or disabled by a code: only true, false and their words count', () => {
    const flags = (value: unknown) => readPerson({ is_deceased: value, is_disabled: value });
    for (const [value, expected] of [
      [true, true],
      ['Yes', true],
      [false, false],
      ['false', false],
    ] as const) {
      expect(flags(value)).to.include({ deceased: expected, disabled: expected });
    }
    for (const code of ['3', '0', '', ' ', null, 2]) expect(flags(code)).to.include({ deceased: null, disabled: null });
    expect(flags('3').attributes).to.include({ is_deceased: '"3"', is_disabled: '"3"' });
    expect(readPerson({ death_date: ' ' }).deathDate).to.equal(null);
  });

  it('takes identifiers alone or in a list, as texts or numbers; those of the membership only without others', () => {
    const values = (record: object) => readPerson(record).identifiers.map((one) => one.value);
    expect(values({ identifier: national('N-1') })).to.deep.equal(['N-1']);
    expect(values({ identifier: [{ identifier_type: 'UIN', identifier_value: 847951632 }] })).to.deep.equal([
      '847951632',
    ]);
    expect(values({ member_identifier: [national('M-1')], demographic_info: ana })).to.deep.equal(['N-1']);
    expect(values({ member_identifier: [national('M-1')], demographic_info: { sex: 'F' } })).to.deep.equal(['M-1']);
    expect(values({ member_identifier: 'M-1' })).to.deep.equal([]);
  });

  it('keeps what has no home as attributes, whole, and leaves the words of JSON-LD out', () => {
    const { attributes } = readPerson({
      ...ana,
      '@id': 'Person',
      '@type': 'Person',
      last_updated: '2026-01-01T00:00:00Z',
      poverty_score: 4.5,
      nationality: ['AA', 'BB'],
      favourite: 'tea',
    });
    expect(attributes).to.deep.equal({ poverty_score: '4.5', nationality: '["AA","BB"]', favourite: '"tea"' });
    expect(readPerson({ '@id': 'Person', ...ana }).recordId, 'samples give everybody the same @id').to.equal(null);
  });
});

describe('the preset for SPDCI: groups', () => {
  const member = (person: object, more: object = {}) => ({ '@type': 'Member', demographic_info: person, ...more });
  const group = (more: object) => ({
    group_identifier: [{ identifier_type: 'HouseholdID', identifier_value: 'H-1' }],
    ...more,
  });

  it('reads members bare and wrapped, and knows the head by the identifiers that the group shows', () => {
    const members = [{ household_member: member(ana) }, member(ben)];
    const [entry] = readGroup(group({ group_size: '2', group_head_info: member(ben), member_list: members }));
    const read = groupOf(entry === undefined ? [] : [entry]);
    expect(read.members.map(({ person, kinds }) => [person.givenName, kinds])).to.deep.equal([
      ['Ana', []],
      ['Ben', ['Head']],
    ]);
    expect(read).to.deep.include({ groupKind: null, attributes: { group_size: '"2"' } });
    expect(entry?.raw, 'every person keeps her own').not.to.match(/Ana|Ben|Cruz|N-1|N-2/);
  });

  it('knows the head by her relation to herself, and keeps the relations of the others', () => {
    const read = groupOf(
      readGroup(
        group({ member_list: [member(ana, { relationship_head: 'self' }), member(ben, { relationship_head: 'son' })] }),
      ),
    );
    expect(read.members.map(({ kinds, relation }) => [kinds, relation])).to.deep.equal([
      [['Head'], 'self'],
      [[], 'son'],
    ]);
  });

  it('takes the head for a member where the list forgets her', () => {
    const read = groupOf(readGroup(group({ group_head_info: { person: ana }, member_list: [member(ben)] })));
    expect(read.members.map(({ person, kinds }) => [person.givenName, kinds])).to.deep.equal([
      ['Ben', []],
      ['Ana', ['Head']],
    ]);
  });

  it('makes nobody head whom the group does not identify', () => {
    const nameless = { demographic_info: { name: { given_name: 'Ana' } } };
    const read = groupOf(readGroup(group({ group_head_info: nameless, member_list: [member(ana), member(ben)] })));
    expect(read.members.map(({ kinds }) => kinds)).to.deep.equal([[], []]);
  });

  it('takes a group without a list for an empty one only if it says nothing of people', () => {
    for (const size of [{}, { group_size: 0 }, { group_size: '0' }, { group_size: null }]) {
      expect(groupOf(readGroup(group(size))).members).to.deep.equal([]);
    }
    for (const broken of [{ group_size: 3 }, { member_list: { a: 1 } }, { member_list: 'two' }]) {
      const [entry] = readGroup(group(broken));
      expect(entry?.kind === 'rejected' && entry.error.context.field).to.equal('members');
      expect(entry?.kind === 'rejected' && entry.identifiers).to.have.length(1);
    }
  });

  it('rejects the group with a member that cannot be read', () => {
    const entries = readGroup(group({ member_list: [member(ana), null] }));
    expect(entries.map((entry) => entry.kind)).to.deep.equal(['person', 'rejected', 'rejected']);
  });

  it('reads the address of the place, or of the group', () => {
    const addressOf = (more: object) => groupOf(readGroup(group(more))).address;
    expect(addressOf({ place: { geo: {}, address: '1 Main St' } })).to.equal('1 Main St');
    expect(addressOf({ address: [{ address_line_1: '1 Main St' }] })).to.equal('1 Main St');
    expect(addressOf({ place: { geo: {} } })).to.equal(null);
  });
});

interface Sample {
  readonly message: {
    readonly search_response: readonly [{ readonly data: { readonly reg_records: readonly unknown[] } }];
  };
}

describe('the preset for SPDCI on the samples of the standard', () => {
  const recordsOf = (path: string): readonly unknown[] | undefined =>
    (sharedJson(path) as Sample | undefined)?.message.search_response[0].data.reg_records;

  for (const file of ['processflow2res', 'processflow3ares', 'processflow4res']) {
    it(`reads the person of ${file}`, function () {
      const records = recordsOf(`spdci/samples/${file}.json`);
      if (records === undefined) this.skip();
      const person = readPerson(records[0]);
      expect(person).to.include({ sex: 'female', deceased: null, disabled: null, deathDate: null, area: 'SH' });
      for (const field of ['givenName', 'familyName', 'birthDate', 'address', 'email', 'registrationDate'] as const) {
        expect(person[field], field).to.be.a('string').and.not.match(/^\s*$/);
      }
      expect([person.identifiers.length, person.phones.length]).to.deep.equal([2, 2]);
    });
  }

  it('reads the member of processflow1-3res, whose person is wrapped twice and full of blanks', function () {
    const records = recordsOf('spdci/samples/processflow1-3res.json');
    if (records === undefined) this.skip();
    const person = readPerson(records[0]);
    expect(person).to.include({ email: null, address: null, deathDate: null, disabled: null });
    expect(person).to.deep.include({ phones: [] });
    for (const field of ['givenName', 'familyName', 'additionalName'] as const) expect(person[field]).to.be.a('string');
  });

  for (const file of ['processflow1-1res', 'processflow1-2res']) {
    it(`reads the group of ${file}, whose one member is its head`, function () {
      const records = recordsOf(`spdci/samples/${file}.json`);
      if (records === undefined) this.skip();
      const group = groupOf(readGroup(records[0]));
      expect(group.members.map((member) => member.kinds)).to.deep.equal([['Head']]);
      expect(group.members[0]?.person.identifiers).to.have.length(1);
      expect(group.address).to.be.a('string');
    });
  }

  it('reads the recorded person and the recorded group', function () {
    const persons = recordsOf('examples/spdci_search_response_person.json');
    const groups = recordsOf('examples/spdci_search_response_group.json');
    if (persons === undefined || groups === undefined) this.skip();
    expect(readPerson(persons[0]).identifiers).to.have.length(2);
    const group = groupOf(readGroup(groups[0]));
    expect(group.members.map((member) => member.kinds)).to.deep.equal([['Head'], []]);
    expect(group.groupKind).to.equal('Household');
  });
});
