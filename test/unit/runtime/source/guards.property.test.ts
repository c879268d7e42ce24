import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { withRecent } from '../../../../runtime/source/guards.ts';
import { judgeMissing } from '../../../../runtime/source/missing.ts';
import type { ScanEnd } from '../../../../runtime/source/missing.ts';
import type { WithdrawalGuards } from '../../../../runtime/source/options.ts';
import type { IndexedRecord } from '../../../../runtime/source/indexedRecord.ts';
import { SourceIndex } from '../../../../runtime/source/sourceIndex.ts';
import { importOptions } from './scan.ts';

const RUN = 'run-9';

// Evenly: doubles as fast-check draws them are nearly all next to nothing.
const share = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);

const guards: fc.Arbitrary<WithdrawalGuards> = fc.record({
  share,
  areaShare: share,
  areaMinimum: fc.nat(10),
  groupShare: share,
  groupMinimum: fc.nat(10),
  windowShare: share,
  window: fc.integer({ min: 1, max: 1000 }),
  minimum: fc.nat(5),
});

/** Records that have been missing once already, or were seen. */
const records = fc
  .array(
    fc.record({
      areaHash: fc.constantFrom('a'.repeat(16), 'b'.repeat(16), null),
      groupKey: fc.constantFrom('c'.repeat(32), 'd'.repeat(32), null),
      seen: fc.boolean(),
      missingScans: fc.nat(2),
    }),
    { maxLength: 60 },
  )
  .map((all) =>
    all.map(({ seen, missingScans, ...place }, at): IndexedRecord => ({
      recordKey: String(at).padStart(32, '0'),
      import: 'people',
      target: 'person',
      version: 1,
      contentHash: '0'.repeat(32),
      state: 'present',
      firstSeenTime: at,
      firstSeenSequence: at,
      aliases: [],
      naming: [],
      missingScans,
      missingSince: missingScans === 0 ? null : 0,
      missingRun: missingScans === 0 ? null : 'run-8',
      seenRun: seen ? RUN : 'run-7',
      ...place,
    })),
  );

const recent = fc.array(fc.record({ time: fc.nat(2000), count: fc.nat(20) }), { maxLength: 4 });

const endOf = (all: readonly IndexedRecord[], more: Partial<ScanEnd>, limits: WithdrawalGuards): ScanEnd => {
  const index = new SourceIndex();
  for (const record of all) index.add({ ...record });
  return {
    import: importOptions({ guards: limits }),
    run: RUN,
    now: 2000,
    index,
    unnamed: { broken: false, namings: new Set(), groups: new Set() },
    interrupted: false,
    newScope: false,
    recent: [],
    accepted: false,
    wasHeld: false,
    ...more,
  };
};

/** Present and withdrawn records of a part of the import. */
const partOf = (all: readonly IndexedRecord[], gone: ReadonlySet<string>, belongs: (one: IndexedRecord) => boolean) => {
  const part = all.filter(belongs);
  return { present: part.length, withdrawn: part.filter(({ recordKey }) => gone.has(recordKey)).length };
};

describe('the guards of withdrawals, whatever is missing', () => {
  it('never let more go than they allow, of the whole, an area, a group, or over the window', () => {
    fc.assert(
      fc.property(records, guards, recent, (all, limits, before) => {
        const { changes, held, holdReason } = judgeMissing(endOf(all, { recent: before }, limits));
        const gone = new Set(
          changes.filter(({ state }) => state === 'withdrawn').map(({ record }) => record.recordKey),
        );
        const within = (part: { present: number; withdrawn: number }, limit: number): void => {
          if (part.withdrawn > limits.minimum) expect(part.withdrawn).to.be.at.most(limit * part.present);
        };
        const whole = partOf(all, gone, () => true);
        within(whole, limits.share);
        for (const area of ['north', 'south']) {
          const part = partOf(all, gone, ({ areaHash }) => areaHash === area);
          if (part.present >= limits.areaMinimum) within(part, limits.areaShare);
        }
        for (const group of ['g1', 'g2']) {
          const part = partOf(all, gone, ({ groupKey }) => groupKey === group);
          if (part.present >= limits.groupMinimum) within(part, limits.groupShare);
        }
        const since = before
          .filter(({ time }) => time > 2000 - limits.window)
          .reduce((sum, { count }) => sum + count, 0);
        const rolling = { present: whole.present + since, withdrawn: whole.withdrawn + since };
        if (gone.size > 0) within(rolling, limits.windowShare);
        // All or nobody, and never without a reason.
        expect(held > 0 && gone.size > 0).to.equal(false);
        if (held > 0) expect(holdReason).to.be.a('string');
      }),
      { numRuns: 500 },
    );
  });

  it('withdraw, once somebody has accepted, exactly those whom two scans in a row have missed', () => {
    fc.assert(
      fc.property(records, guards, recent, (all, limits, before) => {
        const { changes, held } = judgeMissing(endOf(all, { recent: before, accepted: true }, limits));
        const gone = changes.filter(({ state }) => state === 'withdrawn').map(({ record }) => record.recordKey);
        const missed = all.filter(({ seenRun, missingScans }) => seenRun !== RUN && missingScans >= 1);
        expect(gone).to.have.members(missed.map(({ recordKey }) => recordKey));
        expect(held).to.equal(0);
      }),
    );
  });

  it('count a run once in the window, however many transactions it takes, and forget what is older', () => {
    const runs = fc.array(fc.array(fc.nat(9), { minLength: 1, maxLength: 4 }), { maxLength: 6 });
    fc.assert(
      fc.property(runs, fc.integer({ min: 1, max: 500 }), (counts, window) => {
        let kept: ReturnType<typeof withRecent> = [];
        counts.forEach((chunks, run) => {
          for (const count of chunks) kept = withRecent(kept, { time: run * 100, count }, window);
        });
        const last = (counts.length - 1) * 100;
        const expected = counts
          .map((chunks, run) => ({ time: run * 100, count: chunks.reduce((sum, one) => sum + one, 0) }))
          .filter(({ time, count }) => count > 0 && time > last - window);
        expect(kept).to.deep.equal(expected);
      }),
    );
  });
});
