import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { readStep } from '../../../../connectors/paging/rangeScan.ts';
import type { ScanState } from '../../../../connectors/paging/cursor.ts';
import type { SearchPage } from '../../../../connectors/spdci/answer.ts';
import { follow } from '../../../../connectors/spdci/cursorPages.ts';
import type { CursorState } from '../../../../connectors/spdci/cursorPages.ts';
import { createPageReader, limitsOf } from '../../../../connectors/spdci/pageNumbers.ts';
import { EtlError } from '../../../../core/errors.ts';

const page = (records: readonly unknown[], nextCursor?: string, pageSize?: number): SearchPage => ({
  records,
  pageSize,
  pageNumber: undefined,
  nextCursor,
  time: undefined,
});

/**
 * A registry that pages by number. It may give fewer than it is asked for, and leave some out; of the size of its pages
 * it may say nothing, the truth, or what it was asked for.
 */
const scanAll = async (
  size: number,
  pageSize: number,
  overlap: number,
  cap: number,
  hidden: (row: number) => boolean,
  says: 'nothing' | 'truth' | 'what was asked',
) => {
  const asked: number[] = [];
  const search = ({ size: wanted, number }: { size: number; number: number }) => {
    const given = Math.min(wanted, cap);
    asked.push(wanted);
    const rows = Array.from({ length: size }, (_, index) => index).slice((number - 1) * given, number * given);
    const told = { nothing: undefined, truth: given, 'what was asked': wanted }[says];
    return Promise.resolve(
      page(
        rows.filter((row) => !hidden(row)),
        undefined,
        told,
      ),
    );
  };
  const seen: unknown[] = [];
  let state: ScanState = { mode: 'complete', position: 0, history: [], restarts: 0, newest: undefined };
  let limits = limitsOf(pageSize, overlap);
  for (let steps = 0; steps < 2_000; steps += 1) {
    const known = new Set(state.history);
    const reader = createPageReader(search, limits, (row) => known.has(String(row)), undefined);
    const settings = { pageSize: Infinity, overlap: limits.overlap, fingerprint: String, isOld: () => false };
    const step = await readStep(reader.read, settings, state);
    seen.push(...step.records);
    if (step.done) {
      const read = new Set(step.state.history);
      await reader.confirmEnd(step.state.position, (row) => read.has(String(row)));
      return { seen, asked };
    }
    ({ state } = step);
    limits = { ...reader.limits(), overlap: Math.min(reader.limits().overlap, step.overlap) };
  }
  throw new Error('the scan does not end');
};

describe('ranges of an SPDCI registry that pages by number', () => {
  const setting = fc.record({
    size: fc.integer({ min: 0, max: 300 }),
    pageSize: fc.integer({ min: 3, max: 60 }),
    overlap: fc.integer({ min: 1, max: 12 }),
    cap: fc.integer({ min: 1, max: 60 }),
    every: fc.integer({ min: 2, max: 50 }),
    says: fc.constantFrom('nothing' as const, 'truth' as const, 'what was asked' as const),
  });
  type Setting = typeof setting extends fc.Arbitrary<infer Value> ? Value : never;

  const missed = async ({ size, pageSize, overlap, cap, every, says }: Setting): Promise<readonly number[]> => {
    const hidden = (row: number): boolean => row % every === every - 1;
    const seen = new Set((await scanAll(size, pageSize, overlap, cap, hidden, says)).seen);
    return Array.from({ length: size }, (_, index) => index).filter((row) => !hidden(row) && !seen.has(row));
  };

  it('give everybody, whatever the registry gives at once, and though it leaves somebody out now and then', async () => {
    await fc.assert(
      fc.asyncProperty(setting, async (given) => {
        // One that both lies about its size and leaves people out is given up: PAGE_TOO_SMALL or PAGES_WITHOUT_END.
        const every = given.says === 'what was asked' ? 1_000 : given.every + 10;
        const usual = { pageSize: given.pageSize + 20, cap: given.cap + 20, every };
        // With an overlap of one, a single record left out at the end makes a last page that proves nothing.
        const overlap = Math.max(2, given.overlap);
        expect(await missed({ ...given, ...usual, overlap })).to.deep.equal([]);
      }),
      { numRuns: 300 },
    );
  });

  it('say that they cannot where an overlap of one is too little', async () => {
    const given = { size: 137, pageSize: 64, overlap: 1, cap: 64, every: 12, says: 'nothing' as const };
    const outcome = await missed(given).catch((thrown: unknown) => thrown);
    expect(outcome).to.be.instanceOf(EtlError).and.include({ code: 'PAGE_TOO_SMALL' });
    expect(await missed({ ...given, overlap: 2 })).to.deep.equal([]);
  });

  it('give everybody or say that they cannot, when half of a page is left out', async () => {
    await fc.assert(
      fc.asyncProperty(setting, async (given) => {
        const usual = { pageSize: given.pageSize + 20, cap: given.cap + 80, says: 'truth' as const };
        const outcome = await missed({ ...given, ...usual }).catch((thrown: unknown) => thrown);
        if (outcome instanceof EtlError) expect(outcome.code).to.be.oneOf(['PAGE_TOO_SMALL', 'PAGES_WITH_GAPS']);
        else expect(outcome).to.deep.equal([]);
      }),
      { numRuns: 300 },
    );
  });

  it('give everybody or say that they cannot, whoever and however many are left out', async () => {
    const sparse = fc.record({
      size: fc.integer({ min: 0, max: 600 }),
      pageSize: fc.integer({ min: 20, max: 100 }),
      share: fc.double({ min: 0, max: 0.75, noNaN: true }),
      seed: fc.integer({ min: 1, max: 1_000_000 }),
      says: fc.constantFrom('nothing' as const, 'truth' as const, 'what was asked' as const),
    });
    const outcomes = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(sparse, async ({ size, pageSize, share, seed, says }) => {
        const hidden = (row: number): boolean => {
          const [byte = 0] = createHash('sha256')
            .update(`${String(seed)}/${String(row)}`)
            .digest();
          return byte < share * 256;
        };
        const outcome: unknown = await scanAll(size, pageSize, 5, Infinity, hidden, says).catch(
          (thrown: unknown) => thrown,
        );
        if (outcome instanceof EtlError) {
          expect(outcome.code).to.be.oneOf(['PAGES_WITH_GAPS', 'PAGE_TOO_SMALL']);
          outcomes.set(outcome.code, (outcomes.get(outcome.code) ?? 0) + 1);
          return;
        }
        const seen = new Set((outcome as { seen: readonly unknown[] }).seen);
        const missing = Array.from({ length: size }, (_, row) => row).filter((row) => !hidden(row) && !seen.has(row));
        expect(missing).to.deep.equal([]);
        outcomes.set('everybody', (outcomes.get('everybody') ?? 0) + 1);
      }),
      { numRuns: 400 },
    );
    expect(outcomes.get('everybody')).to.be.greaterThan(10);
    expect(outcomes.get('PAGES_WITH_GAPS')).to.be.greaterThan(10);
  });

  it('give everybody or say that they cannot, when the registry gives next to nothing at once', async () => {
    await fc.assert(
      fc.asyncProperty(setting, async (given) => {
        const outcome = await missed({ ...given, every: 1_000 }).catch((thrown: unknown) => thrown);
        if (outcome instanceof EtlError) expect(outcome.code).to.be.oneOf(['PAGE_TOO_SMALL', 'PAGES_WITH_GAPS']);
        else expect(outcome).to.deep.equal([]);
      }),
      { numRuns: 300 },
    );
  });

  it('ask for little more than there is', async () => {
    const { seen, asked } = await scanAll(20_000, 200, 5, Infinity, () => false, 'truth');
    expect(seen).to.have.length(20_000);
    expect(asked.length).to.be.lessThan(125);
  });
});

describe('cursors of an SPDCI registry', () => {
  const walk = (pages: (index: number) => SearchPage, most: number): CursorState | undefined => {
    let state: CursorState | undefined;
    for (let index = 0; index < most; index += 1) {
      state = follow(state, pages(index));
      if (state === undefined) return undefined;
    }
    return state;
  };
  const endless = (pages: (index: number) => SearchPage): EtlError => {
    try {
      walk(pages, 10_000);
    } catch (thrown) {
      if (thrown instanceof EtlError) return thrown;
    }
    throw new Error('it was followed');
  };

  it('lead to the end: a page without a next one, however short the others are', () => {
    expect(walk((index) => page([index], index < 5_000 ? `c${String(index)}` : undefined), 10_000)).to.equal(undefined);
    expect(
      walk((index) => page(index % 3 === 0 ? [] : [index], index < 50 ? `c${String(index)}` : undefined), 99),
    ).to.equal(undefined);
  });

  it('are refused when they lead in a circle, the same one for ever or a longer way round', () => {
    for (const length of [1, 2, 7, 100]) {
      const error = endless((index) => page([index], `c${String(index % length)}`));
      expect(error).to.include({ code: 'ENDLESS_CURSOR', fault: 'transient' });
      expect(error.context.details?.['pages']).to.be.lessThan(4 * length + 4);
    }
  });

  it('are refused when new ones lead to the same page again, to nothing for ever, or are no cursors', () => {
    expect(endless((index) => page(['same'], `c${String(index)}`)).code).to.equal('ENDLESS_CURSOR');
    expect(endless((index) => page([], `c${String(index)}`)).code).to.equal('ENDLESS_CURSOR');
    expect(endless(() => page([1], 'x'.repeat(3_000))).code).to.equal('ENDLESS_CURSOR');
  });
});
