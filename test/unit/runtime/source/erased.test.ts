import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EtlError } from '../../../../core/errors.ts';
import type { SourceEntry } from '../../../../core/source.ts';
import { aliasKinds } from '../../../../runtime/source/aliases.ts';
import { erasedAlias } from '../../../../runtime/source/erased.ts';
import { alone, group, hash, household, identifier, member, person, Scans } from './scan.ts';

const ana = person({ recordId: '1', identifiers: [identifier('A-1')] });
/** Another record of hers: another id of the registry, the same identifier. */
const anaAgain = person({ recordId: '2', identifiers: [identifier('A-1')] });
const bea = person({ recordId: '3', givenName: 'Bea', birthDate: '1991-09-09', identifiers: [identifier('B-2')] });

const broken = (recordId: string | null, identifiers = ana.identifiers): SourceEntry => ({
  kind: 'rejected',
  error: new EtlError('FIELD_NOT_TEXT', 'record', 'field givenName is not a text', { component: 'connectors/openg2p' }),
  target: 'person',
  recordId,
  identifiers,
  raw: '{"givenName":17}',
});

/** Erases the records of some keys, as `registry-stream erase` and the reading of its topics leave the index. */
const erase = (scans: Scans, keys: readonly string[], mayReturn = false): void => {
  for (const recordKey of keys) {
    const entry = scans.index.get(recordKey, 'people');
    const letters = new Set<string>(Object.values(aliasKinds));
    const aliases = (entry?.aliases ?? []).filter((alias) => letters.has(alias.charAt(0)));
    scans.index.remove(recordKey, 'people');
    scans.index.erased.set({
      recordKey,
      source: 'civil',
      import: 'people',
      target: 'person',
      entityId: '',
      aliases: aliases.map((alias) => erasedAlias(hash, alias)),
      reason: 'request',
      erasedBy: 'maria',
      erasedAt: 1,
      mayReturn,
    });
  }
};

describe('records that were erased and come again', () => {
  it('refuses them, counts them, and takes everybody else', () => {
    const scans = new Scans();
    erase(scans, scans.keys([alone(ana)]));
    const { records, index, deadLetters, counts } = scans.scan([alone(ana), alone(bea)]);
    expect(records.map(({ value }) => 'givenName' in value && value.givenName)).to.deep.equal(['Bea']);
    expect([index.length, deadLetters.length]).to.deep.equal([1, 0]);
    expect(counts).to.include({ published: 1, refusedErased: 1 });
  });

  it('knows her under another id of the registry by an identifier, and without one by her id', () => {
    const scans = new Scans();
    erase(scans, scans.keys([alone(ana)]));
    expect(scans.scan([alone(anaAgain)]).counts).to.include({ published: 0, refusedErased: 1 });
    const bare = person({ recordId: '1', identifiers: [] });
    expect(scans.scan([alone(bare)]).counts).to.include({ published: 0, refusedErased: 1 });
  });

  it('writes no dead letter about her', () => {
    const scans = new Scans();
    erase(scans, scans.keys([alone(ana)]));
    const { deadLetters, counts } = scans.scan([broken('1'), broken(null)]);
    expect(deadLetters).to.deep.equal([]);
    expect(counts).to.include({ deadLettered: 0, refusedErased: 2 });
  });

  it('leaves a record that somebody left on purpose, although it shares an identifier, and tells it nothing of her', () => {
    const scans = new Scans();
    const [first = '', second = ''] = scans.keys([alone(ana), alone(person({ recordId: '2', identifiers: [] }))]);
    scans.scan([alone(ana), alone(anaAgain)]);
    erase(scans, [first]);
    const moved = person({ recordId: '2', address: 'elsewhere', identifiers: [identifier('A-1')] });
    const { records, counts } = scans.scan([alone(ana), alone(moved)]);
    expect(counts).to.include({ published: 1, refusedErased: 1 });
    expect(records.map(({ value }) => [value.recordKey, value.address])).to.deep.equal([[second, 'elsewhere']]);
  });

  it('knows a member of a household that has nothing but her name', () => {
    const scans = new Scans();
    const child = person({ givenName: 'Lea', recordId: null, identifiers: [] });
    const home = group(household('H-1', [member(bea), member(child)]));
    scans.scan([home]);
    const key = scans.events.find((event) => 'givenName' in event && event.givenName === 'Lea')?.recordKey ?? '';
    erase(scans, [key]);
    const { records, counts } = scans.scan([home]);
    expect(records).to.deep.equal([]);
    expect(counts).to.include({ refusedErased: 1 });
  });

  it('takes her in as somebody new, from the first version on, where that is configured or said', () => {
    for (const mayReturn of [false, true]) {
      const scans = new Scans();
      erase(scans, scans.keys([alone(ana)]), mayReturn);
      const { records, counts } = scans.scan([alone(ana)], mayReturn ? {} : { readmitsErased: true });
      expect(counts).to.include({ published: 1, refusedErased: 0 });
      expect(records[0]?.value.version).to.equal(1);
    }
  });

  it('is forgotten with its tombstone', () => {
    const scans = new Scans();
    const [key = ''] = scans.keys([alone(ana)]);
    erase(scans, [key]);
    scans.index.erased.delete(`${key}/people`);
    expect(scans.index.erased.size).to.equal(0);
    expect(scans.scan([alone(ana)]).counts).to.include({ published: 1, refusedErased: 0 });
  });
});
