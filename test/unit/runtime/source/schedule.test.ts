import { expect } from 'chai';
import { describe, it } from 'mocha';
import { abandonRun, endRun, newCheckpoint, startRun } from '../../../../runtime/source/checkpoint.ts';
import { nextDue } from '../../../../runtime/source/schedule.ts';
import { scheduled } from '../../../../runtime/config/pace.ts';
import { importOptions } from './scan.ts';

const people = importOptions({ every: 10, completeEvery: 100 });
const households = importOptions({ name: 'households', every: 10, completeEvery: 100 });
const fresh = newCheckpoint('civil', 'people');
const none = new Map<string, number>();
const run = { id: 'run-1', mode: 'complete', startedAt: 1000, scopeHash: 'all' } as const;
const end = { endedAt: 1005, watermark: 'w', withdrawalsHeld: 3, holdReason: 'many' };
const read = endRun(startRun(fresh, run), end);

describe('the schedule of a source', () => {
  it('begins with a complete scan of each import', () => {
    const due = nextDue([people, households], new Map(), none, 1000);
    expect([due?.import.name, due?.mode]).to.deep.equal(['people', 'complete']);
    const next = nextDue([people, households], new Map([['people', read]]), none, 1005);
    expect([next?.import.name, next?.mode]).to.deep.equal(['households', 'complete']);
  });

  it('goes on with incremental scans, and a complete one when it is due', () => {
    const due = (now: number, lastIncrementalAt: number) =>
      nextDue([people], new Map([['people', { ...read, lastIncrementalAt }]]), none, now);
    expect(due(1006, 1005)).to.include({ mode: 'incremental', at: 1015 });
    expect(due(1110, 1099)).to.include({ mode: 'complete', at: 1105 });
  });

  it('follows the clock of a time zone, and makes up once for what was missed', () => {
    const nightly = scheduled({ cron: '0 2 * * *' }, 'Asia/Manila');
    const night = Date.parse('2026-03-01T18:00:00Z');
    const scanned = { ...read, lastCompleteScanAt: night + 600_000, lastIncrementalAt: night + 600_000 };
    const at = (now: string, every: number): string[] => {
      const options = importOptions({ every, completeEvery: nightly });
      const due = nextDue([options], new Map([['people', scanned]]), none, Date.parse(now));
      return [due?.mode ?? '', new Date(due?.at ?? 0).toISOString()];
    };
    expect(at('2026-03-02T00:00:00Z', 86_400_000 * 9)).to.deep.equal(['complete', '2026-03-02T18:00:00.000Z']);
    expect(at('2026-03-05T07:00:00Z', 86_400_000 * 9)).to.deep.equal(['complete', '2026-03-02T18:00:00.000Z']);
    expect(at('2026-03-02T00:00:00Z', 300_000)).to.deep.equal(['incremental', '2026-03-01T18:15:00.000Z']);
  });

  it('keeps a nightly scan through a change of clocks', () => {
    const nightly = scheduled({ cron: '30 2 * * *' }, 'Europe/Berlin');
    if (typeof nightly === 'number') throw new Error('a cron expression is no pause');
    const nights: string[] = [];
    for (let at = Date.parse('2026-03-28T00:00:00Z'); nights.length < 3;) {
      at = nightly(at);
      nights.push(new Date(at).toISOString().slice(0, 10));
    }
    expect(nights).to.deep.equal(['2026-03-28', '2026-03-29', '2026-03-30']);
  });

  it('puts an import off that has failed, and takes another meanwhile', () => {
    const due = nextDue([people, households], new Map(), new Map([['people', 2000]]), 1000);
    expect(due?.import.name).to.equal('households');
    expect(nextDue([people], new Map(), new Map([['people', 2000]]), 1000)?.at).to.equal(2000);
  });

  it('goes on with a run in progress first', () => {
    const running = { ...startRun(read, { ...run, mode: 'incremental' }), cursor: 'c' };
    expect(nextDue([people], new Map([['people', running]]), none, 1006)).to.include({ mode: 'incremental', at: 0 });
  });
});

describe('the checkpoint', () => {
  it('keeps what a complete scan has found', () => {
    expect(read).to.include({ runId: null, watermark: 'w', lastCompleteScanAt: 1005, withdrawalsHeld: 3 });
  });

  it('does not count an interrupted scan as a complete one', () => {
    const interrupted = endRun({ ...startRun(read, run), interrupted: true }, { ...end, endedAt: 2000 });
    expect(interrupted).to.include({ lastCompleteScanAt: 1005, lastIncrementalAt: 2000 });
  });

  it('forgets the watermark and the last complete scan when the query has changed', () => {
    const other = startRun(abandonRun(read), { ...run, scopeHash: 'other' });
    expect(other).to.include({ watermark: null, lastCompleteScanAt: null, scopeHash: 'other' });
    expect(startRun(read, run)).to.include({ watermark: 'w', lastCompleteScanAt: 1005 });
  });
});
