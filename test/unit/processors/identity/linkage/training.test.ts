import { expect } from 'chai';
import { createPersonLinkage, evaluateLinkage, trainModel } from '../../../../../processors/identity/linkage/index.ts';
import type { Evaluation } from '../../../../../processors/identity/linkage/index.ts';
import { EdgeIndex } from '../../../../../processors/identity/linkage/edges/index.ts';
import { comparePairs } from '../../../../../processors/identity/linkage/evaluate/pairs.ts';
import { inventBiographies, inventCustomers } from '../../../../support/people/biographies.ts';
import { readRows, trainingRecords, type InventedRecords } from '../../../../support/people/profiles.ts';
import { inventRegistry } from '../../../../support/people/registry.ts';

const lines = { linkLine: 8 * 256, reviewLine: 0, guard: 0 };

const trainOn = (records: InventedRecords) => trainModel(trainingRecords(records), { texts: records.texts });

const evaluate = (records: InventedRecords): Evaluation =>
  evaluateLinkage(
    records.profiles.map((profile, index) => ({ profile, person: records.personOf[index] ?? '' })),
    createPersonLinkage(trainOn(records).model),
    lines,
  );

describe('linkage/training', () => {
  it('gives one model for one file, whatever the order of its rows', () => {
    const rows = inventCustomers(60, 3);
    const hashes = [rows, [...rows].reverse()].map((some) => trainOn(readRows(some, 'cluster')).model.hash);
    expect(hashes[0]).to.equal(hashes[1]);
  });

  it('falls back to the starter where there is next to nothing to learn from', () => {
    for (const size of [1, 2, 10, 20]) {
      const { model, implausible } = trainOn(readRows(inventCustomers(20, 4).slice(0, size), 'cluster'));
      expect(implausible, String(size)).to.deep.equal([]);
      expect(model.comparisons[0]?.weights.strangers[0]).to.be.within(4 * 256, 12 * 256);
    }
  });

  it('links names alone to nobody but leaves them for review', () => {
    const rows = inventCustomers(40, 5).map((row) => ({
      cluster: row['cluster'] ?? '',
      surname: row['surname'] ?? '',
    }));
    expect(evaluate(readRows(rows, 'cluster')).pairs.linkedPairs).to.be.lessThan(20);
  });

  it('finds the same edges as the edge index', () => {
    const records = readRows(inventRegistry(300, 11, { crossScript: 0.3, submissions: true }), 'person');
    const linkage = createPersonLinkage(trainOn(records).model);
    const contents = [
      ...new Map(
        records.profiles.map((profile) => {
          const content = linkage.contentOf(profile);
          return [content.id, content];
        }),
      ).values(),
    ];
    const index = new EdgeIndex(linkage, { cap: linkage.model.blocking.cap, reviewLine: 0 });
    for (const content of contents) index.put(content.id, content);
    const { edges } = comparePairs(contents, linkage, {
      cap: linkage.model.blocking.cap,
      reviewLine: 0,
      records: new Int32Array(contents.length).fill(1),
      mostRecords: 100,
    });
    const named = edges.map(
      ({ a, b, weight }) => `${[contents[a]?.id ?? '', contents[b]?.id ?? ''].sort().join(' ')} ${String(weight)}`,
    );
    const known = contents.flatMap(({ id }) =>
      index.edgesOf(id).map((edge) => `${[id, edge.id].sort().join(' ')} ${String(edge.weight)}`),
    );
    expect(named.sort()).to.deep.equal([...new Set(known)].sort());
  });
});

describe('linkage on files of several shapes', () => {
  it('tells households, movers and scripts apart', () => {
    const { pairs, review, groups } = evaluate(
      readRows(inventRegistry(3000, 101, { crossScript: 0.3, submissions: true }), 'person'),
    );
    expect(pairs.precision).to.be.at.least(0.997);
    expect(pairs.recall).to.be.at.least(0.88);
    expect(review.perThousandRecords).to.be.at.most(25);
    const across = groups.find(({ group }) => group === 'two scripts');
    expect(across?.recall).to.be.at.least(0.85);
  });

  it('reads biographies with full names, years and birth places', () => {
    const { pairs } = evaluate(readRows(inventBiographies(800, 102), 'cluster'));
    expect(pairs.precision).to.be.at.least(0.995);
    expect(pairs.recall).to.be.at.least(0.88);
  });

  it('reads customers with few and dirty fields', () => {
    const { pairs } = evaluate(readRows(inventCustomers(250, 103), 'cluster'));
    expect(pairs.precision).to.be.at.least(0.995);
    expect(pairs.recall).to.be.at.least(0.94);
  });
});
