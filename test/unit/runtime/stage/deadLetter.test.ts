import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EtlError } from '../../../../core/errors.ts';
import { deadLetter, runOf } from '../../../../runtime/stage/deadLetter.ts';
import type { Input } from '../../../../runtime/stage/inputs.ts';
import type { DeadLetter } from '../../../../schemas/generated/types.ts';

const recordKey = '0123456789abcdef0123456789abcdef';
const error = new EtlError('DATE_INVALID', 'record', 'field birthDate is no date', {
  component: 'processors/identity',
  field: 'birthDate',
});

const input = (over: Partial<Input['message']> = {}, topic = 'source.records'): Input => ({
  at: { topic, partition: 0, offset: 42 },
  message: {
    offset: 42,
    timestamp: 1000,
    key: `${recordKey}/beneficiaries`,
    value: Buffer.from('value'),
    headers: { 'import-run': 'run-1', version: '3' },
    ...over,
  },
  record: undefined,
  error,
});

const letterOf = (from: Input, about = error): DeadLetter => deadLetter(from, about, undefined).value as DeadLetter;

describe('a dead letter', () => {
  it('keeps the original bytes, the reason and the place', () => {
    const letter = letterOf(input());
    expect(letter).to.deep.include({
      component: 'processors/identity',
      code: 'DATE_INVALID',
      field: 'birthDate',
      recordKey,
      import: 'beneficiaries',
      importRun: 'run-1',
      position: { topic: 'source.records', partition: 0, offset: 42 },
      originalValue: Buffer.from('value'),
      truncated: false,
      version: 3,
      time: 1000,
    });
    expect(String(letter.originalHeaders['version'])).to.equal('3');
  });

  it('tells the run, source and import of a record that the database refuses', () => {
    const told = { source: 'national', import: 'people', importRun: 'run-2' };
    const refused: Input = { ...input({ headers: {} }, 'registrants'), record: undefined, error, told };
    expect(runOf(refused, undefined)).to.equal('run-2');
    expect(letterOf(refused)).to.include(told);
  });

  it('has the same key whenever the same record fails for the same reason', () => {
    const { key } = deadLetter(input(), error, undefined);
    expect(key).to.equal(`${recordKey}/beneficiaries/processors/identity/DATE_INVALID`);
    expect(
      deadLetter({ ...input(), at: { topic: 'source.records', partition: 0, offset: 50 } }, error, undefined).key,
    ).to.equal(key);
  });

  it('has a key for each import that shows the record, for each has its own state of it', () => {
    const other = deadLetter(input({ key: `${recordKey}/people` }), error, undefined);
    expect(other.key).to.equal(`${recordKey}/people/processors/identity/DATE_INVALID`);
  });

  it('is keyed by its place when no record key is known', () => {
    expect(deadLetter(input({}, 'registrants'), error, undefined).key).to.equal(
      'registrants/0/42/processors/identity/DATE_INVALID',
    );
  });

  it('cuts what is too long and says so', () => {
    const letter = letterOf(input({ value: Buffer.alloc(600 * 1024) }));
    expect(letter.truncated).to.equal(true);
    expect(letter.originalValue).to.have.lengthOf(512 * 1024);
  });

  it('keeps a tombstone without a key apart from an empty one', () => {
    const letter = letterOf(input({ key: null, value: null, headers: {} }));
    expect(letter).to.include({ originalKey: null, originalValue: null, importRun: null, version: 0 });
  });

  it('counts for the run that the processor names, before that of the header', () => {
    expect(runOf(input(), 'run-2')).to.equal('run-2');
    expect(runOf(input(), undefined)).to.equal('run-1');
    expect(runOf(input({ headers: { 'import-run': 'a\0b' } }), undefined)).to.equal(null);
  });
});
