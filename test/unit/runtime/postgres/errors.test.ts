import { expect } from 'chai';
import { describe, it } from 'mocha';
import { postgresError, troubleOf } from '../../../../runtime/postgres/index.ts';

const answered = (code: string): Error =>
  Object.assign(new Error('duplicate key: (name)=(Amina)'), { code, constraint: 'person_pkey', detail: 'Amina' });

describe('errors of PostgreSQL', () => {
  const cases = [
    ['22P05', 'data'],
    ['23505', 'data'],
    ['54000', 'data'],
    ['57014', 'timeout'],
    ['57P01', 'transient'],
    ['40P01', 'transient'],
    ['53300', 'transient'],
    ['08006', 'transient'],
    ['55P03', 'transient'],
    ['25006', 'transient'],
    ['42501', 'config'],
    ['28P01', 'config'],
    ['42601', 'bug'],
    ['ECONNREFUSED', 'transient'],
    ['EPIPE', 'transient'],
  ] as const;
  for (const [code, trouble] of cases) {
    it(`takes ${code} as ${trouble}`, () => {
      expect(troubleOf(answered(code))).to.equal(trouble);
    });
  }

  it('takes an answer that does not come as a timeout, and a wrong call as a bug', () => {
    expect(troubleOf(new Error('Query read timeout'))).to.equal('timeout');
    expect(troubleOf(new TypeError('x is not a function'))).to.equal('bug');
  });

  it('never repeats what they quote', () => {
    const error = postgresError(answered('23505'), 'committing a batch');
    expect(error.fault).to.equal('record');
    expect(error.context.details).to.include({ sqlState: '23505', constraint: 'person_pkey' });
    expect(JSON.stringify([error.message, error.context])).not.to.include('Amina');
  });
});
