import { expect } from 'chai';
import { describe, it } from 'mocha';
import { countReasons, selectLetters } from '../../../../runtime/letters/index.ts';
import type { LetterFilter } from '../../../../runtime/letters/index.ts';
import { sourceOf } from '../../../../runtime/letters/selection.ts';
import { storedOf } from './letters.ts';

const letters = [
  storedOf('c', { time: 3000, code: 'FIELD_TYPE', component: 'connectors/mapping', position: null }),
  storedOf('a', { time: 1000 }),
  storedOf('b', { time: 2000, source: null, import: null, position: { topic: 'groups', partition: 1, offset: 4 } }),
];
const keysOf = (filter: LetterFilter): readonly string[] => selectLetters(letters, filter).map(({ key }) => key);

describe('choosing dead letters', () => {
  it('gives all that match every part of the filter, oldest first', () => {
    expect(keysOf({})).to.deep.equal(['a', 'b', 'c']);
    expect(keysOf({ code: 'FIELD_TYPE' })).to.deep.equal(['c']);
    expect(keysOf({ component: 'processors/identity' })).to.deep.equal(['a', 'b']);
    expect(keysOf({ topic: 'groups' })).to.deep.equal(['b']);
    expect(keysOf({ topic: 'source.records', source: 'civil' })).to.deep.equal(['a']);
    expect(keysOf({ import: 'households', since: 2500 })).to.deep.equal(['c']);
    expect(keysOf({ recordKey: 'f'.repeat(32) })).to.deep.equal([]);
  });

  it('knows the source of a record by its CloudEvents header when its value cannot be read', () => {
    const headers = { ce_source: Buffer.from('/deployment/source/civil') };
    expect(sourceOf(storedOf('x', { source: null, originalHeaders: headers }))).to.equal('civil');
    const resolver = { ce_source: Buffer.from('/registry-stream/deployment/identity') };
    expect(sourceOf(storedOf('x', { source: null, originalHeaders: resolver }))).to.equal(undefined);
  });

  it('counts them by reason, the most frequent first', () => {
    expect(countReasons(letters)).to.deep.equal([
      { component: 'processors/identity', code: 'GROUP_TWO_HEADS', count: 2, oldest: 1000, newest: 2000 },
      { component: 'connectors/mapping', code: 'FIELD_TYPE', count: 1, oldest: 3000, newest: 3000 },
    ]);
    expect(countReasons([])).to.deep.equal([]);
  });
});
