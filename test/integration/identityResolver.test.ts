import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { twoRegistries } from '../../dev/bench/groups/twoRegistries.ts';
import { groupOverlap, knownRecords, openReviews, questionsAbout } from '../../processors/index.ts';
import type { KnownRecord, OpenReview } from '../../processors/index.ts';
import { createTestDatabase } from '../support/stack.ts';
import type { TestDatabase } from '../support/stack.ts';
import { MemoryStore } from '../unit/processors/support/memoryStore.ts';
import { activationOf, linkingModel } from '../unit/processors/support/model.ts';
import { population } from '../unit/processors/support/population.ts';
import { PostgresStore } from '../unit/processors/support/postgresStore.ts';
import { changeGuard, group, nationalId, person } from '../unit/processors/support/records.ts';
import { deployment, Resolver } from '../unit/processors/support/resolver.ts';

describe('identity resolver on Postgres', () => {
  let database: TestDatabase;
  let store: PostgresStore;

  before(async () => {
    database = await createTestDatabase();
    store = new PostgresStore(database.url);
    await store.open();
  });

  after(async () => {
    await store.close();
    await database.drop();
  });

  it('gives the same events and the same tables in batches of 1, 7 and 1000, and as in memory', async () => {
    const records = population(600, 20_260_115);
    const inMemory = new Resolver(new MemoryStore());
    await inMemory.all(records, 50);
    expect(inMemory.outcomes).to.include.members(['new', 'linked', 'updated', 'withdrawn', 'held']);
    const tables: string[][][] = [];
    for (const size of [1, 7, 1000]) {
      await store.empty();
      const resolver = new Resolver(store);
      await resolver.all(records, size);
      expect(resolver.decisions).to.deep.equal(inMemory.decisions);
      tables.push(await store.rows());
    }
    expect(tables[1]).to.deep.equal(tables[0]);
    expect(tables[2]).to.deep.equal(tables[0]);
  });

  it('goes on as if it had not been away after it has read everybody anew', async () => {
    await store.empty();
    // How many changes an area may see depends on how many records it has: what was counted has to be read, too.
    const leaving = Array.from({ length: 40 }, (_, index) =>
      person(`w${String(index)}`, { seen: index, area: 'Norte', state: 'present' }),
    );
    const gone = leaving.map((one) => ({ ...one, version: 2, state: 'withdrawn' as const }));
    const records = [changeGuard(0, 0.02), ...leaving, ...population(2_000, 7), ...gone];
    // The table has to have more blocks than are read at once.
    const half = Math.floor(records.length * 0.8);
    const [inMemory, resolver] = [new Resolver(new MemoryStore()), new Resolver(store)];
    await inMemory.all(records, 500);
    await resolver.all(records.slice(0, half), 500);
    resolver.restart();
    await resolver.open();
    await resolver.all(records.slice(half), 500);
    expect(resolver.decisions).to.deep.equal(inMemory.decisions);
    expect(inMemory.lineage.flatMap(({ conflicts }) => conflicts)).to.include('held:area:withdraw');
  });

  it('takes what people write into fields: NUL, quotes, a megabyte, lone marks', async () => {
    await store.empty();
    const resolver = new Resolver(store);
    const odd = ['a\u0000b', '\u202e"quoted" \\u0000', 'x'.repeat(1_000_000), "'; drop table t; --", '\u0301'];
    const records = odd.map((text, index) =>
      person(`odd${String(index)}`, {
        fullName: text,
        area: text,
        attributes: { [`a${text.slice(0, 10)}`]: JSON.stringify(text) },
        identifiers: [nationalId(text, { issuer: text, type: text })],
        phones: [{ number: text, collected: text, disabled: null }],
      }),
    );
    await resolver.all([...records, group('g', ['odd0'], { name: odd[1] ?? null })], 3);
    expect(resolver.outcomes).to.deep.equal(Array.from({ length: 6 }, () => 'new'));
    const again = new Resolver(store);
    await again.all(records, 3);
    expect(again.outcomes).to.deep.equal(Array.from({ length: 5 }, () => 'unchanged'));
  });

  it('resolves groups of two registries by their members as in memory, whatever the batches', async () => {
    const records = [activationOf(linkingModel(160)), ...twoRegistries(40, 7).records];
    const inMemory = new Resolver(new MemoryStore());
    await inMemory.all(records, 25);
    expect(inMemory.lineage.map(({ overlap }) => overlap?.rule)).to.include.members(['all-members', 'majority']);
    for (const size of [20, 400]) {
      await store.empty();
      const resolver = new Resolver(store);
      await resolver.all(records, size);
      expect(resolver.decisions).to.deep.equal(inMemory.decisions);
    }
    const { reviews } = await openReviews(store.query, deployment, { kind: 'group' }, 1000);
    expect(reviews.map(({ recordKey }) => recordKey).sort()).to.deep.equal(
      [...new Map(inMemory.lineage.map((one) => [one.recordKey, one]))]
        .filter(([, { entityKind, kind }]) => entityKind === 'group' && kind === 'review_opened')
        .map(([recordKey]) => recordKey)
        .sort(),
    );
    const [{ recordKey, overlaps, reasons }] = reviews as [OpenReview];
    expect(reasons).to.include(overlaps[0]?.reason);
    const asked = await knownRecords(store.query, deployment, [recordKey]);
    const [question] = await questionsAbout(store.query, deployment, asked.get(recordKey) as KnownRecord);
    const shown = await groupOverlap(store.query, question?.one as KnownRecord, question?.other as KnownRecord);
    const decided = inMemory.lineage.filter((one) => one.recordKey === recordKey && one.overlap !== null).at(-1);
    expect(shown).to.deep.include({ common: decided?.overlap?.common, ofMore: decided?.overlap?.ofMore });
  });

  it('follows an identifier that falls silent and speaks again across batches', async () => {
    await store.empty();
    const resolver = new Resolver(store, 3);
    const shared = [nationalId('AB7654321')];
    const holders = Array.from({ length: 40 }, (_, index) =>
      person(`h${String(index)}`, { seen: index, identifiers: shared }),
    );
    await resolver.all(holders, 1);
    expect(resolver.clusters).to.have.length(40);
    const leaving = holders.slice(3).map((holder) => ({ ...holder, version: 2, identifiers: [] }));
    await resolver.all(leaving, 10);
    expect(resolver.clusters).to.have.length(38);
    expect(resolver.registrant('h0').sources).to.have.length(3);
  });
});
