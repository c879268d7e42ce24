import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { contentHash, volatilePaths } from '../../../../runtime/source/contentHash.ts';
import { keyedHash } from '../../../../runtime/source/keyedHash.ts';
import { hash } from './scan.ts';

const of = (raw: unknown, volatile: readonly string[] = [], fields: object = {}): string =>
  contentHash(hash, { fields, raw: JSON.stringify(raw) }, volatilePaths(volatile)).contentHash;

const shuffled = (value: object): object => Object.fromEntries(Object.entries(value).reverse());

describe('content hash', () => {
  it('does not depend on the order of names', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        expect(of(shuffled(value))).to.equal(of(value));
      }),
    );
  });

  it('depends on every value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), fc.string(), fc.string(), (value, name, text) => {
        const other = { ...value, [name]: `${value[name] ?? ''}${text}x` };
        expect(of(other)).to.not.equal(of(value));
        expect(of({}, [], other)).to.not.equal(of({}, [], value));
      }),
    );
  });

  it('leaves volatile fields out, in lists too', () => {
    const volatile = ['write_date', 'ids.write_date'];
    const before = { name: 'x', write_date: 1, ids: [{ value: 'a', write_date: 1 }] };
    const after = { name: 'x', write_date: 2, ids: [{ value: 'a', write_date: 2 }] };
    expect(of(after, volatile)).to.equal(of(before, volatile));
    expect(of({ ...after, name: 'y' }, volatile)).to.not.equal(of(before, volatile));
    expect(of({ ...after, ids: [{ value: 'b' }] }, volatile)).to.not.equal(of(before, volatile));
  });

  it('takes what is not JSON as text, and no original as none', () => {
    const text = contentHash(hash, { fields: {}, raw: 'not json' }, []);
    const none = contentHash(hash, { fields: {}, raw: null }, []);
    expect(text.contentHash).to.not.equal(none.contentHash);
    expect([text.bytes, none.bytes]).to.deep.equal([10, 2]);
  });

  it('needs the secret', () => {
    const other = keyedHash('another secret of another deployment');
    const content = { fields: { a: 1 }, raw: null };
    expect(contentHash(other, content, []).contentHash).to.not.equal(contentHash(hash, content, []).contentHash);
  });
});
