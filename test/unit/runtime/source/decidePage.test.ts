import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EtlError } from '../../../../core/errors.ts';
import type { SourceEntry } from '../../../../core/source.ts';
import { noCounts } from '../../../../runtime/source/checkpoint.ts';
import { alone, group, hash, household, identifier, member, person, Scans } from './scan.ts';

const ana = person({ identifiers: [identifier('A-1')] });
const bea = person({ givenName: 'Bea', birthDate: '1991-09-09', identifiers: [identifier('B-2')] });

const rejected = (
  identifiers = ana.identifiers,
  target: 'person' | 'group' = 'person',
): Extract<SourceEntry, { kind: 'rejected' }> => ({
  kind: 'rejected',
  error: new EtlError('FIELD_NOT_TEXT', 'record', 'field givenName is not a text', {
    component: 'connectors/openg2p',
    field: 'givenName',
  }),
  target,
  recordId: null,
  identifiers,
  raw: '{"givenName":17}',
});

describe('deciding a page', () => {
  it('publishes what is new with its stamp, and the index entry with it', () => {
    const scans = new Scans();
    scans.clock = 5000;
    const { records, index, stamps } = scans.page([alone(ana), alone(bea)]);
    expect(records.map(({ key, value }) => [key, value.version, value.firstSeen])).to.deep.equal([
      [`${index[0]?.recordKey ?? ''}/people`, 1, { time: 5000, source: 'civil', sequence: 1 }],
      [`${index[1]?.recordKey ?? ''}/people`, 1, { time: 5001, source: 'civil', sequence: 2 }],
    ]);
    expect(stamps).to.deep.equal({ sequence: 2, highestTime: 5001 });
    expect(records[0]?.value).to.include({ state: 'present', country: 'PH', priority: 1, importRun: 'run-1' });
    expect(index.map(({ version, state }) => [version, state])).to.deep.equal([
      [1, 'present'],
      [1, 'present'],
    ]);
  });

  it('knows a record of an adopted registry by its own id alone, and tells the id', () => {
    const scans = new Scans();
    const twice = [alone({ ...ana, recordId: '1' }), alone({ ...ana, recordId: '2' })];
    const { records } = scans.scan(twice, { baseline: true });
    expect(records.map(({ value }) => value.ownId)).to.deep.equal(['1', '2']);
    expect(new Set(records.map(({ key }) => key)).size).to.equal(2);
    expect(scans.scan(twice, { baseline: true }).records).to.deep.equal([]);
    expect(new Scans().scan(twice).records.map(({ value }) => value.ownId)).to.deep.equal([null]);
  });

  it('never stamps earlier than before, when the clock goes back', () => {
    const scans = new Scans();
    scans.clock = 5000;
    scans.page([alone(ana)]);
    scans.clock = 10;
    expect(scans.page([alone(bea)]).records[0]?.value.firstSeen.time).to.equal(5001);
  });

  it('publishes nothing of what has not changed', () => {
    const scans = new Scans();
    scans.scan([alone(ana), alone(bea)]);
    const { records, index, counts } = scans.scan([alone(bea), alone(ana)]);
    expect([records, index]).to.deep.equal([[], []]);
    expect(counts).to.deep.equal({ ...noCounts, skippedUnchanged: 2 });
  });

  it('publishes a change with the next version and the first stamp', () => {
    const scans = new Scans();
    scans.scan([alone(ana)]);
    const { records } = scans.scan([alone({ ...ana, address: 'Main Street 1' })]);
    expect(records.map(({ value }) => [value.version, value.firstSeen.sequence])).to.deep.equal([[2, 1]]);
  });

  it('publishes again what the configuration says otherwise', () => {
    const scans = new Scans();
    scans.scan([alone(ana)]);
    expect(scans.scan([alone(ana)], { programs: { person: ['cash', 'food'], group: [] } }).counts.published).to.equal(
      1,
    );
    expect(
      scans.scan([alone(ana)], { programs: { person: ['cash', 'food'], group: [] }, priority: 2 }).counts.published,
    ).to.equal(1);
  });

  it('publishes the group when its members change, and the members themselves only when they do', () => {
    const scans = new Scans();
    scans.scan([group(household('H-1', [member(ana), member(bea)]))]);
    const { records } = scans.scan([group(household('H-1', [member(ana)]))]);
    expect(records.map(({ type }) => type)).to.deep.equal(['org.registrystream.SourceGroup']);
  });

  it('forgets in the index that a record was missing, when it is seen unchanged', () => {
    const scans = new Scans();
    scans.scan([alone(ana)]);
    for (const record of scans.index.ofImport('people')) record.missingScans = 1;
    const { records, index } = scans.scan([alone(ana)]);
    expect(records).to.deep.equal([]);
    expect(index.map(({ missingScans, version }) => [missingScans, version])).to.deep.equal([[0, 1]]);
  });

  it('leaves the original out when it is not to be kept, and does not look at it', () => {
    const scans = new Scans();
    const entry = alone(ana);
    const { records } = scans.scan([entry], { keepRaw: false });
    expect(records[0]?.value.raw).to.equal(null);
    expect(scans.scan([{ ...entry, raw: '{"write_date":1}' }], { keepRaw: false }).records).to.deep.equal([]);
  });

  it('turns an entry that broke its mapping into a dead letter that is the same at every scan', () => {
    const scans = new Scans();
    scans.scan([alone(ana)]);
    const first = scans.scan([rejected()]);
    expect(first.counts).to.deep.include({ published: 0, deadLettered: 1 });
    const [letter] = first.deadLetters;
    const key = scans.events[0]?.recordKey;
    expect(letter?.key).to.equal(`${String(key)}/people/connectors/openg2p/FIELD_NOT_TEXT`);
    expect(letter?.value).to.include({ field: 'givenName', version: 1, truncated: false, source: 'civil' });
    expect(scans.scan([rejected()]).deadLetters[0]?.key).to.equal(letter?.key);
    expect([...scans.index.ofImport('people')].map(({ seenRun }) => seenRun)).to.deep.equal([scans.run]);
  });

  it('lets the record come back from its dead letter under the same key', () => {
    const scans = new Scans();
    const [letter] = scans.scan([rejected()]).deadLetters;
    expect(scans.scan([alone(ana)]).records[0]?.value.recordKey).to.equal(letter?.value.recordKey);
  });

  it('notes that somebody could not be told, when a broken entry has no identifier', () => {
    const scans = new Scans();
    const { deadLetters } = scans.scan([rejected([])]);
    expect(deadLetters[0]?.key).to.equal(
      `${hash('entry', 'civil', rejected().raw)}/people/connectors/openg2p/FIELD_NOT_TEXT`,
    );
    expect(scans.unnamed.broken).to.equal(true);
  });

  it('notes a group whose members a broken entry hides', () => {
    const scans = new Scans();
    scans.scan([group(household('H-1', [member(ana)]))]);
    scans.scan([rejected([identifier('H-1', 'Household ID')], 'group')]);
    expect([...scans.unnamed.groups]).to.deep.equal([scans.events.at(-1)?.recordKey]);
  });

  it('turns a record that no broker takes into a dead letter, and goes on', () => {
    const scans = new Scans();
    const huge = { ...ana, fullName: 'A'.repeat(1_000_000) };
    const { records, deadLetters } = scans.scan([alone(huge), alone(bea)]);
    expect(records).to.have.lengthOf(1);
    expect(deadLetters[0]?.value).to.include({ code: 'RECORD_TOO_LARGE', truncated: true });
    expect(deadLetters[0]?.value.originalValue).to.have.lengthOf(512 * 1024);
    expect(JSON.stringify(deadLetters[0]?.value.message)).to.not.contain('AAAA');
  });

  it('counts a record as seen that has grown too large', () => {
    const scans = new Scans();
    scans.scan([alone(ana)]);
    scans.scan([alone({ ...ana, fullName: 'A'.repeat(1_000_000) })]);
    expect([...scans.index.ofImport('people')].map(({ seenRun, version }) => [seenRun, version])).to.deep.equal([
      [scans.run, 1],
    ]);
  });
});
