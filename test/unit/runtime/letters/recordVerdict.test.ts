import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { recordVerdict } from '../../../../runtime/letters/recordVerdict.ts';
import { letterOf } from './letters.ts';

const known = (version: number | undefined, lastOffset = 10, value?: Buffer) => ({ version, lastOffset, value });

describe('whether a record may go back to its topic', () => {
  it('is decided by its version, whatever garbage lies on top', () => {
    expect(recordVerdict(letterOf(), 3, known(3)).kind).to.equal('redrive');
    expect(recordVerdict(letterOf(), 3, known(3, 99)).kind).to.equal('redrive');
    expect(recordVerdict(letterOf(), 3, known(undefined, 99)).kind).to.equal('redrive');
    expect(recordVerdict(letterOf(), 3, undefined).kind).to.equal('redrive');
    expect(recordVerdict(letterOf(), 3, known(4))).to.deep.equal({
      kind: 'superseded',
      detail: 'version 3 is older than version 4, which has passed',
    });
  });

  it('is never brought back after it was erased, whatever its version', () => {
    const erased = { ...known(undefined, 12), erasedAt: 12 };
    expect(recordVerdict(letterOf(), 3, erased)).to.deep.equal({
      kind: 'superseded',
      detail: 'the record was erased at offset 12',
    });
    expect(recordVerdict(letterOf(), 9, { ...known(1, 20), erasedAt: 12 }).kind).to.equal('superseded');
    expect(recordVerdict(letterOf(), 3, { ...known(3, 20), erasedAt: 2 }).kind, 'it came after').to.equal('redrive');
  });

  it('never puts an older version behind a newer one', () => {
    const versions = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(versions, versions, fc.nat(50), fc.boolean(), (own, newest, offset, truncated) => {
        const bytes = Buffer.from('newest');
        const verdict = recordVerdict(letterOf({ truncated }), own, known(newest, offset, bytes));
        expect(verdict.kind === 'superseded').to.equal(own < newest);
        if (verdict.kind === 'redrive' && truncated) expect(own).to.equal(newest);
      }),
    );
  });

  it('is decided by its place in the log when it has no version that can be read', () => {
    expect(recordVerdict(letterOf(), undefined, known(undefined, 10)).kind).to.equal('redrive');
    expect(recordVerdict(letterOf(), undefined, known(7, 11)).kind).to.equal('superseded');
    expect(recordVerdict(letterOf(), undefined, undefined).kind).to.equal('redrive');
  });

  it('takes the bytes that the letter has lost from the topic, if they are there still', () => {
    const cut = letterOf({ truncated: true });
    const value = Buffer.from('whole');
    expect(recordVerdict(cut, 3, known(3, 10, value))).to.deep.equal({ kind: 'redrive', value });
    expect(recordVerdict(cut, 3, undefined).kind).to.equal('impossible');
  });

  it('is impossible without a place, a key or a value', () => {
    for (const fields of [{ position: null }, { originalKey: null }, { originalValue: null }])
      expect(recordVerdict(letterOf(fields), 3, known(3)).kind).to.equal('impossible');
  });
});
