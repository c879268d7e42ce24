import { expect } from 'chai';
import fc from 'fast-check';
import type { Clustering, ClusterRules } from '../../../../../../processors/identity/linkage/clusters/index.ts';
import { clusterComponent } from '../../../../../../processors/identity/linkage/clusters/index.ts';
import type { Edge, Member } from '../../../../../../processors/identity/linkage/edges/index.ts';

interface Case {
  readonly members: readonly Member<number>[];
  readonly edges: readonly Edge[];
  readonly rules: ClusterRules<number>;
}

const name = (content: number): string => `c${String(content).padStart(2, '0')}`;

const conflict = (a: number, b: number): boolean => (a * 7 + b * 7) % 11 === 3;

/** A weight of every pair, also of those without an edge. */
const weight = (a: number, b: number): number => ((Math.min(a, b) * 31 + Math.max(a, b) * 17) % 40) * 100 - 1000;

const pair = fc.tuple(fc.nat({ max: 20 }), fc.nat({ max: 20 }));

const cases: fc.Arbitrary<Case> = fc
  .record({
    count: fc.integer({ min: 1, max: 14 }),
    records: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 14, maxLength: 14 }),
    weights: fc.dictionary(
      fc.tuple(fc.nat({ max: 13 }), fc.nat({ max: 13 })).map(String),
      fc.oneof(fc.integer({ min: 0, max: 4000 }), fc.constantFrom(2000, 2600, 3200)),
      { maxKeys: 60, size: 'max' },
    ),
    guard: fc.integer({ min: -500, max: 2500 }),
    margin: fc.constantFrom(undefined, 0, 100, 768, 2000),
    scored: fc.boolean(),
    mustLink: fc.array(pair, { maxLength: 3 }),
    cannotLink: fc.array(fc.uniqueArray(fc.nat({ max: 20 }), { minLength: 2, maxLength: 4 }), { maxLength: 5 }),
  })
  .map(({ count, records, weights, guard, margin, scored, mustLink, cannotLink }) => {
    let next = 0;
    const record = () => `r${String((next++ * 7) % 43).padStart(2, '0')}`;
    const members = Array.from({ length: count }, (_, content) => ({
      contentId: name(content),
      content,
      ids: Array.from({ length: records[content] ?? 1 }, record).sort(),
    }));
    const edges = new Map<string, Edge>();
    for (const [key, bits] of Object.entries(weights)) {
      const [a = 0, b = 0] = key
        .split(',')
        .map(Number)
        .sort((x, y) => x - y);
      const hasEnds = b < count && (a !== b || (members[a]?.ids.length ?? 0) > 1);
      if (hasEnds) edges.set(`${String(a)} ${String(b)}`, { a: name(a), b: name(b), weight: bits });
    }
    const id = (number: number) => `r${String(number).padStart(2, '0')}`;
    return {
      members,
      edges: [...edges.values()],
      rules: {
        linkLine: 2000,
        guard,
        conflict,
        ...(margin === undefined ? {} : { margin }),
        ...(scored ? { weight } : {}),
        mustLink: mustLink.filter(([a, b]) => a !== b).map(([a, b]) => [id(a), id(b)] as const),
        cannotLink: cannotLink.map((ids) => ids.map(id)),
      },
    };
  });

const run = ({ members, edges, rules }: Case): Clustering => clusterComponent(members, edges, rules);

const placesOf = ({ clusters }: Clustering): Map<string, number> =>
  new Map(clusters.flatMap((ids, place) => ids.map((id) => [id, place] as const)));

type Cluster = readonly Member<number>[];

/** The definition, word for word and slowly: singletons, one record a content, no verdicts that link. */
const plainly = ({ members, edges, rules }: Case): { clusters: string[][]; ambiguous: string[] } => {
  const weightOf = new Map(edges.flatMap(({ a, b, weight: w }) => [[a + b, w] as const, [b + a, w] as const]));
  const byId = [...members].sort((x, y) => ((x.ids[0] ?? '') < (y.ids[0] ?? '') ? -1 : 1));
  const across = (a: Cluster, b: Cluster) => a.flatMap((m) => b.map((n) => [m, n] as const));
  const mean = (a: Cluster, b: Cluster): number => {
    const pairs = across(a, b);
    const whole = (m: Member<number>, n: Member<number>) => rules.weight?.(m.content, n.content) ?? -1024;
    const sum = pairs.reduce((total, [m, n]) => total + (weightOf.get(m.contentId + n.contentId) ?? whole(m, n)), 0);
    return sum / pairs.length;
  };
  const sets = [...(rules.cannotLink ?? [])];
  const areTwo = (a: Cluster, b: Cluster): boolean =>
    across(a, b).some(([m, n]) => rules.conflict(m.content, n.content)) ||
    sets.some((set) => [a, b].every((cluster) => cluster.some(({ ids }) => set.includes(ids[0] ?? ''))));
  const links = (a: Cluster, b: Cluster): boolean =>
    across(a, b).some(([m, n]) => (weightOf.get(m.contentId + n.contentId) ?? -1) >= rules.linkLine);
  const mayBeOne = (a: Cluster, b: Cluster): boolean => mean(a, b) >= rules.guard && !areTwo(a, b);
  let clusters: Cluster[] = byId.map((member) => [member]);
  const isAmbiguous = (a: Cluster, b: Cluster): boolean =>
    [
      [a, b],
      [b, a],
    ].some(([one = [], other = []]) =>
      clusters.some(
        (third) =>
          third !== a &&
          third !== b &&
          links(one, third) &&
          mayBeOne(one, third) &&
          areTwo(other, third) &&
          mean(one, third) >= mean(a, b) - (rules.margin ?? 768),
      ),
    );
  let open = byId
    .flatMap((x, index) =>
      byId.slice(index + 1).map((y) => ({ x, y, w: weightOf.get(x.contentId + y.contentId) ?? -1 })),
    )
    .filter(({ w }) => w >= rules.linkLine)
    .sort((p, q) => q.w - p.w);
  const clusterOf = (member: Member<number>): Cluster => clusters.find((cluster) => cluster.includes(member)) ?? [];
  for (let before = Infinity; clusters.length < before;) {
    before = clusters.length;
    open = open.filter(({ x, y }) => {
      const a = clusterOf(x);
      const b = clusterOf(y);
      if (a === b || !mayBeOne(a, b)) return false;
      if (isAmbiguous(a, b)) return true;
      clusters = [...clusters.filter((cluster) => cluster !== a && cluster !== b), [...a, ...b]];
      return false;
    });
  }
  const idsOf = (cluster: Cluster): string[] => cluster.flatMap(({ ids }) => ids).sort();
  return {
    clusters: clusters.map(idsOf).sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
    ambiguous: [
      ...new Set(
        open.map(({ x, y }) =>
          [x, y]
            .map((end) => idsOf(clusterOf(end))[0])
            .sort()
            .join(),
        ),
      ),
    ].sort(),
  };
};

/** The pairs of clusters asked about as ambiguous, each by its smallest record ids. */
const ambiguousOf = ({ clusters, review }: Clustering): string[] =>
  review
    .filter(({ reason }) => reason === 'ambiguous')
    .map(({ a, b }) =>
      [a, b]
        .map((id) => clusters.find((cluster) => cluster.includes(id))?.[0])
        .sort()
        .join(),
    )
    .sort();

describe('clusterComponent, whatever the component', () => {
  it('puts every record into exactly one cluster', () => {
    fc.assert(
      fc.property(cases, (component) => {
        const { clusters } = run(component);
        expect(clusters.flat().sort()).to.deep.equal(component.members.flatMap(({ ids }) => ids).sort());
      }),
    );
  });

  it('keeps apart what may not be linked, except where a person linked the two', () => {
    fc.assert(
      fc.property(cases, (component) => {
        const places = placesOf(run(component));
        const linked = new Set([...(component.rules.mustLink ?? [])].flatMap(([a, b]) => [a + b, b + a]));
        for (const set of component.rules.cannotLink ?? []) {
          const here = set.filter((id) => places.has(id));
          for (const [index, a] of here.entries()) {
            for (const b of here.slice(index + 1)) {
              if (!linked.has(a + b)) expect(places.get(a) === places.get(b), `${a} and ${b}`).to.equal(false);
            }
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('follows every must-link or says that it was refused', () => {
    fc.assert(
      fc.property(cases, (component) => {
        const clustering = run(component);
        const places = placesOf(clustering);
        const refused = new Set(clustering.refused.map(String));
        for (const [a, b] of component.rules.mustLink ?? []) {
          if (!places.has(a) || !places.has(b) || refused.has(String([a, b].sort()))) continue;
          expect(places.get(a)).to.equal(places.get(b));
        }
      }),
    );
  });

  it('asks only about pairs of different clusters, each once, strongest first', () => {
    fc.assert(
      fc.property(cases, (component) => {
        const clustering = run(component);
        const places = placesOf(clustering);
        const weights = clustering.review.map(({ edge }) => edge.weight);
        expect(weights).to.deep.equal([...weights].sort((x, y) => y - x));
        const pairs = clustering.review.map(({ a, b }) => [places.get(a), places.get(b)].map(String).sort().join());
        for (const asked of pairs) expect(new Set(asked.split(',')).size).to.equal(2);
        expect(new Set(pairs).size).to.equal(pairs.length);
      }),
    );
  });

  it('does not depend on the order of what it is given', () => {
    fc.assert(
      fc.property(cases, fc.infiniteStream(fc.nat()), (component, draws) => {
        const shuffle = <T>(list: readonly T[]): T[] =>
          list
            .map((item) => ({ item, draw: draws.next().value as number }))
            .sort((x, y) => x.draw - y.draw)
            .map(({ item }) => item);
        const { rules } = component;
        const other = {
          members: shuffle(component.members),
          edges: shuffle(component.edges),
          rules: {
            ...rules,
            mustLink: shuffle([...(rules.mustLink ?? [])]),
            cannotLink: shuffle([...(rules.cannotLink ?? [])]),
          },
        };
        expect(run(other)).to.deep.equal(run(component));
      }),
      { numRuns: 300 },
    );
  });

  it('is the plain definition where every content has one record and no verdict links', () => {
    const isPlain = (component: Case) => {
      const clustering = run(component);
      const plain = plainly(component);
      expect(clustering.clusters).to.deep.equal(plain.clusters);
      expect(ambiguousOf(clustering)).to.deep.equal(plain.ambiguous);
    };
    fc.assert(
      fc.property(cases, ({ members, edges, rules: { weight: whole, ...rest } }) => {
        const rules = { ...rest, mustLink: [] };
        const single = {
          members: members.map((member) => ({ ...member, ids: member.ids.slice(0, 1) })),
          edges: edges.filter(({ a, b }) => a !== b),
          rules,
        };
        // Pairs without an edge are scored only within what edges that link connect; without a weight there is no difference.
        isPlain(single);
        if (whole !== undefined) isPlain({ ...single, rules: { ...rules, weight: whole } });
      }),
      { numRuns: 1000 },
    );
  });

  it('finds the same clusters whether edges that cannot link are there to connect or not', () => {
    fc.assert(
      fc.property(cases, ({ members, edges, rules }) => {
        const whole = run({ members, edges, rules: { ...rules, mustLink: [] } });
        const apart = members.flatMap((start) => {
          const reached = new Set([start.contentId]);
          for (let before = 0; before < reached.size;) {
            before = reached.size;
            for (const { a, b, weight: w } of edges)
              if (w >= rules.linkLine && (reached.has(a) || reached.has(b))) reached.add(a).add(b);
          }
          const part = {
            members: members.filter(({ contentId }) => reached.has(contentId)),
            edges: edges.filter(({ a, b }) => reached.has(a) && reached.has(b)),
            rules: { ...rules, mustLink: [] },
          };
          return run(part).clusters;
        });
        expect([...new Set(apart.map(String))].sort()).to.deep.equal(whole.clusters.map(String).sort());
      }),
      { numRuns: 300 },
    );
  });
});
