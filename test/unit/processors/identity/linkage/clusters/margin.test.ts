import { expect } from 'chai';
import type { ClusterRules } from '../../../../../../processors/identity/linkage/clusters/index.ts';
import type { Told } from './component.ts';
import { clustered } from './component.ts';

/** Clusters, and what is asked of whom. */
const found = (told: Told, rules: Partial<ClusterRules<string>> = {}) => {
  const { clusters, review } = clustered(told, rules);
  return {
    clusters: clusters.map((ids) => ids.join(' ')),
    asked: review.map(({ a, b, reason }) => `${[a, b].sort().join('-')} ${reason}`).sort(),
  };
};

/** Contents whose names begin alike hold different valid identifiers of one type where these differ; `x` holds none. */
const otherIdentifier = (a: string, b: string): boolean => a[0] !== b[0] && a[0] !== 'x' && b[0] !== 'x';

describe('clusterComponent, when a record fits two people', () => {
  const identified = { conflict: otherIdentifier };

  it('takes neither of two registrants with different valid identifiers, and asks about both', () => {
    const edges = { 'a1-a2': 30, 'b1-b2': 30, 'x-a1': 12, 'x-a2': 12, 'x-b1': 12, 'x-b2': 12 };
    expect(found({ edges }, identified)).to.deep.equal({
      clusters: ['a1 a2', 'b1 b2', 'x'],
      asked: ['a1-x ambiguous', 'b1-x ambiguous'],
    });
  });

  it('gives the same answer whatever the records are called', () => {
    for (const [a, b, x] of [
      ['1', '2', '3'],
      ['2', '3', '1'],
      ['3', '1', '2'],
    ] as const) {
      const told = { edges: { 'x-a': 12, 'x-b': 12 }, records: { a: [a], b: [b], x: [x] } };
      expect(found(told, identified).clusters).to.deep.equal(['1', '2', '3']);
    }
  });

  it('joins the better one from a margin of more than 3 bits, or of what the rules say', () => {
    const at = (bits: number, margin?: number) =>
      found({ edges: { 'x-a': 12, 'x-b': bits } }, { ...identified, ...(margin === undefined ? {} : { margin }) })
        .clusters;
    expect(at(9)).to.deep.equal(['a', 'b', 'x']);
    expect(at(8.5)).to.deep.equal(['a x', 'b']);
    expect(at(8.5, 4 * 256)).to.deep.equal(['a', 'b', 'x']);
    expect(at(11.5, 0)).to.deep.equal(['a x', 'b']);
    expect(at(12, 0), 'a tie').to.deep.equal(['a', 'b', 'x']);
  });

  it('asks about the other when one is clearly better', () => {
    const { clusters, asked } = found({ edges: { 'x-a': 14, 'x-b': 9 } }, identified);
    expect(clusters).to.deep.equal(['a x', 'b']);
    expect(asked).to.deep.equal(['b-x conflict']);
  });

  it('compares means, so that one strong edge of many is not the better evidence', () => {
    const edges = { 'a1-a2': 30, 'x-a1': 18, 'x-a2': 8, 'x-b': 12 };
    expect(found({ edges }, identified)).to.deep.equal({
      clusters: ['a1 a2', 'b', 'x'],
      asked: ['a1-x ambiguous', 'b-x ambiguous'],
    });
  });

  it('counts nobody as a rival who is under the link line, under the guard, or cannot be it', () => {
    expect(found({ edges: { 'x-a': 10, 'x-b': 7.5 } }, identified).clusters).to.deep.equal(['a x', 'b']);
    const weak = { 'b1-b2': 30, 'x-a': 9, 'x-b1': 8.5, 'x-b2': 0 };
    expect(found({ edges: weak }, { ...identified, guard: 6 * 256 }).clusters).to.deep.equal(['a x', 'b1 b2']);
    const edges = { 'x-a': 12, 'x-b': 12 };
    expect(found({ edges }, { ...identified, cannotLink: [['b', 'x']] }).clusters).to.deep.equal(['a x', 'b']);
    expect(found({ edges: { ...edges, 'a-b': 12 } }).clusters, 'who may be one').to.deep.equal(['a b x']);
  });

  it('leaves a later record alone that fits both twins of a submission', () => {
    const twins = { cannotLink: [['ann', 'anna']] };
    expect(found({ edges: { 'ann-anna': 20, 'x-ann': 15, 'x-anna': 13 } }, twins)).to.deep.equal({
      clusters: ['ann', 'anna', 'x'],
      asked: ['ann-x ambiguous', 'anna-x ambiguous'],
    });
  });

  it('leaves a later record alone that is the same as both twins of a submission', () => {
    const told = (ids: readonly string[]) => ({ edges: { 'baby-baby': 12 }, records: { baby: ids } });
    const cannotLink = [['s1-1', 's1-2']];
    expect(found(told(['s1-1', 's1-2', 's2-1']), { cannotLink })).to.deep.equal({
      clusters: ['s1-1', 's1-2', 's2-1'],
      asked: ['s1-1-s2-1 ambiguous', 's1-2-s2-1 ambiguous'],
    });
    const again = told(['s1-1', 's1-2', 's2-1', 's3-1']);
    expect(found(again, { cannotLink }).clusters).to.deep.equal(['s1-1', 's1-2', 's2-1 s3-1']);
    expect(found(again, { cannotLink, mustLink: [['s1-2', 's3-1']] }).clusters).to.deep.equal([
      's1-1',
      's1-2 s2-1 s3-1',
    ]);
  });

  it('gives each twin of a second submission to the one that it fits clearly, and the other what is left', () => {
    const cannotLink = [
      ['ann1', 'eva1'],
      ['ann2', 'eva2'],
    ];
    const edges = { 'ann1-ann2': 20, 'ann1-eva2': 18, 'ann2-eva1': 18, 'eva1-eva2': 30 };
    expect(found({ edges }, { cannotLink })).to.deep.equal({ clusters: ['ann1 ann2', 'eva1 eva2'], asked: [] });
    expect(found({ edges: { ...edges, 'eva1-eva2': 20 } }, { cannotLink }).clusters).to.have.length(4);
  });

  it('looks again at a choice when a rival has become one with somebody else', () => {
    // At first x fits a (12) as well as b1 (11); with b2, which follows by a weaker edge, b fits it worse.
    const edges = { 'x-a': 12, 'x-b1': 11, 'b1-b2': 10, 'x-b2': 0 };
    expect(found({ edges }, identified).clusters).to.deep.equal(['a x', 'b1 b2']);
  });

  it('leaves a record alone among three, and asks about each', () => {
    expect(found({ edges: { 'x-a': 12, 'x-b': 11, 'x-c': 10 } }, identified)).to.deep.equal({
      clusters: ['a', 'b', 'c', 'x'],
      asked: ['a-x ambiguous', 'b-x ambiguous', 'c-x ambiguous'],
    });
  });

  it('asks about those of three that come near each other', () => {
    const { clusters, asked } = found({ edges: { 'x-a': 20, 'x-b': 18, 'x-c': 10 } }, identified);
    expect(clusters).to.deep.equal(['a', 'b', 'c', 'x']);
    expect(asked).to.include.members(['a-x ambiguous', 'b-x ambiguous']);
  });

  it('lets a person choose', () => {
    const edges = { 'x-a': 12, 'x-b': 12 };
    expect(found({ edges }, { ...identified, mustLink: [['b', 'x']] })).to.deep.equal({
      clusters: ['a', 'b x'],
      asked: ['a-x conflict'],
    });
    expect(found({ edges }, { ...identified, cannotLink: [['b', 'x']] }).clusters).to.deep.equal(['a x', 'b']);
  });
});
