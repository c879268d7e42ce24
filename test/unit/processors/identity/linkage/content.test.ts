import { expect } from 'chai';
import { createDictionary } from '../../../../../processors/identity/linkage/index.ts';
import type { Row } from '../../../../support/people/registry.ts';
import { readRows } from '../../../../support/people/profiles.ts';

const contentsOf = (rows: readonly Row[], remembered?: number) => {
  const { profiles } = readRows(
    rows.map((row) => ({ ...row, truth: 'x' })),
    'truth',
  );
  const dictionary = createDictionary({ texts: [], ...(remembered === undefined ? {} : { remembered }) });
  return profiles.map((profile) => dictionary.contentOf(profile));
};

const inOneOrder: Row = { given_name: 'Ana Maria', surname: 'de la Cruz', dob: '1980-03-04' };
const inAnother: Row = { given_name: 'Maria Ana', surname: 'de la Cruz', dob: '1980-03-04' };

describe('linkage/content', () => {
  it('is one for records that say the same, and another for every difference that is compared', () => {
    const [one, same, other] = contentsOf([inOneOrder, { ...inOneOrder }, inAnother]);
    expect(same?.id).to.equal(one?.id);
    expect(other?.given?.key).to.equal(one?.given?.key);
    expect(other?.id).to.not.equal(one?.id);
  });

  it('depends on its record alone, whoever came first', () => {
    const [one, other] = contentsOf([inOneOrder, inAnother]);
    const [otherFirst, oneLater] = contentsOf([inAnother, inOneOrder]);
    expect([one?.given?.joined, other?.given?.joined]).to.deep.equal(['anamaria', 'mariaana']);
    expect(oneLater?.given?.joined).to.equal('anamaria');
    expect([oneLater?.id, otherFirst?.id]).to.deep.equal([one?.id, other?.id]);
  });

  it('names equal values alike while they are remembered, and never two values', () => {
    const rows = Array.from({ length: 50 }, (_, number): Row => ({
      given_name: `Ana${'abcdefghij'[number % 10] ?? ''}`,
    }));
    const all = contentsOf(rows);
    expect(new Set(all.map(({ given }) => given?.id)).size).to.equal(10);
    const forgetful = contentsOf(rows, 3);
    const keys = new Map(forgetful.map(({ given }) => [given?.id, given?.key]));
    for (const { given } of forgetful) expect(keys.get(given?.id)).to.equal(given?.key);
  });
});
