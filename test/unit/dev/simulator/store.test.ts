import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { createClock, Registry } from '../../../../dev/simulator/index.ts';
import { ordered, readOrder } from '../../../../dev/simulator/ordering.ts';
import { defaultPopulation } from '../../../../dev/simulator/population.ts';

const registry = (): Registry =>
  new Registry(createClock('2026-03-01T08:00:00Z'), { ...defaultPopulation, households: 40 });
const people = { isGroup: false };

describe('readOrder', () => {
  it('reads columns and directions', () => {
    expect(readOrder('write_date desc, id DESC')).to.deep.equal([
      { column: 'write_date', descending: true },
      { column: 'id', descending: true },
    ]);
  });
  for (const text of ['writeDate desc', 'id down', 'id;drop table', 'constructor']) {
    it(`refuses ${text} as Odoo does`, () => {
      expect(() => readOrder(text)).to.throw('Invalid "order" specified');
    });
  }
});

describe('the table of partners', () => {
  it('gives pages that make up the sorted whole, whatever their size', () => {
    const { store } = registry();
    const order = readOrder('write_date desc, id desc');
    const whole = ordered(
      store.all().filter((partner) => !partner.isGroup),
      order,
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (limit) => {
        const pages = Array.from({ length: Math.ceil(whole.length / limit) }, (_, page) =>
          store.search(people, order, limit, page * limit),
        );
        expect(pages.flat()).to.deep.equal(whole);
      }),
      { numRuns: 20 },
    );
  });

  it('shifts its pages when a row changes between two of them', () => {
    const { store, clock } = registry();
    const order = readOrder('write_date desc, id desc');
    const first = store.search(people, order, 10, 0);
    const last = store.search(people, order, 0, 0).at(-1);
    clock.advanceDays(1);
    store.write(last?.id ?? -1, { address: 'elsewhere' });
    const second = store.search(people, order, 10, 10);
    expect(second[0]?.id).to.equal(first[9]?.id);
  });

  it('skips a row when an earlier one is removed between two pages', () => {
    const { store } = registry();
    const order = readOrder('id asc');
    const [gone] = store.search(people, order, 10, 0);
    const next = store.search(people, order, 10, 10);
    store.remove(gone?.id ?? -1);
    expect(store.search(people, order, 10, 10)[0]?.id).to.equal(next[1]?.id);
  });

  it('leaves the write date of a household alone when a member changes', () => {
    const { store, clock } = registry();
    const group = store.search({ isGroup: true }, readOrder('id asc'), 1, 0)[0];
    clock.advanceDays(3);
    store.write(group?.members[0]?.individualId ?? -1, { address: 'elsewhere' });
    expect(store.get(group?.id ?? -1)?.writtenAt).to.equal(group?.writtenAt);
  });

  it('leaves rows that were read earlier as they were', () => {
    const { store } = registry();
    const before = store.all()[0];
    const copy = structuredClone(before);
    store.write(before?.id ?? -1, { address: 'elsewhere' });
    expect(before).to.deep.equal(copy);
  });
});
