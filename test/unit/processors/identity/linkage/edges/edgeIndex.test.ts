import { expect } from 'chai';
import { EtlError } from '../../../../../../core/errors.ts';
import { EdgeIndex } from '../../../../../../processors/identity/linkage/edges/index.ts';
import type { Invented } from './invented.ts';
import { linkage } from './invented.ts';

const someone = (name: number, birth: number, place = 0, sex = 0): Invented => ({ name, birth, place, sex });

const indexWith = (cap: number, reviewLine = 0) => new EdgeIndex(linkage, { cap, reviewLine });

const nothing = { came: [], went: [], touched: [] };

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof EtlError) return error.code;
    throw error;
  }
  return 'nothing was thrown';
};

describe('EdgeIndex', () => {
  it('tells the edge of two records that share a key and weigh enough', () => {
    const index = indexWith(10);
    expect(index.put('r1', someone(1, 1))).to.deep.equal({ came: [], went: [], touched: ['r1'] });
    const { came, went, touched } = index.put('r2', someone(1, 1, 1));
    expect(came).to.deep.equal([{ a: '1.1.0.0', b: '1.1.1.0', weight: 2800 }]);
    expect(went).to.deep.equal([]);
    expect(touched).to.include('r2');
    expect(index.edgesOf('r1')).to.deep.equal([{ id: 'r2', weight: 2800 }]);
    expect(index.edgesOf('nobody')).to.deep.equal([]);
  });

  it('has no edge for weight without a key in common, nor for a key without the weight', () => {
    const index = indexWith(10, 1000);
    index.put('r1', someone(1, 0, 0));
    index.put('r2', someone(1, 0, 2));
    index.put('r3', someone(2, 1, 0));
    index.put('r4', someone(3, 1, 0));
    expect([...index.edges()]).to.deep.equal([]);
  });

  it('changes nothing for a record that comes again as it was, or that goes twice', () => {
    const index = indexWith(10);
    index.put('r1', someone(1, 1));
    index.put('r2', someone(1, 1));
    expect(index.put('r2', someone(1, 1))).to.deep.equal(nothing);
    expect(index.remove('nobody')).to.deep.equal(nothing);
    index.remove('r2');
    expect(index.remove('r2')).to.deep.equal(nothing);
    expect(index.size).to.equal(1);
  });

  it('links nobody who has no keys, also if their contents are the same', () => {
    const index = indexWith(10, -9999);
    index.put('r1', someone(0, 0));
    expect(index.put('r2', someone(0, 0))).to.deep.equal({ came: [], went: [], touched: ['r2'] });
    expect(index.component('r2').members.map(({ ids }) => ids)).to.deep.equal([['r2']]);
  });

  it('lets a block fall silent that holds one content too many, and speak again', () => {
    const index = indexWith(2);
    index.put('r1', someone(1, 7, 1));
    index.put('r2', someone(0, 7, 1));
    expect([...index.edges()]).to.have.length(1);
    const silenced = index.put('r3', someone(3, 7, 3));
    expect(silenced.went).to.deep.equal([{ a: '0.7.1.0', b: '1.7.1.0', weight: 1900 }]);
    expect(silenced.touched).to.include.members(['r1', 'r2', 'r3']);
    expect(index.silentBlocks()).to.deep.equal([{ key: 2e15 + 7, rule: 'birth', contents: 3, records: 3 }]);
    const spoken = index.remove('r3');
    expect(spoken.came).to.deep.equal(silenced.went);
    expect(index.silentBlocks()).to.deep.equal([]);
  });

  it('keeps an edge that another block supports when one falls silent', () => {
    const index = indexWith(2);
    index.put('r1', someone(1, 7));
    index.put('r2', someone(1, 7, 1));
    expect(index.put('r3', someone(0, 7, 2)).went).to.deep.equal([]);
    expect(index.silentBlocks()).to.have.length(1);
    expect(index.edgesOf('r1')).to.deep.equal([{ id: 'r2', weight: 2800 }]);
  });

  it('counts a block that speaks again among those that support an edge', () => {
    const index = indexWith(2);
    index.put('r1', someone(1, 7));
    index.put('r2', someone(1, 7, 1));
    for (let again = 0; again < 3; again++) {
      expect(index.put('r3', someone(0, 7, 2)).went).to.deep.equal([]);
      expect(index.remove('r3').came).to.deep.equal([]);
    }
    expect(index.edgesOf('r1')).to.deep.equal([{ id: 'r2', weight: 2800 }]);
  });

  it('takes a change in a full block as a change, not as one that goes and one that comes', () => {
    const index = indexWith(2);
    index.put('r1', someone(0, 7, 1));
    index.put('r2', someone(0, 7, 2));
    index.put('r3', someone(0, 7, 3));
    const { came, went } = index.put('r3', someone(0, 7));
    expect({ came, went }).to.deep.equal({ came: [], went: [] });
    expect(index.silentBlocks().map(({ contents }) => contents)).to.deep.equal([3]);
  });

  it('counts 5,000 identical records once, and links them all', () => {
    const index = indexWith(2);
    for (let number = 0; number < 5000; number++)
      index.put(`same-${String(number).padStart(4, '0')}`, someone(1, 1, 1));
    expect([...index.edges()]).to.deep.equal([{ a: '1.1.1.0', b: '1.1.1.0', weight: 3400 }]);
    expect(index.silentBlocks()).to.deep.equal([]);
    expect(index.put('other', someone(1, 1)).came).to.have.length(1);
    expect(index.edgesOf('other')).to.have.length(5000);
    const { members, edges } = index.component('other');
    expect(members.map(({ ids }) => ids.length)).to.deep.equal([1, 5000]);
    expect(edges).to.have.length(2);
    for (let number = 1; number < 5000; number++) index.remove(`same-${String(number).padStart(4, '0')}`);
    expect([...index.edges()]).to.have.length(1);
    expect(index.edgesOf('other')).to.deep.equal([{ id: 'same-0000', weight: 2800 }]);
  });

  it('unlinks identical records whose only block falls silent', () => {
    const index = indexWith(1);
    index.put('r1', someone(0, 7, 1));
    expect(index.put('r2', someone(0, 7, 1)).came).to.have.length(1);
    const { went, touched } = index.put('r3', someone(0, 7, 2));
    expect(went).to.deep.equal([{ a: '0.7.1.0', b: '0.7.1.0', weight: 1900 }]);
    expect(touched, 'each is a component of its own now').to.have.members(['r1', 'r2', 'r3']);
    expect(index.remove('r3').came).to.have.length(1);
  });

  it('cuts a component where it is told', () => {
    const index = indexWith(10);
    index.put('r1', someone(1, 1));
    index.put('r2', someone(1, 1, 1));
    index.put('r3', someone(2, 1, 1));
    expect(index.component('r1').members).to.have.length(3);
    expect(index.component('r1', 2000).members.map(({ ids }) => ids)).to.deep.equal([['r1'], ['r2']]);
  });

  it('forgets who went: their numbers are given to others, and the memory stays', () => {
    const index = indexWith(50);
    const round = (from: number) => {
      for (let number = 0; number < 2000; number++)
        index.put(`r${String(from + number)}`, someone(1 + number, 1 + (number % 90)));
      const { bytes } = index;
      for (let number = 0; number < 2000; number++) index.remove(`r${String(from + number)}`);
      return bytes;
    };
    const first = round(0);
    for (let again = 1; again < 5; again++) expect(round(again * 2000)).to.be.at.most(first * 1.1);
    expect(index.size).to.equal(0);
    expect([...index.edges()]).to.deep.equal([]);
  });

  it('refuses rules and keys that cannot be right', () => {
    expect(codeOf(() => indexWith(0))).to.equal('EDGE_RULES_INVALID');
    expect(codeOf(() => indexWith(2, Number.NaN))).to.equal('EDGE_RULES_INVALID');
    const broken = new EdgeIndex({ ...linkage, keysOf: () => [0.5] }, { cap: 2, reviewLine: 0 });
    expect(codeOf(() => broken.put('r1', someone(1, 1)))).to.equal('BLOCKING_KEY_NOT_INTEGER');
  });
});
