import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { InputRecord } from '../../../../core/streamProcessor.ts';
import type { Group } from '../../../../schemas/generated/Group.ts';
import type { Registrant } from '../../../../schemas/generated/Registrant.ts';
import { changesBetween } from '../../../../sinks/postgres/audit/fields.ts';
import { applied, writesBetween } from '../../../../sinks/postgres/state/apply.ts';
import { desiredOf, MemoryRegistry } from './memory.ts';
import { group, identifier, input, member, noon, phone, provenance, registrant } from './events.ts';

const few = fc.integer({ min: 1, max: 3 });
const list = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 3 });
const status = fc.constantFrom('active', 'withdrawn', 'merged');
const shared = {
  version: fc.integer({ min: 1, max: 6 }),
  status,
  identifiers: list(few.map((n) => identifier(`N${String(n)}`))),
  phones: list(few.map((n) => phone(`+${String(n)}`))),
  attributes: fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('1', '"x"', '{"b":1,"a":2}', 'bad', '1.0')),
  programs: list(fc.constantFrom('Cash', 'Food', 'Unknown')),
  sources: list(fc.tuple(few, few).map(([n, version]) => provenance(`key-${String(n)}`, { version }))),
  observedAt: few.map((n) => noon + n * 86_400_000),
};

const registrants: fc.Arbitrary<Registrant> = fc
  .tuple(few, fc.record({ ...shared, fullName: fc.constantFrom('A', 'B', null) }))
  .map(([n, more]) => registrant(n, more));

const members = list(
  fc
    .tuple(
      few,
      fc.subarray(['Head', 'Caregiver']),
      fc.constantFrom(null, 'Daughter'),
      fc.constantFrom(null, '2026-01-01'),
    )
    .map(([n, kinds, relation, endDate]) => member(n, { kinds, relation, endDate })),
);

const groups: fc.Arbitrary<Group> = fc
  .tuple(few, fc.record({ ...shared, members }))
  .map(([n, more]) => group(n + 10, more));

const log: fc.Arbitrary<readonly InputRecord[]> = fc
  .array(fc.oneof(registrants, groups), { minLength: 1, maxLength: 25 })
  .map((values) => values.map((value, offset) => input(offset, value)));

const programs = new Map([
  ['Cash', { id: 1, target: 'individual' as const }],
  ['Food', { id: 2, target: 'group' as const }],
]);

const inBatches = (records: readonly InputRecord[], size: number): MemoryRegistry => {
  const registry = new MemoryRegistry(programs);
  for (let from = 0; from < records.length; from += size) registry.apply(...records.slice(from, from + size));
  return registry;
};

const told = (registry: MemoryRegistry): unknown =>
  registry.decisions.map((one) => (one.kind === 'accepted' ? [one.events, one.outcomes] : one.error.code));

describe('sinks/postgres: whatever the events are', () => {
  it('any batch size gives the same rows, events and outcomes', () => {
    fc.assert(
      fc.property(log, fc.integer({ min: 2, max: 25 }), (records, size) => {
        const [one, many] = [inBatches(records, 1), inBatches(records, size)];
        expect(many.content()).to.deep.equal(one.content());
        expect(told(many)).to.deep.equal(told(one));
      }),
      { numRuns: 150 },
    );
  });

  it('applying an event again changes nothing and tells nothing', () => {
    fc.assert(
      fc.property(log, (records) => {
        const registry = inBatches(records, 5);
        const before = structuredClone(registry.content());
        const again = registry.apply(...records);
        expect(registry.content()).to.deep.equal(before);
        expect(again.flatMap((one) => (one.kind === 'accepted' ? one.events : []))).to.deep.equal([]);
      }),
      { numRuns: 100 },
    );
  });

  it('a state does not differ from itself', () => {
    fc.assert(
      fc.property(log, (records) => {
        for (const one of records) {
          const state = applied(undefined, desiredOf(one));
          expect(changesBetween(state, state)).to.deep.equal([]);
          expect(writesBetween(state, state)).to.deep.equal([]);
          expect(changesBetween(state, applied(state, desiredOf(one)))).to.deep.equal([]);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('there is one audit row for each event, with its id', () => {
    fc.assert(
      fc.property(log, (records) => {
        const registry = inBatches(records, 7);
        const events = registry.decisions.flatMap((one) => (one.kind === 'accepted' ? one.events : []));
        const ids = events.map(({ value }) => (value as { eventId: string }).eventId);
        const rows = registry.decisions.flatMap((one) =>
          one.kind === 'accepted' ? one.writes.filter(({ table }) => table === 'audit_log') : [],
        );
        expect(rows.map(({ row }) => row['event_id'])).to.deep.equal(ids);
        expect(new Set(ids).size).to.equal(ids.length);
      }),
      { numRuns: 50 },
    );
  });
});
