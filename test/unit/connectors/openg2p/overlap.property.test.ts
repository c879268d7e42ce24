import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { ScanState } from '../../../../connectors/paging/cursor.ts';
import { fingerprint } from '../../../../connectors/paging/fingerprint.ts';
import { readStep } from '../../../../connectors/paging/rangeScan.ts';
import { cutoff, dayOf, newestDay } from '../../../../connectors/openg2p/writeDate.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);

/** A write: it is dated when its transaction begins, and is seen only once that has been committed. */
interface Write {
  readonly who: number;
  readonly at: number;
  readonly late: number;
  readonly name: string;
}

/** Hours of writes, many of them at the same time, and hours of polls. */
const hour = fc.integer({ min: 0, max: 24 * 12 }).map((hours) => hours * 3_600_000);

const plan = fc.record({
  writes: fc.array(fc.record({ who: fc.nat(12), at: hour, lateShare: fc.double({ min: 0, max: 1, noNaN: true }) }), {
    maxLength: 60,
  }),
  polls: fc.uniqueArray(hour, { minLength: 1, maxLength: 8 }),
  overlapDays: fc.integer({ min: 1, max: 3 }),
  pageSize: fc.integer({ min: 6, max: 20 }),
  precise: fc.boolean(),
});

const shownDate = (at: number, precise: boolean): string => {
  const text = new Date(START + at).toISOString();
  return precise ? text : text.slice(0, 10);
};

/** What a registry answers at a time, newest first: of each person the newest write that has been committed. */
const answerAt = (writes: readonly Write[], now: number): readonly Write[] => {
  const newest = new Map<number, Write>();
  for (const write of writes) if (write.at + write.late <= now) newest.set(write.who, write);
  return [...newest.values()].sort((left, right) => right.at - left.at || right.who - left.who);
};

describe('incremental scans with an overlap', () => {
  it('see every write that is committed within the overlap, whatever its time, its order and the precision of dates', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async ({ writes: told, polls, overlapDays, pageSize, precise }) => {
        const writes = told
          .map(({ who, at, lateShare }, index): Write => {
            // Dated by the day, a write loses up to one day of the overlap.
            const late = Math.floor(lateShare * (overlapDays * DAY));
            return { who, at, late, name: `name ${String(index)}` };
          })
          // One person's writes are committed one after the other.
          .sort((left, right) => left.at + left.late - right.at - right.late);
        const seen = new Map<number, string>();
        let watermark: string | undefined;
        for (const now of [...polls.sort((left, right) => left - right), 30 * DAY]) {
          const rows = answerAt(writes, now);
          const shown = (row: Write) => ({ name: row.name, writeDate: shownDate(row.at, precise) });
          const newest = newestDay(
            rows.slice(0, 10).map((row) => shown(row).writeDate),
            START + now,
          );
          const stop = cutoff(watermark, overlapDays);
          const settings = {
            pageSize,
            overlap: 3,
            fingerprint: (row: unknown) => fingerprint(shown(row as Write), 'property'),
            isOld: (row: unknown) => stop !== undefined && (dayOf(shown(row as Write).writeDate) ?? '') < stop,
          };
          let state: ScanState = { mode: 'incremental', position: 0, history: [], restarts: 0, newest };
          for (let done = false; !done;) {
            const step = await readStep(
              (from, size) => Promise.resolve(rows.slice(from, from + size)),
              settings,
              state,
            );
            for (const row of step.records as readonly Write[]) seen.set(row.who, row.name);
            ({ state, done } = step);
          }
          watermark = newest ?? watermark;
          // What the registry shows now has been seen now, or before.
          for (const { who, name } of rows) expect(seen.get(who), `write of ${String(who)}`).to.equal(name);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('go back by whole days, and never past what was asked', () => {
    fc.assert(
      fc.property(fc.nat(20_000), fc.nat(30), fc.nat(DAY - 1), (day, overlap, moment) => {
        const stop = cutoff(new Date(day * DAY + moment).toISOString(), overlap);
        expect(stop).to.equal(new Date((day - overlap) * DAY).toISOString().slice(0, 10));
      }),
    );
  });

  it('take no watermark from the future', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40_000)), fc.nat(40_000), (days, today) => {
        const text = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);
        const newest = newestDay(days.map(text), today * DAY);
        expect(newest).to.equal(days.length === 0 ? undefined : text(Math.min(today, Math.max(...days))));
      }),
    );
  });
});
