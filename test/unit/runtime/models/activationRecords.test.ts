import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readModel } from '../../../../processors/identity/linkage/index.ts';
import { slicesOf } from '../../../../processors/index.ts';
import { activationRecords } from '../../../../runtime/models/activationRecords.ts';
import type { ModelActivation, ModelActivationStep } from '../../../../schemas/generated/types.ts';
import { linkingModel } from '../../processors/support/model.ts';

const model = linkingModel();
const recordsOf = (slices: number, of = model) =>
  activationRecords({ model: of, activatedBy: 'registrar', activatedAt: 1_700_000_000_000, slices });

describe('the records that activate a model', () => {
  it('cut the records into slices of at most 500, one at least', () => {
    expect([0, 1, 500, 501, 17_000].map(slicesOf)).to.deep.equal([1, 1, 1, 2, 34]);
  });

  it('are the activation, whose model can be read, and then a step for each slice', () => {
    const [activation, ...steps] = recordsOf(3);
    const { artefact, ...rest } = activation?.value as ModelActivation;
    expect(readModel(gunzipSync(artefact).toString())).to.deep.equal(model);
    const said = { hash: model.hash, activatedAt: 1_700_000_000_000 };
    expect(rest).to.deep.equal({ ...said, activatedBy: 'registrar' });
    expect(steps.map(({ value }) => value as ModelActivationStep)).to.deep.equal(
      [0, 1, 2].map((slice) => ({ ...said, slice, of: 3 })),
    );
  });

  it('share the key of the activation among all models, and no other', () => {
    const records = [...recordsOf(3), ...recordsOf(2), ...recordsOf(3, linkingModel(9_000))];
    const keys = records.map(({ key }) => key);
    expect(keys.filter((key) => key === 'model/active')).to.have.length(3);
    expect(new Set(keys)).to.have.property('size', 3 + 2 + 3 + 1);
  });
});
