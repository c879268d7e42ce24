import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { EtlError } from '../../../../core/errors.ts';
import { numberedPages } from '../../../../connectors/paging/numberedPages.ts';
import { RestlessRegistry, scanToEnd } from './restlessRegistry.ts';
import type { Change, Row } from './restlessRegistry.ts';

const share = fc.double({ min: 0, max: 0.999, noNaN: true });
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('remove' as const, 'update' as const, 'enter' as const),
    at: share,
    count: fc.integer({ min: 1, max: 30 }),
  }),
  fc.record({ kind: fc.constant('add' as const), count: fc.integer({ min: 1, max: 30 }) }),
);
const nothing: Change = { kind: 'add', count: 0 };
const changes = fc.array(fc.oneof({ weight: 1, arbitrary: fc.constant(nothing) }, { weight: 2, arbitrary: change }), {
  maxLength: 60,
});
const setting = fc.record({
  size: fc.integer({ min: 0, max: 400 }),
  changes,
  pageSize: fc.integer({ min: 12, max: 60 }),
  overlap: fc.integer({ min: 3, max: 11 }),
  twins: fc.integer({ min: 0, max: 5 }),
});

const missing = (registry: RestlessRegistry, seen: readonly number[]): readonly number[] => {
  const read = new Set(seen);
  // Twins cannot be told apart: whoever reads one has read the other.
  const nameOf = new Map(registry.rows.map((row) => [row.id, `${row.name} ${String(Math.floor(row.written / 40))}`]));
  const names = new Set(seen.map((id) => nameOf.get(id)));
  return [...registry.steady].filter((id) => !read.has(id) && !names.has(nameOf.get(id)));
};

describe('scan over ranges', () => {
  it('sees in a complete scan everybody who is there throughout, whatever changes between two requests', async () => {
    await fc.assert(
      fc.asyncProperty(setting, async ({ size, changes: list, pageSize, overlap, twins }) => {
        const registry = new RestlessRegistry(size, list, twins);
        const { seen } = await scanToEnd(registry, { mode: 'complete', pageSize, overlap, patient: true });
        expect(missing(registry, seen)).to.deep.equal([]);
      }),
      { numRuns: 300 },
    );
  });

  it('sees in an incremental scan every write since the watermark that no later write moved', async () => {
    await fc.assert(
      fc.asyncProperty(setting, fc.integer({ min: 0, max: 10 }), async (given, day) => {
        const registry = new RestlessRegistry(given.size, given.changes, given.twins);
        const stop = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
        const { seen } = await scanToEnd(registry, { ...given, mode: 'incremental', stop, patient: true });
        const recent = missing(registry, seen).filter((id) => Math.floor(id / 2 / 40) >= day);
        expect(recent).to.deep.equal([]);
      }),
      { numRuns: 300 },
    );
  });

  it('reads each record of a calm registry once, and asks once more to see the end', async () => {
    const registry = new RestlessRegistry(100, [], 0);
    const { seen, steps } = await scanToEnd(registry, { mode: 'complete', pageSize: 30, overlap: 5 });
    expect(seen).to.deep.equal(Array.from({ length: 100 }, (_, index) => index * 2));
    expect(steps).to.equal(5);
  });

  it('takes records of equal content for what they are: others', async () => {
    const registry = new RestlessRegistry(300, [], 100);
    const { seen } = await scanToEnd(registry, { mode: 'complete', pageSize: 40, overlap: 10 });
    expect(new Set(seen).size).to.equal(300);
  });

  it('follows a deletion before its place without missing the records that move up', async () => {
    const removal: Change = { kind: 'remove', at: 0, count: 4 };
    const registry = new RestlessRegistry(60, [nothing, removal], 0);
    const { seen } = await scanToEnd(registry, { mode: 'complete', pageSize: 20, overlap: 10 });
    expect(missing(registry, seen)).to.deep.equal([]);
    expect(seen.filter((id) => id === 40)).to.have.length(1);
  });

  it('begins anew when more is gone than its history reaches, and says how often', async () => {
    const calm = Array.from({ length: 20 }, () => nothing);
    const registry = new RestlessRegistry(1_000, [...calm, { kind: 'remove', at: 0, count: 400 }], 0);
    const { seen, state } = await scanToEnd(registry, { mode: 'complete', pageSize: 40, overlap: 10 });
    expect(missing(registry, seen)).to.deep.equal([]);
    expect(state.restarts).to.equal(1);
  });

  it('gives up, for now, when everything changes before every answer', async () => {
    const all: Change = { kind: 'update', at: 0, count: 1_000 };
    const registry = new RestlessRegistry(
      500,
      Array.from({ length: 1_000 }, () => all),
      0,
    );
    const error: unknown = await scanToEnd(registry, { mode: 'complete', pageSize: 40, overlap: 10 }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(EtlError).and.include({ code: 'REGISTRY_RESTLESS', fault: 'transient' });
  });

  it('reads on when the registry answers fewer records than it is asked for', async () => {
    for (const cap of [2, 3, 10, 25]) {
      const registry = new RestlessRegistry(100, [], 0);
      const { seen } = await scanToEnd(registry, { mode: 'complete', pageSize: 40, overlap: 10, cap });
      expect(new Set(seen).size, `cap ${String(cap)}`).to.equal(100);
    }
  });

  it('ends, and misses nobody else, when the registry counts rows that it does not show', async () => {
    await fc.assert(
      fc.asyncProperty(setting, async ({ size, changes: list, pageSize, overlap }) => {
        const registry = new RestlessRegistry(size, list, 0);
        const hidden = ({ id }: Row): boolean => id % 14 === 0;
        const { seen } = await scanToEnd(registry, { mode: 'complete', pageSize, overlap, hidden, patient: true });
        expect(missing(registry, seen).filter((id) => id % 14 !== 0)).to.deep.equal([]);
      }),
      { numRuns: 200 },
    );
  });

  it('refuses a registry that answers one record at a time', async () => {
    const registry = new RestlessRegistry(5, [], 0);
    const error: unknown = await scanToEnd(registry, { mode: 'complete', pageSize: 40, overlap: 1, cap: 1 }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(EtlError).and.include({ code: 'PAGE_TOO_SMALL', fault: 'config' });
  });

  it('misses nobody either where only pages of a number and a size can be asked for', async () => {
    const numbered = fc.record({
      size: fc.integer({ min: 0, max: 700 }),
      changes,
      pageSize: fc.integer({ min: 40, max: 90 }),
    });
    await fc.assert(
      fc.asyncProperty(numbered, async ({ size, changes: list, pageSize }) => {
        const registry = new RestlessRegistry(size, list, 0);
        const { seen } = await scanToEnd(registry, {
          mode: 'complete',
          pageSize,
          overlap: 5,
          patient: true,
          ranges: numberedPages,
        });
        expect(missing(registry, seen)).to.deep.equal([]);
      }),
      { numRuns: 300 },
    );
  });

  it('takes a short page behind which one came and went for no limit of the server', async () => {
    const comeAndGo: Change[] = [
      { kind: 'enter', at: 0, count: 1 },
      { kind: 'remove', at: 0, count: 1 },
    ];
    const registry = new RestlessRegistry(1, [nothing, ...comeAndGo, ...comeAndGo], 0);
    const scan = { mode: 'complete' as const, pageSize: 40, overlap: 5, ranges: numberedPages };
    const { seen } = await scanToEnd(registry, scan);
    expect(missing(registry, seen)).to.deep.equal([]);
  });

  it('says that the registry gives smaller pages than it is asked for, where that moves the later ones', async () => {
    for (const cap of [1, 20, 39]) {
      const registry = new RestlessRegistry(100, [], 0);
      const scan = { mode: 'complete' as const, pageSize: 40, overlap: 5, cap, ranges: numberedPages };
      const error: unknown = await scanToEnd(registry, scan).catch((thrown: unknown) => thrown);
      expect(error, String(cap)).to.be.instanceOf(EtlError).and.include({ code: 'PAGE_TOO_SMALL', fault: 'config' });
    }
  });
});
