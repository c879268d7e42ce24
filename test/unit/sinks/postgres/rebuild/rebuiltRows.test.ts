import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { InputRecord } from '../../../../../core/streamProcessor.ts';
import { rowText } from '../../../../../sinks/postgres/rebuild/copyText.ts';
import { rebuiltRows } from '../../../../../sinks/postgres/rebuild/rebuiltRows.ts';
import { stateTables } from '../../../../../sinks/postgres/rebuild/stateTables.ts';
import { rowKey, type Row } from '../../../../../sinks/postgres/tables/table.ts';
import { group, identifier, idOf, input, member, noon, phone, provenance, registrant, runMarker } from '../events.ts';
import { MemoryRegistry } from '../memory.ts';

const few = fc.integer({ min: 1, max: 3 });
const list = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 3 });
const shared = {
  status: fc.constantFrom('active' as const, 'withdrawn' as const),
  identifiers: list(few.map((n) => identifier(`N${String(n)}`))),
  phones: list(few.map((n) => phone(`+${String(n)}`))),
  attributes: fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('1', '"x"', '{"b":1,"a":2}', 'bad')),
  sources: list(few.map((n) => provenance(`key-${String(n)}`))),
  observedAt: few.map((n) => noon + n * 86_400_000),
};
const members = fc
  .uniqueArray(few, { maxLength: 3 })
  .chain((ids) =>
    fc.tuple(...ids.map((n) => fc.constantFrom(null, 'Daughter').map((relation) => member(n, { relation })))),
  );
const states = fc.oneof(
  fc.tuple(few, fc.record(shared)).map(([n, more]) => registrant(n, more)),
  fc.tuple(few, fc.record({ ...shared, members })).map(([n, more]) => group(n + 10, more)),
);
/** Versions rise, as the resolver gives them. */
const log: fc.Arbitrary<readonly InputRecord[]> = fc
  .array(states, { minLength: 1, maxLength: 20 })
  .map((values) => values.map((value, at) => input(at, { ...value, version: at + 1 })))
  .map((inputs) =>
    inputs.map((one) => ({
      ...one,
      key:
        'groupId' in (one.value as object)
          ? (one.value as { groupId: string }).groupId
          : (one.value as { registrantId: string }).registrantId,
    })),
  );

/** Rows of state as COPY's lines, by table: what is history left out. */
const stateLines = (rows: Iterable<Row>, table: (typeof stateTables)[number], ids: ReadonlySet<string>): string[] => {
  const encode = rowText(table.specification);
  return [...rows]
    .filter((row) => ids.has(rowKey(table.specification, row)))
    .map((row) => encode(Object.fromEntries(Object.entries(row).filter(([name]) => !table.history.includes(name)))))
    .sort();
};

describe('sinks/postgres/rebuild: rows', () => {
  it('are those that the sink has in the end, less what is history', () => {
    fc.assert(
      fc.property(log, (records) => {
        const registry = new MemoryRegistry();
        registry.apply(...records);
        const fresh = new MemoryRegistry();
        const newest = new Map(records.map((one) => [one.key, one]));
        fresh.apply(...newest.values());
        for (const table of stateTables) {
          const { name } = table.specification;
          const rebuilt = fresh.rows(name);
          const live = registry.rows(name);
          const keys = new Set(rebuilt.keys());
          expect(stateLines(live.values(), table, keys)).to.deep.equal(stateLines(rebuilt.values(), table, keys));
          for (const [key, row] of live)
            if (!keys.has(key)) expect(row[table.end ?? ''], `${name} ${key}`).to.be.a('string');
        }
        for (const one of newest.values()) {
          const made = rebuiltRows(one, ['Head']);
          expect(made.kind).to.equal('state');
          if (made.kind !== 'state') continue;
          for (const { table, text, rows } of made.rows) {
            const specification = stateTables[table]?.specification;
            if (specification === undefined) throw new TypeError('no such table');
            const owner = specification.key[0] ?? '';
            const own = [...fresh.rows(specification.name).values()].filter((row) => row[owner] === one.key);
            expect(
              text
                .split('\n')
                .filter((line) => line !== '')
                .sort(),
            ).to.deep.equal(own.map((row) => rowText(specification)(row).trimEnd()).sort());
            expect(rows).to.equal(own.length);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('take tombstones for erasures, markers for nothing, and refuse what the sink refuses', () => {
    const of = (value: Parameters<typeof input>[1], key: string) => rebuiltRows({ ...input(1, value), key }, ['Head']);
    const refused = (value: Parameters<typeof input>[1]): string => {
      const made = of(value, idOf(1));
      return made.kind === 'refused' ? made.error.code : made.kind;
    };
    expect(of(runMarker('completed'), 'run/run-1/completed/0')).to.deep.equal({ kind: 'marker' });
    expect(rebuiltRows({ ...input(1, registrant(1)), key: idOf(1), type: undefined, value: null }, [])).to.deep.equal({
      kind: 'erased',
      id: idOf(1),
    });
    expect(refused(registrant(1, { mergedInto: 'nobody' }))).to.equal('NOT_AN_ID');
    expect(refused(registrant(1, { fullName: 'a\0b' }))).to.equal('VALUE_REFUSED');
    expect(refused(registrant(1, { attributes: { a: '"\\u0000"' } }))).to.equal('VALUE_REFUSED');
    expect(refused(registrant(1, { attributes: { a: '"\\ud800"' } }))).to.equal('VALUE_REFUSED');
    expect(refused(registrant(1, { attributes: { a: '"\\\\u0000 😀"' } }))).to.equal('state');
    const heads = [1, 2].map((n) => member(n, { kinds: ['Head'] }));
    expect(refused(group(1, { members: heads }))).to.equal('KIND_NOT_UNIQUE');
    expect(refused(runMarker('started'))).to.equal('UNEXPECTED_TYPE');
  });
});
