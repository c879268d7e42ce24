import { expect } from 'chai';
import fc from 'fast-check';
import type { Edge } from '../../../../../../processors/identity/linkage/edges/index.ts';
import { EdgeIndex } from '../../../../../../processors/identity/linkage/edges/index.ts';
import type { Invented } from './invented.ts';
import { act, linkage, people, valued } from './invented.ts';
import { PlainEdges } from './plainEdges.ts';

const comings = (ids: number, contents: fc.Arbitrary<Invented>, maxLength: number) =>
  fc.array(
    fc.record({
      id: fc.nat({ max: ids }).map((number) => `record-${String(number)}`),
      content: fc.oneof(
        { weight: 3, arbitrary: contents },
        { weight: 1, arbitrary: fc.constant<Invented | undefined>(undefined) },
      ),
    }),
    { maxLength, size: 'max' },
  );

/** Few names and one birth date, so that the same blocks fall silent and speak again and again around an edge. */
const crowd = fc.record({
  name: fc.integer({ min: 0, max: 3 }),
  birth: fc.constant(1),
  place: fc.integer({ min: 0, max: 1 }),
  sex: fc.integer({ min: 0, max: 1 }),
});

const steps = fc.oneof(comings(30, people, 80), comings(6, crowd, 120));

const linkages = fc.constantFrom(linkage, valued);

const rules = fc.record({
  cap: fc.integer({ min: 1, max: 6 }),
  reviewLine: fc.constantFrom(-500, 0, 600, 1900),
  records: fc.constantFrom(2, 3, 4, Infinity),
});

const sorted = (edges: Iterable<Edge>): Edge[] => [...edges].sort((x, y) => (x.a + x.b < y.a + y.b ? -1 : 1));

const names = (edges: Iterable<Edge>): string[] =>
  sorted(edges).map(({ a, b, weight }) => `${a} ${b} ${String(weight)}`);

/** Each record's component, by the ids that are in it. */
const componentsIn = (index: EdgeIndex<Invented>): Map<string, string> =>
  new Map(
    [...index.ids()].map((id) => [
      id,
      index
        .component(id)
        .members.flatMap(({ ids }) => ids)
        .sort()
        .join(' '),
    ]),
  );

describe('EdgeIndex, whatever comes, changes and goes', () => {
  it('has the edges that the definition says, tells the differences, and touches what they concern', () => {
    fc.assert(
      fc.property(linkages, steps, rules, (model, history, rule) => {
        const index = new EdgeIndex(model, rule);
        const plain = new PlainEdges(model, rule);
        let before = new Set<string>();
        let components = new Map<string, string>();
        for (const step of history) {
          const { came, went, touched } = act(index, step);
          act(plain, step);
          const after = new Set(names(plain.edges()));
          expect(names(index.edges())).to.deep.equal([...after]);
          expect(names(came)).to.deep.equal([...after].filter((edge) => !before.has(edge)));
          expect(names(went)).to.deep.equal([...before].filter((edge) => !after.has(edge)));
          const now = componentsIn(index);
          const reached = new Set(touched.flatMap((id) => now.get(id)?.split(' ') ?? []));
          for (const [id, component] of now)
            if (components.get(id) !== component) expect([...reached], 'records told as touched').to.include(id);
          before = after;
          components = now;
        }
        expect(index.size).to.equal(plain.size);
      }),
      { numRuns: 300 },
    );
  });

  it('answers for every record as the definition says', () => {
    fc.assert(
      fc.property(linkages, steps, rules, (model, history, rule) => {
        const index = new EdgeIndex(model, rule);
        const plain = new PlainEdges(model, rule);
        for (const step of history) {
          act(index, step);
          act(plain, step);
        }
        for (let number = 0; number <= 30; number++) {
          const id = `record-${String(number)}`;
          expect(index.edgesOf(id)).to.deep.equal(plain.edgesOf(id));
          expect(index.component(id)).to.deep.equal(plain.component(id));
        }
        expect(index.silentBlocks()).to.deep.equal(plain.silentBlocks());
      }),
      { numRuns: 200 },
    );
  });

  it('is the same after it was filled, in this order or another, and tells the same from there on', () => {
    fc.assert(
      fc.property(linkages, steps, steps, rules, (model, history, future, rule) => {
        const index = new EdgeIndex(model, rule);
        const last = new Map<string, (typeof history)[number]['content']>();
        for (const step of history) {
          act(index, step);
          last.set(step.id, step.content);
        }
        const records = [...last].flatMap(([id, content]) => (content === undefined ? [] : [[id, content] as const]));
        const filled = new EdgeIndex(model, rule);
        // With what came before: whoever fills may have been told of a record twice.
        for (const { id, content } of history)
          if (last.get(id) !== undefined && content !== undefined) filled.fill(id, content);
        for (const [id, content] of records) filled.fill(id, content);
        const backwards = new EdgeIndex(model, rule);
        for (const [id, content] of [...records].reverse()) backwards.put(id, content);
        expect(names(filled.edges())).to.deep.equal(names(index.edges()));
        for (const step of future) {
          const told = act(index, step);
          expect(told.touched).to.deep.equal([...new Set(told.touched)].sort());
          expect(act(filled, step), 'filled').to.deep.equal(told);
          expect(act(backwards, step), 'filled in another order').to.deep.equal(told);
        }
        expect(filled.silentBlocks()).to.deep.equal(index.silentBlocks());
      }),
      { numRuns: 200 },
    );
  });
});
