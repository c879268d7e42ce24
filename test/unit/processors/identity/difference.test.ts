import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { compareModels } from '../../../../processors/identity/difference/compareModels.ts';
import type { ModelDifference } from '../../../../processors/identity/difference/difference.ts';
import type { LinkageModel } from '../../../../processors/identity/linkage/index.ts';
import { starterModel } from '../../../../processors/identity/linkage/index.ts';
import type { IdentityDecision, SourcePerson } from '../../../../schemas/generated/types.ts';
import { MemoryStore } from '../support/memoryStore.ts';
import { activationOf, linkingModel, stepsOf } from '../support/model.ts';
import type { SourceValue } from '../support/records.ts';
import { group, nationalId, person, verdict } from '../support/records.ts';
import { deployment, idOf, Resolver } from '../support/resolver.ts';

const cap = 3;

const compare = (store: MemoryStore, candidate: LinkageModel): Promise<ModelDifference> =>
  compareModels({ query: store.query, deployment, candidate, cap, onProgress: () => Promise.resolve() });

const activated = (model: LinkageModel, slices = 1): SourceValue[] => [activationOf(model), ...stepsOf(model, slices)];

const resolved = async (values: readonly SourceValue[]): Promise<{ resolver: Resolver; store: MemoryStore }> => {
  const store = new MemoryStore();
  const resolver = new Resolver(store, cap);
  await resolver.all(values, 5);
  return { resolver, store };
};

const ana = { fullName: null, givenName: 'Ana Maria', familyName: 'Reyes', birthDate: '1980-03-04', sex: 'f' };
const benigno = { fullName: null, givenName: 'Benigno', familyName: 'Cruz', birthDate: '1975-11-20', sex: 'm' };

const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g'] as const;

const people: fc.Arbitrary<SourcePerson[]> = fc.uniqueArray(
  fc
    .record({
      recordKey: fc.constantFrom(...keys),
      givenName: fc.constantFrom('Ana Maria', 'Ana', 'Benigno', null),
      familyName: fc.constantFrom('Reyes', 'Reyez', null),
      birthDate: fc.constantFrom('1980-03-04', '1980-04-03', '1980-03-14', null),
      identifiers: fc.constantFrom([], [], [nationalId('A71')], [nationalId('B72')]),
      submission: fc.constantFrom(null, null, 'X'),
    })
    .map(({ recordKey, ...told }) =>
      person(recordKey, { seen: 'dbgaecf'.indexOf(recordKey), fullName: null, ...told }),
    ),
  { minLength: 2, selector: ({ recordKey }) => recordKey },
);

const models = fc.constantFrom(
  starterModel(),
  linkingModel(60),
  linkingModel(60, 1),
  linkingModel(20_000),
  linkingModel(4_000_000),
);

const verdicts = fc.array(
  fc
    .tuple(fc.uniqueArray(fc.constantFrom(...keys), { minLength: 2, maxLength: 2 }), fc.boolean())
    .map(([[a = '', b = ''], same]) => verdict(a, b, same ? 'same' : 'different')),
  { maxLength: 2 },
);

describe('identity: another model beside the active one', () => {
  it('says what the resolver decides when the model is activated, and that nothing is left to decide then', async () => {
    await fc.assert(
      fc.asyncProperty(people, verdicts, models, models, async (persons, judged, active, candidate) => {
        fc.pre(active.hash !== candidate.hash);
        const values = [...activated(active), ...persons, group('X', ['a', 'b']), ...judged];
        const { resolver, store } = await resolved(values);
        const foreseen = await compare(store, candidate);
        expect(foreseen).to.include({ active: active.hash, candidate: candidate.hash, unsettled: 0 });
        const before = resolver.lineage.length;
        await resolver.all(activated(candidate, 3), 2);
        const counts: Partial<Record<IdentityDecision['kind'], number>> = {};
        for (const { kind } of resolver.lineage.slice(before)) counts[kind] = (counts[kind] ?? 0) + 1;
        expect(foreseen.decisions).to.deep.equal(counts);
        const left = await compare(store, candidate);
        expect(left).to.deep.include({ merges: [], splits: [], decisions: {}, unsettled: 0 });
        expect(left.registrants.before).to.equal(foreseen.registrants.after);
        expect(left.registrants.before).to.equal(
          [...resolver.registrants.values()].filter(({ status }) => status !== 'merged').length,
        );
        expect(left.reviews.before).to.equal(foreseen.reviews.after);
      }),
      { numRuns: 40 },
    );
  });

  it('names who would become one, and who would be parted again, by ids and record keys', async () => {
    const values = [
      person('a', { seen: 1, ...ana }),
      person('b', { seen: 2, ...ana }),
      person('c', { seen: 3, ...benigno }),
    ];
    const { resolver, store } = await resolved([...values, group('X', ['a'])]);
    const model = linkingModel();
    const { merges, splits, ...rest } = await compare(store, model);
    expect(merges.map(({ leastWeight, ...merge }) => [merge, (leastWeight ?? 0) >= model.lines.link])).to.deep.equal([
      [{ registrantId: idOf('a'), registrantIds: [idOf('a'), idOf('b')].sort(), recordKeys: ['a', 'b'] }, true],
    ]);
    expect(splits).to.deep.equal([]);
    expect(rest).to.deep.include({
      active: null,
      records: { persons: 3, groups: 1 },
      registrants: { before: 3, after: 2 },
      reviews: { before: 1, after: 0 },
      decisions: { merged: 1, review_closed: 1 },
    });
    await resolver.all(activated(model));
    const back = await compare(store, starterModel());
    expect(back.merges).to.deep.equal([]);
    expect(back.splits).to.deep.equal([
      { registrantId: idOf('a'), into: [idOf('a'), idOf('b')].sort(), recordKeys: ['a', 'b'] },
    ]);
  });

  it('counts verdicts that the evidence contradicts, of persons that are both known', async () => {
    const { store } = await resolved([
      person('a', { seen: 1, ...ana }),
      person('b', { seen: 2, ...ana }),
      person('c', { seen: 3, ...benigno }),
      verdict('a', 'b', 'different'),
      verdict('a', 'c', 'same'),
      verdict('b', 'unknown', 'same'),
    ]);
    expect((await compare(store, linkingModel())).verdicts).to.deep.equal({
      known: 2,
      before: { same: 1, different: 0 },
      after: { same: 1, different: 1 },
    });
  });

  it('tells an activation that was cut short from a difference', async () => {
    const values = [person('a', { seen: 1, ...ana }), person('b', { seen: 2, ...ana })];
    const model = linkingModel();
    const { store } = await resolved([...values, activationOf(model)]);
    expect(await compare(store, model)).to.deep.include({ unsettled: 1, merges: [], decisions: {} });
  });
});
