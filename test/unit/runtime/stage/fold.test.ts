import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { EtlError } from '../../../../core/errors.ts';
import type { RowWrite, WriteTable } from '../../../../core/streamProcessor.ts';
import { foldWrites } from '../../../../runtime/stage/fold.ts';

const people: WriteTable = { name: 'people', upsert: () => '', remove: () => '' };
const phones: WriteTable = { name: 'phones', upsert: () => '' };

const writes = fc.array(
  fc.record({
    table: fc.constantFrom('people'),
    key: fc.constantFrom('a', 'b', 'c', 'd'),
    row: fc.record({ state: fc.nat() }),
    remove: fc.boolean(),
  }),
);

describe('folding the writes of a batch', () => {
  it('leaves the last write of each row', () => {
    fc.assert(
      fc.property(writes, (all: readonly RowWrite[]) => {
        const last = new Map(all.map((write) => [write.key, write]));
        const [folded] = foldWrites([people], all);
        const rows = (remove: boolean): unknown[] =>
          ['a', 'b', 'c', 'd'].flatMap((key) => {
            const write = last.get(key);
            return write?.remove === remove ? [write.row] : [];
          });
        expect(folded?.upserts ?? []).to.deep.equal(rows(false));
        expect(folded?.removals ?? []).to.deep.equal(rows(true));
      }),
    );
  });

  it('leaves out tables without rows and keeps the order of the tables', () => {
    const row = { state: 1 };
    expect(foldWrites([people, phones], [])).to.deep.equal([]);
    const both = [
      { table: 'phones', key: '1', row },
      { table: 'people', key: '1', row },
    ];
    expect(foldWrites([people, phones], both).map(({ table }) => table.name)).to.deep.equal(['people', 'phones']);
  });

  it('refuses rows that no table takes', () => {
    const row = { state: 1 };
    expect(() => foldWrites([people], [{ table: 'animals', key: '1', row }])).to.throw(EtlError, 'does not name');
    const removal = { table: 'phones', key: '1', row, remove: true };
    expect(() => foldWrites([phones], [removal])).to.throw(EtlError, 'no remove statement');
  });
});
