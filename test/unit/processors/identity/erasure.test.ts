import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { OutputEvent } from '../../../../core/streamProcessor.ts';
import type { IdentityDecision, SourcePerson } from '../../../../schemas/generated/types.ts';
import { MemoryStore } from '../support/memoryStore.ts';
import { activationOf, linkingModel, stepsOf } from '../support/model.ts';
import type { SourceValue } from '../support/records.ts';
import { enrolment, erasure, group, nationalId, person, verdict } from '../support/records.ts';
import { idOf, Resolver } from '../support/resolver.ts';

const idA = [nationalId('AB-1234 567')];

const run = async (...values: readonly SourceValue[]): Promise<{ resolver: Resolver; store: MemoryStore }> => {
  const store = new MemoryStore();
  const resolver = new Resolver(store);
  await resolver.all(values);
  return { resolver, store };
};

/** What the last record caused. */
const lastEvents = ({ decisions }: Resolver): readonly OutputEvent[] => {
  const last = decisions.at(-1);
  if (last?.kind !== 'accepted') throw new Error('the last record was rejected');
  return last.events;
};

const story = (resolver: Resolver): string[] =>
  lastEvents(resolver)
    .filter(({ topic }) => topic === 'identity.decisions')
    .map(({ value }) => {
      const { kind, recordKey, rule } = value as IdentityDecision;
      return `${kind} ${recordKey} ${rule}`;
    });

const told = (resolver: Resolver): string[] =>
  lastEvents(resolver)
    .filter(({ topic }) => topic !== 'identity.decisions')
    .map(({ topic, key, value, headers }) =>
      [topic, key, value === null ? 'tombstone' : 'state', ...Object.keys(headers ?? {})].join(' '),
    );

describe('identity: erasure', () => {
  it('takes somebody who was alone out of everything, and tells of it by a tombstone that holds nothing of her', async () => {
    const { resolver, store } = await run(
      person('a', { seen: 1, identifiers: idA, fullName: 'Amina Karimi' }),
      erasure('a'),
    );
    expect(told(resolver)).to.deep.equal([`registrants ${idOf('a')} tombstone version`]);
    expect(lastEvents(resolver)[0]?.headers).to.deep.equal({ version: '2' });
    expect(story(resolver)).to.deep.equal(['erased a erasure']);
    expect(resolver.outcomes).to.deep.equal(['new', 'erased']);
    expect(store.table('identity_node').size).to.equal(0);
    expect(JSON.stringify([...store.table('identity_erased').values()])).not.to.match(/Amina|AB1234567/);
    resolver.restart();
    await resolver.all([person('b', { seen: 2, identifiers: idA })]);
    expect(resolver.clusters, 'nobody links with her').to.deep.equal([['b']]);
  });

  it('is counted and changes nothing when nothing is known under the key, however often it comes', async () => {
    const { resolver } = await run(
      person('a', { seen: 1 }),
      erasure('unknown'),
      erasure('unknown'),
      erasure('a', 'another-import'),
      ...['run/run-1/completed', 'model/active', 'nonsense', ''].map((tombstone) => ({ tombstone })),
    );
    expect(resolver.outcomes).to.deep.equal(['new', ...Array.from({ length: 7 }, () => 'nothing-erased')]);
    expect(resolver.decisions.slice(1).flatMap((one) => (one.kind === 'accepted' ? one.events : []))).to.deep.equal([]);
  });

  it('gives the registrant to the fellow record that was seen next, and sends readers of the old id there', async () => {
    const { resolver } = await run(
      person('a', { seen: 1, identifiers: idA, fullName: 'Told by a' }),
      person('b', { seen: 2, source: 'south', identifiers: idA, fullName: 'Told by b' }),
      person('c', { seen: 3, source: 'east', identifiers: idA, fullName: 'Told by c' }),
      erasure('a'),
    );
    expect(resolver.clusters).to.deep.equal([['b', 'c']]);
    expect(resolver.registrant('b')).to.deep.include({ status: 'active', mergedFrom: [idOf('a')] });
    expect(resolver.registrant('a')).to.include({ status: 'merged', mergedInto: idOf('b'), fullName: null });
    expect(JSON.stringify(lastEvents(resolver))).not.to.include('Told by a');
    expect(story(resolver)).to.deep.equal(['erased a erasure', 'redirected a erasure', 'created b erasure']);
    expect(told(resolver)).to.have.members([
      `registrants ${idOf('b')} state`,
      `registrants ${idOf('a')} state erased-record`,
    ]);
  });

  it('tells a registrant without what an erased fellow record had told, and that readers have to forget it', async () => {
    const { resolver } = await run(
      person('a', { seen: 1, identifiers: idA }),
      person('b', {
        seen: 2,
        identifiers: idA,
        phones: [{ number: '+639171234567', collected: null, disabled: null }],
      }),
      erasure('b'),
    );
    expect(resolver.registrant('a').phones).to.deep.equal([]);
    expect(told(resolver)).to.deep.equal([`registrants ${idOf('a')} state erased-record`]);
  });

  it('takes the ids that were redirected along when the last fellow record goes, in whatever order', async () => {
    for (const order of [
      ['a', 'b', 'c'],
      ['c', 'a', 'b'],
      ['b', 'c', 'a'],
    ]) {
      const { resolver, store } = await run(
        person('c', { seen: 3, identifiers: idA }),
        person('b', { seen: 2, identifiers: idA }),
        person('a', { seen: 1, identifiers: idA }),
        ...order.map((recordKey) => erasure(recordKey)),
      );
      expect(resolver.registrants.size, order.join()).to.equal(0);
      expect([...store.table('identity_erased').values()].every((row) => row['host_key'] === null)).to.equal(true);
    }
  });

  it('lets an old id follow the record to which it was redirected through merges', async () => {
    const { resolver } = await run(
      person('b', { seen: 2, identifiers: idA }),
      person('c', { seen: 3, identifiers: [...idA, nationalId('P77', { type: 'Passport' })] }),
      erasure('b'),
      person('a', { seen: 1, identifiers: [nationalId('P77', { type: 'Passport' })] }),
    );
    expect(resolver.registrant('b')).to.include({ status: 'merged', mergedInto: idOf('a') });
    expect(resolver.registrant('a').mergedFrom).to.deep.equal([idOf('b'), idOf('c')].sort());
  });

  it('parts those whom the erased record alone connected', async () => {
    const idB = [nationalId('P77', { type: 'Passport' })];
    const { resolver } = await run(
      person('a', { seen: 1, identifiers: [...idA, ...idB] }),
      person('b', { seen: 2, identifiers: idA }),
      person('c', { seen: 3, identifiers: idB }),
      erasure('a'),
    );
    expect(resolver.clusters).to.deep.equal([['b'], ['c']]);
    expect(story(resolver)).to.include.members(['erased a erasure', 'split c erasure']);
  });

  it('lets others be found again whom a shared identifier had silenced', async () => {
    const { resolver } = await run(
      ...['a', 'b', 'c', 'd', 'e', 'f'].map((key, seen) => person(key, { seen, identifiers: idA })),
    );
    expect(resolver.clusters).to.have.length(6);
    await resolver.all([erasure('f')]);
    expect(resolver.clusters).to.deep.equal([['a', 'b', 'c', 'd', 'e']]);
  });

  it('closes the question that was asked about the record', async () => {
    const { resolver } = await run(
      person('a', { seen: 1, identifiers: idA, sex: 'f' }),
      person('b', { seen: 2, identifiers: idA, sex: 'm' }),
      erasure('a'),
    );
    expect(story(resolver)).to.deep.equal(['erased a erasure', 'review_closed b erasure']);
  });

  it('forgets verdicts about the record; those on a record that comes again are asked anew', async () => {
    const { resolver, store } = await run(
      person('a', { seen: 1 }),
      person('b', { seen: 2 }),
      verdict('a', 'b', 'same'),
      erasure('a'),
    );
    expect(store.table('identity_verdict').size).to.equal(0);
    await resolver.all([person('a', { seen: 9 })]);
    expect(resolver.clusters).to.deep.equal([['a'], ['b']]);
    resolver.restart();
    await resolver.all([person('a', { seen: 9, version: 2 })]);
    expect(resolver.clusters).to.deep.equal([['a'], ['b']]);
  });

  it('takes a verdict back whose own key is erased, and ends an enrolment', async () => {
    const { resolver, store } = await run(
      person('a', { seen: 1 }),
      person('b', { seen: 2 }),
      verdict('a', 'b', 'same'),
      enrolment(idOf('a'), 'enrolled'),
      // Nobody who is enrolled is parted by it: that would wait for a person.
      { tombstone: `enrolment/${idOf('a')}/Cash for work` },
      { tombstone: 'verdict/a/b' },
    );
    expect(resolver.clusters).to.deep.equal([['a'], ['b']]);
    expect([store.table('identity_verdict').size, store.table('identity_enrolment').size]).to.deep.equal([0, 0]);
  });

  it('tells groups without the member, and with it again when it comes again', async () => {
    const { resolver } = await run(
      person('a', { seen: 1 }),
      person('b', { seen: 2 }),
      group('g', ['a', 'b'], { seen: 3 }),
      erasure('a'),
    );
    const members = (): string[] => resolver.group('g').members.map(({ registrantId }) => registrantId);
    expect(members()).to.deep.equal([idOf('b')]);
    expect(told(resolver)).to.include(`groups ${idOf('g')} state erased-member`);
    await resolver.all([group('g', ['a', 'b'], { seen: 3, version: 2, name: 'Told again' })]);
    expect(members(), 'its source still lists him').to.deep.equal([idOf('b')]);
    await resolver.all([person('a', { seen: 9 })]);
    expect(members()).to.deep.equal([idOf('a'), idOf('b')]);
    expect(resolver.outcomes.at(-1)).to.equal('new');
  });

  it('erases a group; its members stay', async () => {
    const { resolver, store } = await run(
      person('a', { seen: 1 }),
      group('g', ['a'], { seen: 2 }),
      erasure('g', 'groups'),
    );
    expect(told(resolver)).to.deep.equal([`groups ${idOf('g')} tombstone version`]);
    expect(resolver.clusters).to.deep.equal([['a']]);
    expect(store.table('identity_member').size).to.equal(0);
  });

  it('keeps what another import tells of the record', async () => {
    const { resolver, store } = await run(
      person('a', { seen: 1, identifiers: idA, area: 'Norte' }),
      person('a', { seen: 1, import: 'groups', identifiers: [], priority: 2, area: 'Sur' }),
      person('b', { seen: 2, identifiers: idA }),
      verdict('a', 'c', 'different'),
      erasure('a'),
    );
    expect(resolver.clusters, 'the identifier went with the import').to.deep.equal([['a'], ['b']]);
    expect(resolver.registrant('a').area).to.equal('Sur');
    expect(store.table('identity_verdict').size, 'somebody of whom something is known').to.equal(1);
    await resolver.all([erasure('a', 'groups')]);
    expect(resolver.registrants.has(idOf('a'))).to.equal(false);
    expect(store.table('identity_verdict').size).to.equal(0);
  });

  it('takes back what it did when the commit fails', async () => {
    const { resolver } = await run(person('a', { seen: 1 }), person('b', { seen: 2 }), verdict('a', 'b', 'same'));
    await resolver.tryInVain([erasure('a')]);
    await resolver.all([person('b', { seen: 2, version: 2, area: 'Sur' })]);
    expect(resolver.clusters).to.deep.equal([['a', 'b']]);
  });

  it('holds nobody apart for the enrolment of somebody who loses the anchor', async () => {
    const amina = (recordKey: string, seen: number, more: Partial<SourcePerson> = {}): SourcePerson =>
      person(recordKey, { seen, ...{ fullName: null, givenName: 'Amina', familyName: 'Karimi', sex: 'f' }, ...more });
    const { resolver } = await run(
      activationOf(linkingModel(2_000)),
      ...['c', 'b', 'a'].map((key, index) =>
        amina(key, 3 - index, {
          birthDate: '1984-07-19',
          phones: [{ number: '+639171234567', collected: null, disabled: null }],
        }),
      ),
      enrolment(idOf('c'), 'enrolled'),
      erasure('a'),
    );
    expect(resolver.clusters).to.deep.equal([['b', 'c']]);
  });

  it('leaves nobody behind whom the steps of a new model have not reached yet', async () => {
    const model = linkingModel(6_000_000, 1);
    const ana = { fullName: null, givenName: 'Ana', familyName: 'Reyes', birthDate: '1980-03-04', sex: 'f' };
    const { resolver } = await run(
      activationOf(linkingModel(60)),
      person('a', { seen: 1, ...ana, phones: [{ number: '+639171234567', collected: null, disabled: null }] }),
      person('b', {
        seen: 2,
        ...ana,
        phones: [{ number: '+639171234567', collected: null, disabled: null }],
        area: 'Sur',
      }),
      activationOf(model),
      erasure('a'),
      ...stepsOf(model, 1),
    );
    expect(resolver.registrant('b').status).to.equal('active');
    expect(resolver.registrants.get(idOf('a'))).to.include({ status: 'merged', mergedInto: idOf('b') });
  });
});
