import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import type { ClusterRules } from '../../../../../../processors/identity/linkage/clusters/index.ts';
import { clusterComponent } from '../../../../../../processors/identity/linkage/clusters/index.ts';
import type { EdgeRules } from '../../../../../../processors/identity/linkage/edges/index.ts';
import { EdgeIndex } from '../../../../../../processors/identity/linkage/edges/index.ts';
import type { Invented, Step } from '../edges/invented.ts';
import { act, linkage, people } from '../edges/invented.ts';

const hashOf = (lines: readonly string[]): string =>
  createHash('sha256')
    .update([...lines].sort().join('\n'))
    .digest('hex');

/** Registrants kept up to date by the components that are told as touched, a batch at a time. */
class Fold {
  readonly #index: EdgeIndex<Invented>;
  readonly #linkLine: number;
  readonly #rules: ClusterRules<Invented>;
  readonly #clusterOf = new Map<string, readonly string[]>();

  constructor(rules: EdgeRules, linkLine: number) {
    this.#index = new EdgeIndex(linkage, rules);
    this.#linkLine = linkLine;
    this.#rules = {
      linkLine,
      guard: 500,
      conflict: (a, b) => linkage.conflict(a, b),
      weight: (a, b) => linkage.weight(a, b),
    };
  }

  batch(steps: readonly Step[]): void {
    const touched = new Set<string>();
    for (const step of steps) {
      if (step.content === undefined) this.#clusterOf.delete(step.id);
      for (const id of act(this.#index, step).touched) touched.add(id);
    }
    for (const id of touched)
      for (const cluster of this.#cluster(id)) for (const member of cluster) this.#clusterOf.set(member, cluster);
  }

  /** One hash of the edges, one of the clusters as they were kept, one of them computed anew. */
  hashes(): { edges: string; clusters: string; anew: string } {
    const anew = [...this.#clusterOf.keys()].flatMap((id) => this.#cluster(id).map((cluster) => cluster.join(' ')));
    return {
      edges: hashOf([...this.#index.edges()].map(({ a, b, weight }) => `${a} ${b} ${String(weight)}`)),
      clusters: hashOf([...new Set([...this.#clusterOf.values()].map((cluster) => cluster.join(' ')))]),
      anew: hashOf([...new Set(anew)]),
    };
  }

  #cluster(id: string): readonly (readonly string[])[] {
    const { members, edges } = this.#index.component(id, this.#linkLine);
    return clusterComponent(members, edges, this.#rules).clusters;
  }
}

const named = (contents: readonly Invented[], prefix: string): Step[] =>
  contents.map((content, number) => ({ id: `${prefix}-${String(number)}`, content }));

const gone = (steps: readonly Step[]): Step[] => steps.map(({ id }) => ({ id, content: undefined }));

/** Orders steps by numbers drawn for them. */
const shuffled = (steps: readonly Step[], draws: readonly number[]): Step[] =>
  steps
    .map((step, index) => ({ step, draw: draws[index % draws.length] ?? 0, index }))
    .sort((x, y) => x.draw - y.draw || x.index - y.index)
    .map(({ step }) => step);

const inBatches = (steps: readonly Step[], sizes: readonly number[]): Step[][] => {
  const batches: Step[][] = [];
  for (let from = 0, index = 0; from < steps.length; index++) {
    const size = sizes[index % sizes.length] ?? 1;
    batches.push(steps.slice(from, from + size));
    from += size;
  }
  return batches;
};

describe('edges and clusters, in whatever order records come', () => {
  it('are the same: as generated, reversed, shuffled, with others that go again, with older versions', () => {
    const arrivals = fc.record({
      records: fc.array(people, { minLength: 1, maxLength: 60 }),
      foreign: fc.array(people, { maxLength: 15 }),
      older: fc.array(people, { maxLength: 15 }),
      draws: fc.array(fc.nat(), { minLength: 13, maxLength: 13 }),
      sizes: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 3 }),
      cap: fc.integer({ min: 1, max: 8 }),
      linkLine: fc.constantFrom(600, 1900, 2800),
    });
    fc.assert(
      fc.property(arrivals, ({ records, foreign, older, draws, sizes, cap, linkLine }) => {
        const all = named(records, 'record');
        const ghosts = named(foreign, 'ghost');
        const versions = named(older, 'record').slice(0, records.length);
        const histories = [
          all,
          [...all].reverse(),
          shuffled(all, draws),
          [...shuffled([...all, ...ghosts], draws), ...gone(shuffled(ghosts, draws))],
          [...shuffled(versions, draws), ...shuffled(all, draws)],
        ];
        const found = histories.map((history) => {
          const fold = new Fold({ cap, reviewLine: 0 }, linkLine);
          for (const batch of inBatches(history, sizes)) fold.batch(batch);
          const { edges, clusters, anew } = fold.hashes();
          expect(clusters, 'kept up to date by what is touched').to.equal(anew);
          return { edges, clusters };
        });
        for (const one of found) expect(one).to.deep.equal(found[0]);
      }),
      { numRuns: 300 },
    );
  });
});
