import { expect } from 'chai';
import { clustered } from './component.ts';

const among = (names: readonly string[], bits: number): Record<string, number> =>
  Object.fromEntries(names.flatMap((a, index) => names.slice(index + 1).map((b) => [`${a}-${b}`, bits])));

const numbered = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${name}${String(index).padStart(5, '0')}`);

describe('clusterComponent', () => {
  it('links what reaches the link line and asks about what does not', () => {
    const { clusters, review } = clustered({ edges: { 'a-b': 9, 'b-c': 6, 'a-c': 5 } });
    expect(clusters).to.deep.equal([['a', 'b'], ['c']]);
    const edge = { a: 'b', b: 'c', weight: 6 * 256 };
    expect(review).to.deep.equal([{ a: 'b', b: 'c', edge, edges: 2, reason: 'band' }]);
  });

  it('does not merge strangers through a chain of weak edges, as plain components would', () => {
    const names = numbered('r', 12);
    const edges = Object.fromEntries(names.slice(1).map((name, index) => [`${names[index] ?? ''}-${name}`, 8.5]));
    const { clusters, review } = clustered({ edges });
    expect(Math.max(...clusters.map((cluster) => cluster.length))).to.equal(2);
    expect(review.map(({ reason }) => reason)).to.deep.equal(Array(5).fill('guard'));
  });

  it('scores the pairs without an edge in a small component, so that a true chain holds', () => {
    const told = { edges: { 'a-b': 12, 'b-c': 12 } };
    expect(clustered(told).clusters).to.deep.equal([['a', 'b', 'c']]);
    expect(clustered(told, { weight: () => -40 * 256 }).clusters).to.deep.equal([['a', 'b'], ['c']]);
    expect(clustered({ edges: { 'a-b': 12, 'b-c': 8 } }).clusters).to.deep.equal([['a', 'b'], ['c']]);
    expect(clustered({ edges: { 'a-b': 12, 'b-c': 8 } }, { weight: () => 256 }).clusters).to.have.length(1);
  });

  it('scores 64 contents and not 65', () => {
    const asked = (count: number) => {
      const names = numbered('r', count);
      let times = 0;
      const edges = Object.fromEntries(names.slice(1).map((name) => [`${names[0] ?? ''}-${name}`, 20]));
      clustered({ edges }, { weight: () => ++times });
      return times;
    };
    expect(asked(64)).to.equal((63 * 62) / 2);
    expect(asked(65)).to.equal(0);
  });

  it('puts one record between two clusters to the stronger, and asks about the other', () => {
    const edges = { 'a1-a2': 20, 'b1-b2': 20, 'x-a1': 11, 'x-a2': 10, 'x-b1': 10, 'x-b2': 9 };
    const { clusters, review } = clustered({ edges });
    expect(clusters).to.deep.equal([
      ['a1', 'a2', 'x'],
      ['b1', 'b2'],
    ]);
    expect(review.map(({ a, b, reason }) => [a, b, reason])).to.deep.equal([['b1', 'x', 'guard']]);
  });

  it('decides equal edges by record id', () => {
    expect(clustered({ edges: { 'x-b': 9, 'x-a': 9 } }).clusters).to.deep.equal([['a', 'x'], ['b']]);
    const records = { b: ['1'], a: ['2'], x: ['3'] };
    expect(clustered({ edges: { 'x-b': 9, 'x-a': 9 }, records }).clusters).to.deep.equal([['1', '3'], ['2']]);
  });

  it('keeps twins of one submission apart, whatever they weigh, and does not ask about them', () => {
    const told = { edges: { 'ann-anna': 15, 'ann-ann2': 20, 'anna-ann2': 14, 'anna-anna2': 20, 'ann2-anna2': 15 } };
    const cannotLink = [
      ['ann', 'anna'],
      ['ann2', 'anna2'],
    ];
    const { clusters, review } = clustered(told, { cannotLink });
    expect(clusters).to.deep.equal([
      ['ann', 'ann2'],
      ['anna', 'anna2'],
    ]);
    expect(review).to.deep.equal([]);
  });

  it('pairs twins without names who were sent twice, one of each submission', () => {
    const records = { baby: ['s1-1', 's1-2', 's2-1', 's2-2'] };
    const cannotLink = [
      ['s1-1', 's1-2'],
      ['s2-1', 's2-2'],
    ];
    const { clusters, review } = clustered({ edges: { 'baby-baby': 12 }, records }, { cannotLink });
    expect(clusters).to.deep.equal([
      ['s1-1', 's2-1'],
      ['s1-2', 's2-2'],
    ]);
    expect(review).to.deep.equal([]);
  });

  it('never links over a hard conflict in either cluster, and says so', () => {
    const edges = { 'a-b': 20, 'c-d': 20, 'a-c': 12, 'a-d': 12, 'b-c': 12, 'b-d': 12 };
    const conflict = (x: string, y: string) => [x, y].sort().join('') === 'bd';
    const { clusters, review } = clustered({ edges }, { conflict });
    expect(clusters).to.deep.equal([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect(review.map(({ reason, edges: count }) => [reason, count])).to.deep.equal([['conflict', 4]]);
  });

  describe('verdicts', () => {
    const edges = { 'a-b': 3, 'b-c': 9, 'c-d': 2 };

    it('follows a must-link first, against weight and conflict', () => {
      const { clusters, review } = clustered({ edges }, { mustLink: [['b', 'a']], conflict: (x, y) => x + y === 'ab' });
      expect(clusters.find((cluster) => cluster.includes('a'))).to.include('b');
      expect(review.map(({ a, b }) => a + b)).not.to.include('ab');
    });

    it('passes over ids that are not there', () => {
      expect(clustered({ edges }, { mustLink: [['a', 'zoe']], cannotLink: [['zoe', 'b']] }).clusters).to.have.length(3);
    });

    it('keeps a cannot-link through others too', () => {
      const { clusters } = clustered({ edges: { 'a-b': 24, 'a-c': 20, 'b-c': 20 } }, { cannotLink: [['a', 'c']] });
      expect(clusters).to.deep.equal([['a', 'b'], ['c']]);
    });

    it('lets a must-link go before the submission that holds both, for these two alone', () => {
      const rules = { cannotLink: [['a', 'b', 'c']], mustLink: [['a', 'b'] as const] };
      expect(clustered({ edges: among(['a', 'b', 'c'], 20) }, rules).clusters).to.deep.equal([['a', 'b'], ['c']]);
    });

    it('does not follow must-links that a cannot-link contradicts through a third', () => {
      const mustLink = [['b', 'c'] as const, ['a', 'b'] as const];
      const { clusters, refused } = clustered({ edges }, { mustLink, cannotLink: [['a', 'c']] });
      expect(clusters).to.deep.equal([['a', 'b'], ['c'], ['d']]);
      expect(refused).to.deep.equal([['b', 'c']]);
    });
  });

  it('follows no must-links that bring two of a submission together whom nobody linked', () => {
    const rules = { cannotLink: [['a', 'b', 'c']], mustLink: [['a', 'b'] as const, ['b', 'c'] as const] };
    const { clusters, refused } = clustered({ edges: {}, alone: ['a', 'b', 'c'] }, rules);
    expect(clusters).to.deep.equal([['a', 'b'], ['c']]);
    expect(refused).to.deep.equal([['b', 'c']]);
    const all = { ...rules, mustLink: [...rules.mustLink, ['a', 'c'] as const] };
    expect(clustered({ edges: {}, alone: ['a', 'b', 'c'] }, all).clusters).to.deep.equal([['a', 'b', 'c']]);
  });

  describe('records of one content', () => {
    const five = numbered('same', 5000);

    it('are one person where their own edge links them, and count once', () => {
      const told = { edges: { 's-s': 12, 'a-s': 9, 'a-b': 9, 'b-s': 1 }, records: { s: five } };
      const { clusters } = clustered(told);
      expect(clusters.map((cluster) => cluster.length)).to.deep.equal([5002]);
    });

    it('are thousands alone and one question where it does not', () => {
      const { clusters, review } = clustered({ edges: { 's-s': 5, 'a-s': 5 }, records: { s: five } });
      expect(clusters).to.have.length(5001);
      expect(review.map(({ a, b, reason }) => [a, b, reason])).to.deep.equal([
        ['a', 'same00000', 'band'],
        ['same00000', 'same00001', 'indistinguishable'],
      ]);
    });

    it('take no link that would be arbitrary', () => {
      const { clusters, review } = clustered({ edges: { 's-s': 5, 'a-s': 12 }, records: { s: ['s1', 's2'] } });
      expect(clusters).to.deep.equal([['a'], ['s1'], ['s2']]);
      expect(review.map(({ a, b, reason }) => [a, b, reason])).to.deep.equal([
        ['a', 's1', 'indistinguishable'],
        ['s1', 's2', 'indistinguishable'],
      ]);
      expect(
        clustered({ edges: { 's-s': 5, 'a-s': 12 }, records: { s: ['s1', 's2'] } }, { mustLink: [['a', 's2']] })
          .clusters,
      ).to.deep.equal([['a', 's2'], ['s1']]);
    });

    it('are asked about in one order, also where one edge leads to several clusters', () => {
      const records = { p: ['p1', 'p2', 'p3'], q: ['q1', 'q2'] };
      const rules = { mustLink: [['p2', 'q1'] as const] };
      const one = clustered({ edges: { 'a-p': 5, 'a-q': 4 }, records }, rules);
      const other = clustered({ edges: { 'a-q': 4, 'a-p': 5 }, records }, rules);
      expect(one.review.filter(({ edge }) => edge.b === 'p')).to.have.length(2);
      expect(other).to.deep.equal(one);
    });

    it('of one submission stand alone when there are too many to tell who is who', () => {
      const { clusters, review } = clustered(
        { edges: { 's-s': 12, 'a-s': 9 }, records: { s: five } },
        { cannotLink: [five] },
      );
      expect(clusters).to.have.length(5001);
      expect(review).to.have.length(1);
    });
  });

  it('leaves one record alone, and nobody as nothing', () => {
    expect(clustered({ edges: {}, alone: ['a'] })).to.deep.equal({ clusters: [['a']], review: [], refused: [] });
    expect(clustered({ edges: {} })).to.deep.equal({ clusters: [], review: [], refused: [] });
  });
});
