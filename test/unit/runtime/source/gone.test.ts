import { expect } from 'chai';
import { describe, it } from 'mocha';
import { GONE_BY_NOTICE, judgeGone, judgeMissing, markGone } from '../../../../runtime/source/missing.ts';
import type { ScanEnd } from '../../../../runtime/source/missing.ts';
import type { IndexedRecord } from '../../../../runtime/source/indexedRecord.ts';
import { alone, identifier, importOptions, person, Scans } from './scan.ts';

const people = Array.from({ length: 40 }, (_, at) =>
  alone(person({ givenName: `Name ${String(at)}`, identifiers: [identifier(`I-${String(at)}`)] })),
);

/** People who have been read, and what a scan of changes that shows none of them comes to. */
const read = () => {
  const scans = new Scans();
  scans.scan(people);
  const records = [...scans.index.ofImport('people')];
  const end = (fields: Partial<ScanEnd> = {}): ScanEnd => ({
    import: importOptions(),
    run: 'run-9',
    now: scans.clock + 100,
    index: scans.index,
    unnamed: scans.unnamed,
    interrupted: false,
    newScope: false,
    recent: [],
    accepted: false,
    wasHeld: false,
    ...fields,
  });
  const mark = (count: number): readonly IndexedRecord[] => {
    const marked = records.slice(0, count);
    for (const record of marked) markGone(record, scans.clock, null);
    return marked;
  };
  return { scans, records, end, mark };
};

describe('who is gone by a notice', () => {
  it('is withdrawn by the next scan of changes, and nobody else is', () => {
    const { end, mark } = read();
    const [record] = mark(1);
    const { changes } = judgeGone(end());
    expect(changes.map((change) => [change.record, change.state])).to.deep.equal([[record, 'withdrawn']]);
  });

  it('is marked once, and only while she is there', () => {
    const { records, scans } = read();
    const [record] = records;
    if (record === undefined) throw new Error('nobody was read');
    expect(markGone(record, scans.clock, null)).to.equal(true);
    expect(markGone(record, scans.clock, null)).to.equal(false);
    expect(record).to.include({ missingScans: 2, missingSince: scans.clock, missingRun: GONE_BY_NOTICE });
    record.missingRun = null;
    record.state = 'withdrawn';
    expect(markGone(record, scans.clock, null)).to.equal(false);
  });

  it('waits for the grace period', () => {
    const { end, mark } = read();
    mark(1);
    expect(judgeGone(end({ import: importOptions({ grace: 101 }) })).changes).to.deep.equal([]);
    expect(judgeGone(end({ import: importOptions({ grace: 100 }) })).changes).to.have.lengthOf(1);
  });

  it('is there again when a scan shows her', () => {
    const { scans, end, mark } = read();
    const [record] = mark(1);
    scans.scan(people.slice(0, 1));
    expect(record).to.include({ missingScans: 0, missingRun: null });
    expect(judgeGone(end()).changes).to.deep.equal([]);
  });

  it('is held by the guards with all the others, which the complete scan says', () => {
    const { end, mark } = read();
    mark(20);
    expect(judgeGone(end())).to.include({ held: 0 });
    expect(judgeGone(end()).changes).to.deep.equal([]);
    expect(judgeMissing(end({ unnamed: { broken: false, namings: new Set(), groups: new Set() } })).held).to.equal(20);
    expect(judgeGone(end({ wasHeld: true })).changes).to.deep.equal([]);
    expect(judgeGone(end({ interrupted: true })).changes).to.deep.equal([]);
  });

  it('is not there again by a page that the scan in progress had read before the notice came', () => {
    const { scans, records, end } = read();
    scans.scan(people.slice(1));
    const [record] = records;
    if (record === undefined) throw new Error('nobody was read');
    markGone(record, scans.clock, scans.run);
    scans.page(people.slice(0, 1));
    expect(record).to.include({ missingScans: 2, missingRun: GONE_BY_NOTICE });
    expect(judgeGone(end({ run: scans.run })).changes).to.deep.equal([]);
    expect(judgeGone(end()).changes).to.have.lengthOf(1);
  });

  it('is counted by the guards although the notice came during the scan that ends', () => {
    const { end, mark } = read();
    for (const record of mark(8).slice(0, 5)) record.seenRun = 'run-9';
    expect(judgeGone(end()).changes).to.deep.equal([]);
    expect(judgeGone(end({ run: 'run-10' })).changes).to.deep.equal([]);
  });

  it('is counted by the guards of a complete scan during which the notice came', () => {
    const { records, end, mark } = read();
    const marked = mark(8);
    for (const record of records) record.seenRun = marked.indexOf(record) >= 5 ? 'run-8' : 'run-9';
    const judgement = judgeMissing(end({ unnamed: { broken: false, namings: new Set(), groups: new Set() } }));
    expect(judgement.held).to.equal(3);
    expect(judgement.changes.filter(({ state }) => state !== undefined)).to.deep.equal([]);
  });

  it('is left to the next scan by one during which the notice came', () => {
    const { end, mark } = read();
    const [record] = mark(1);
    if (record !== undefined) record.seenRun = 'run-9';
    expect(judgeGone(end()).changes).to.deep.equal([]);
    expect(judgeGone(end({ run: 'run-10' })).changes).to.have.lengthOf(1);
  });

  it('is withdrawn, not out of scope, though the import does not see everybody', () => {
    const { end, mark } = read();
    mark(1);
    const partial = end({ import: importOptions({ complete: false }) });
    expect(judgeGone(partial).changes.map(({ state }) => state)).to.deep.equal(['withdrawn']);
  });
});
