import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from 'chai';
import { createPersonLinkage, evaluateLinkage } from '../../../../../processors/identity/linkage/index.ts';
import { learn } from '../../../../../runtime/cli/records/learn.ts';
import { loadRecords } from '../../../../../runtime/cli/records/load.ts';

const folder = resolve(process.env['REGISTRY_STREAM_SHARED'] ?? '../shared', 'data/febrl');
const quiet = { show: () => undefined, end: () => undefined };

describe('linkage on FEBRL, without the social security number', () => {
  for (const number of [1, 2, 3]) {
    it(`reaches F1 .998 on data set ${String(number)}`, async function () {
      this.timeout(300_000);
      const file = resolve(folder, `febrl${String(number)}.csv`);
      if (!existsSync(file)) this.skip();
      const options = { records: file, truth: 'rec_id', without: ['soc_sec_id'] };
      const records = await loadRecords(options, quiet, new AbortController().signal);
      const { model, implausible } = learn(records, {}, quiet);
      expect(implausible).to.deep.equal([]);
      const { pairs, review } = evaluateLinkage(
        records.profiles.map((profile, index) => ({ profile, person: records.personOf[index] ?? '' })),
        createPersonLinkage(model),
        { linkLine: model.lines.link, reviewLine: model.lines.review, guard: model.lines.review },
      );
      expect(pairs.f1).to.be.at.least(0.998);
      expect(pairs.precision).to.equal(1);
      expect(review.perThousandRecords).to.be.at.most(5);
    });
  }
});
