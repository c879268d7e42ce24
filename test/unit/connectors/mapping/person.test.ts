import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { personOf, readPerson, rejectedOf } from './reader.ts';

describe('mapping of persons', () => {
  it('reads fields, translated values, identifiers and phones, and keeps the original', () => {
    const json = {
      id: 'r-1',
      name: { full: ' DOE, JANE ', given: 'Jane' },
      sex: 2,
      born: '1985-05-20',
      disabled: false,
      ids: [{ type: 'nid', value: '1234', until: '2030-01-01' }],
      phones: [{ number: '+15550001', since: '2024-10-02' }, { number: null }, { number: ' ' }],
    };
    const entry = readPerson(json);
    expect(personOf(entry)).to.deep.include({
      recordId: 'r-1',
      fullName: ' DOE, JANE ',
      givenName: 'Jane',
      familyName: null,
      sex: 'female',
      birthDate: '1985-05-20',
      disabled: false,
      deceased: null,
      identifiers: [
        {
          type: 'National ID',
          value: '1234',
          issuer: null,
          expiry: '2030-01-01',
          uniqueness: 'unique',
          wellFormed: true,
        },
      ],
      phones: [{ number: '+15550001', collected: '2024-10-02', disabled: null }],
    });
    expect(JSON.parse(entry.raw)).to.deep.equal(json);
  });

  it('leaves a value that is not in its table as it is', () => {
    expect(personOf(readPerson({ sex: 'X' })).sex).to.equal('X');
  });

  it('keeps fields without a home as JSON text, and no others', () => {
    const json = {
      born: '1990-01-01',
      touched: 'now',
      score: 41.5,
      tags: ['a'],
      empty: null,
      place: { village: 'Oro' },
    };
    expect(personOf(readPerson(json)).attributes).to.deep.equal({ score: '41.5', tags: '["a"]', village: '"Oro"' });
  });

  it('keeps a field called __proto__ as an attribute like any other', () => {
    const json: unknown = JSON.parse('{"__proto__": {"a": 1}}');
    expect(Object.entries(personOf(readPerson(json)).attributes)).to.deep.equal([['__proto__', '{"a":1}']]);
  });

  it('takes NUL characters out of every text and of the original', () => {
    const entry = readPerson({
      name: { full: 'Ja\u0000ne' },
      notes: 'a\u0000b',
      ids: [{ type: 'N\u0000ID', value: '12\u000034' }],
    });
    expect(personOf(entry).fullName).to.equal('Jane');
    expect(personOf(entry).attributes).to.deep.equal({ notes: '"ab"' });
    expect(personOf(entry).identifiers[0]).to.include({ type: 'National ID', value: '1234', wellFormed: true });
    expect(entry.raw).not.to.match(/\\u0000/);
  });

  it('replaces lone surrogates, which no database takes, and leaves pairs alone', () => {
    const entry = readPerson({ name: { full: 'a\uD800b 😀' } });
    expect(personOf(entry).fullName).to.equal('a\uFFFDb 😀');
    expect(entry.raw)
      .to.include('😀')
      .and.not.match(/\\ud800/);
  });

  it('rejects a name of a megabyte, naming field and limit but not the name', () => {
    const { error, identifiers, recordId } = rejectedOf(
      readPerson({ id: 7, name: { full: 'A'.repeat(1_048_576) }, ids: [{ type: 'NID', value: '1234' }] }),
    );
    expect(error).to.include({ code: 'FIELD_TOO_LONG', fault: 'record' });
    expect(error.context).to.deep.include({ field: 'fullName', details: { limit: 1_000, length: 1_048_576 } });
    expect(error.message).to.match(/1000/).and.not.match(/AAA/);
    expect(recordId).to.equal('7');
    expect(identifiers).to.have.length(1);
  });

  it('rejects a value of a wrong type, naming the field and both types', () => {
    const cases: readonly [unknown, string, string][] = [
      [{ born: 19850520 }, 'birthDate', 'a text'],
      [{ disabled: 'no' }, 'disabled', 'true or false'],
      [{ ids: 'NID-1' }, 'identifiers', 'a list'],
      [{ ids: [{ type: null, value: '1' }] }, 'identifiers[0].type', 'a text'],
      [{ ids: [{ type: 'NID', value: 2 ** 60 }] }, 'identifiers[0].value', 'a text'],
      [{ phones: [{ number: {} }] }, 'phones[0].number', 'a text'],
      [null, 'entry', 'an object'],
      [['a'], 'entry', 'an object'],
    ];
    for (const [json, field, expected] of cases) {
      const { error } = rejectedOf(readPerson(json));
      expect(error, field).to.include({ code: 'FIELD_WRONG_TYPE', fault: 'record' });
      expect(error.context.field).to.equal(field);
      expect(error.context.details).to.include({ expected });
    }
  });

  it('keeps of a rejected person the identifiers that can be read', () => {
    const { identifiers } = rejectedOf(
      readPerson({
        born: 1,
        ids: [
          { type: 'NID', value: {} },
          { type: 'NID', value: '1234' },
        ],
      }),
    );
    expect(identifiers.map((one) => one.value)).to.deep.equal(['1234']);
  });

  it('rejects a record that an expression cannot be evaluated on, without quoting it', () => {
    const { error } = rejectedOf(readPerson({ n: 'Jane' }, { person: { fields: { fullName: 'abs(n)' } } }));
    expect(error).to.include({ code: 'MAPPING_FAILED', fault: 'record' });
    expect(error.context.field).to.equal('fullName');
    expect(error.message + String(error.cause)).not.to.match(/Jane/);
  });

  it('lets dates pass as text: 2023-02-29 is for the normaliser to judge', () => {
    expect(personOf(readPerson({ born: '2023-02-29' })).birthDate).to.equal('2023-02-29');
  });

  it('makes exactly one entry of any JSON and never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (whole, name, ids) => {
        readPerson(whole);
        readPerson({ name, ids, phones: ids, born: name });
      }),
    );
  });
});
