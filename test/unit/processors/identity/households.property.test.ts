import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { SourceGroup, SourcePerson } from '../../../../schemas/generated/types.ts';
import {
  batchSizesOf,
  inserted,
  linkingActivation,
  logRunner,
  shuffled,
  troublesOf,
  verdictsAmong,
} from '../support/histories.ts';
import { enrolment, group, nationalId, person } from '../support/records.ts';
import { idOf } from '../support/resolver.ts';
import type { Run } from '../support/state.ts';
import { stateOf } from '../support/state.ts';

/** Three registries that list the same few people, and say now and then that one of them is another. */
const sources = ['north', 'south', 'east'] as const;
const people = ['1', '2', '3', '4', '5'] as const;
const keysOf = (source: string): string[] => people.map((one) => `${source.charAt(0)}${one}`);
const groupKeys = sources.flatMap((source) => ['A', 'B'].map((name) => `${source.charAt(0)}${name}`));
const order = [...sources.flatMap(keysOf), ...groupKeys];
const seenOf = (recordKey: string): number => (order.indexOf(recordKey) * 7) % order.length;
const sourceOf = (recordKey: string): string => sources.find((source) => recordKey.startsWith(source.charAt(0))) ?? '';

const persons: fc.Arbitrary<SourcePerson> = fc
  .record({
    recordKey: fc.constantFrom(...sources.flatMap(keysOf)),
    who: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
    version: fc.integer({ min: 1, max: 3 }),
    state: fc.constantFrom('present' as const, 'present' as const, 'withdrawn' as const),
    known: fc.boolean(),
  })
  .map(({ recordKey, who, version, state, known }) => {
    const number = (Number(recordKey.slice(1)) + who) % 10;
    // Some are known by an identifier, some by what they say.
    const said = known
      ? { fullName: `Person ${String(number)}`, identifiers: [nationalId(`N7${String(number)}`)] }
      : { givenName: ['Ana', 'Benigno', 'Carla', 'Dario', 'Elif', 'Farid'][number] ?? null, familyName: 'Reyes' };
    const birthDate = `198${String(number)}-03-04`;
    const source = sourceOf(recordKey);
    return person(recordKey, {
      ...{ seen: seenOf(recordKey), source, version, state, birthDate, fullName: null },
      ...said,
    });
  });

const addresses = ['12 Rose Street, Norte', '12 Rose Street, Norte', '7 Hill Road, Sur', null];

const groups: fc.Arbitrary<SourceGroup> = fc
  .record({
    recordKey: fc.constantFrom(...groupKeys),
    version: fc.integer({ min: 1, max: 3 }),
    members: fc.oneof(fc.subarray([...people], { minLength: 3 }), fc.subarray([...people])),
    head: fc.nat(4),
    address: fc.constantFrom(...addresses),
    identifiers: fc.constantFrom([], [], [], ['H1'], ['H2']),
  })
  .map(({ recordKey, version, members, head, address, identifiers }) => {
    const source = sourceOf(recordKey);
    const listed = members.map((one) => `${source.charAt(0)}${one}`);
    const turned = [...listed.slice(head % 5), ...listed.slice(0, head % 5)];
    return group(recordKey, turned, {
      ...{ seen: seenOf(recordKey), source, version, address },
      identifiers: identifiers.map((value) => nationalId(`${value}-7123`, { type: 'Household ID' })),
    });
  });

const records = fc.uniqueArray(fc.oneof({ weight: 2, arbitrary: persons }, { weight: 1, arbitrary: groups }), {
  minLength: 24,
  maxLength: 44,
  size: 'max',
  selector: ({ recordKey, version }) => `${recordKey}/${String(version)}`,
});

const histories = fc
  .record({
    ...{ records, verdicts: verdictsAmong([groupKeys, sources.flatMap(keysOf)], 4) },
    activated: fc.double({ min: 0, max: 1, noNaN: true }),
    slices: fc.integer({ min: 1, max: 4 }),
  })
  .chain((drawn) =>
    fc.record({
      ...{ drawn: fc.constant(drawn), sizes: batchSizesOf(12) },
      mixed: shuffled([...drawn.records, ...drawn.verdicts]),
    }),
  )
  .map(({ drawn, mixed, sizes }) => {
    const activation = linkingActivation(drawn.slices);
    const plain = [...activation, ...drawn.records, ...drawn.verdicts];
    return { log: inserted(mixed, activation, drawn.activated), plain, sizes };
  });

const run = logRunner();

const linkedByMembers = ({ resolver }: Run): number => resolver.lineage.filter(({ rule }) => rule === 'members').length;

describe('identity: groups by their members, in the fold', () => {
  it('gives the same events for any batch size, through crashes and commits in vain, enrolments among them', async () => {
    let met = 0;
    const logs = fc.record({
      history: histories,
      trouble: troublesOf(8),
      enrolled: fc.uniqueArray(fc.constantFrom(...groupKeys), { maxLength: 2 }),
      at: fc.nat(40),
    });
    await fc.assert(
      fc.asyncProperty(logs, async ({ history: { log, sizes }, trouble, enrolled, at }) => {
        const enrolments = enrolled.map((key) => enrolment(idOf(key), 'enrolled'));
        const values = [...log.slice(0, at), ...enrolments, ...log.slice(at)];
        const [one, many] = [await run(values, [1]), await run(values, sizes, trouble)];
        expect(many.resolver.decisions).to.deep.equal(one.resolver.decisions);
        met += linkedByMembers(one);
      }),
      { numRuns: 40 },
    );
    expect(met, 'decisions by members').to.be.above(40);
  });

  it('comes to the same groups, members and questions whatever the order of arrival', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async ({ log, plain, sizes }) => {
        expect(stateOf(await run(log, sizes))).to.deep.equal(stateOf(await run(plain, [1])));
      }),
      { numRuns: 60 },
    );
  });

  it('never makes one group of two that a registry lists side by side, unless an identifier or a person did', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async ({ plain }) => {
        const bare = plain
          .filter((value) => !('judgement' in value))
          .map((value) => ('members' in value ? { ...value, identifiers: [] } : value));
        const { resolver } = await run(bare, [5]);
        for (const { status, sources: from } of resolver.groups.values()) {
          if (status === 'merged') continue;
          expect(new Set(from.map(({ source }) => source)).size).to.equal(
            new Set(from.map(({ recordKey }) => recordKey)).size,
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  it('leaves nothing published that is not so: members of groups are registrants that stand', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async ({ log, sizes }) => {
        const { resolver } = await run(log, sizes);
        const { registrants, groups: published } = resolver;
        for (const { status, mergedInto, members } of published.values()) {
          if (status === 'merged') expect(published.get(mergedInto ?? '')?.status).to.be.oneOf(['active', 'withdrawn']);
          for (const { registrantId } of members) expect(registrants.get(registrantId)?.status).to.not.equal('merged');
        }
      }),
      { numRuns: 40 },
    );
  });
});
