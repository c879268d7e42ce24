import { expect } from 'chai';
import { createSecretKey } from 'node:crypto';
import { describe, it } from 'mocha';
import { eventIds } from '../../../../schemas/eventId.ts';
import { createRegistryProcessor } from '../../../../sinks/index.ts';
import { keyedHashes } from '../../../../sinks/postgres/audit/keyedHash.ts';
import { publishedChanges } from '../../../../sinks/postgres/audit/values.ts';
import { attributeValues, firstDay, isoDay } from '../../../../sinks/postgres/state/values.ts';

describe('sinks/postgres: values', () => {
  const days = [
    ['2024-02-29', '2024-02-29'],
    ['2023-02-29', null],
    ['2023-2-9', null],
    ['0000-01-01', null],
    ['2023-02-28T00:00', null],
    [null, null],
  ] as const;
  for (const [text, day] of days) {
    it(`takes ${String(text)} as ${String(day)}`, () => {
      expect(isoDay(text)).to.equal(day);
    });
  }

  it('gives a date known in part the first day of its period', () => {
    const of = (precision: 'month' | 'year' | 'unknown', value: string) =>
      firstDay({ precision, value, imprecise: false });
    expect([of('month', '1984-06'), of('year', '1984'), of('unknown', 'spring')]).to.deep.equal([
      '1984-06-01',
      '1984-01-01',
      null,
    ]);
  });

  it('keeps what JavaScript cannot hold exactly as text', () => {
    expect(attributeValues({ b: '12345678901234567890', a: '0.5', c: 'not json', d: '{"z":1,"y":[2]}' })).to.deep.equal(
      {
        a: 0.5,
        b: '12345678901234567890',
        c: 'not json',
        d: { y: [2], z: 1 },
      },
    );
  });
});

describe('sinks/postgres: values in audit events', () => {
  const changes = [{ field: 'sex', before: 'male', after: 'female' }];
  const publish = (mode: 'none' | 'hashed' | 'full', subject = 'one', secret = 'secret') =>
    publishedChanges(changes, subject, { mode, keyedHash: keyedHashes(createSecretKey(secret, 'utf8')) })[0];

  it('are absent, in full, or keyed hashes', () => {
    expect(publish('none')).to.deep.equal({ field: 'sex', before: null, after: null });
    expect(publish('full')).to.deep.equal({ field: 'sex', before: 'male', after: 'female' });
    expect(publish('hashed')?.after).to.match(/^[0-9a-f]{64}$/);
  });

  it('cannot be compared between persons or without the secret', () => {
    expect(publish('hashed', 'one')).to.deep.equal(publish('hashed', 'one'));
    expect(publish('hashed', 'two')?.after).not.to.equal(publish('hashed', 'one')?.after);
    expect(publish('hashed', 'one', 'another')?.after).not.to.equal(publish('hashed', 'one')?.after);
  });

  it('refuses to hash without a secret', () => {
    const make = () =>
      createRegistryProcessor({ deployment: 'd', auditValues: 'hashed', auditSecret: '', uniqueKinds: [] });
    expect(make).to.throw().with.property('code', 'AUDIT_SECRET_MISSING');
  });
});

describe('schemas/eventId', () => {
  it('is the uuidv5 of deployment, stage, position and ordinal', () => {
    const at = { topic: 'registrants', partition: 2, offset: 41 };
    const id = eventIds('test', 'registry')(at, 0);
    expect(id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-5/);
    expect(eventIds('test', 'registry')({ ...at }, 0)).to.equal(id);
    expect(eventIds('test', 'registry')(at, 1)).not.to.equal(id);
    expect(eventIds('other', 'registry')(at, 0)).not.to.equal(id);
    expect(eventIds('test', 'identity')(at, 0)).not.to.equal(id);
  });
});
