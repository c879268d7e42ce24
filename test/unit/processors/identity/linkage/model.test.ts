import { expect } from 'chai';
import { EtlError } from '../../../../../core/errors.ts';
import {
  createPersonLinkage,
  explain,
  readModel,
  starterModel,
  verifyExplanation,
  writeModel,
} from '../../../../../processors/identity/linkage/index.ts';
import { readRows } from '../../../../support/people/profiles.ts';

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof EtlError) return error.code;
    throw error;
  }
  return 'nothing was thrown';
};

describe('linkage/model', () => {
  const model = starterModel();
  const text = writeModel(model);

  it('comes back whole', () => {
    expect(readModel(text)).to.deep.equal(model);
  });

  it('notices every altered number', () => {
    const altered = text.replace(
      /"strangers": -(\d+)/u,
      (_, digits: string) => `"strangers": -${String(Number(digits) + 1)}`,
    );
    expect(altered).not.to.equal(text);
    expect(codeOf(() => readModel(altered))).to.equal('MODEL_ALTERED');
  });

  it('refuses what is no model', () => {
    expect(codeOf(() => readModel(text.slice(0, -20)))).to.equal('MODEL_UNREADABLE');
    expect(codeOf(() => readModel('{"format":1}'))).to.equal('MODEL_INVALID');
  });

  it('gives weights that fall with the agreement', () => {
    for (const { levels, weights } of model.comparisons) {
      expect(weights.strangers[0], levels[0]).to.be.greaterThan(weights.strangers[levels.length - 1] ?? 0);
    }
  });
});

describe('linkage/scoring', () => {
  const linkage = createPersonLinkage(starterModel({ size: 1000 }));
  const row = {
    truth: 'x',
    given_name: 'Amina',
    surname: 'Hassan',
    dob: '1980-05-17',
    sex: 'F',
    address: '4 Lake Road',
    city: 'Gulu',
  };
  const contentOf = (changes: Record<string, string>) => {
    const [profile] = readRows([{ ...row, ...changes }], 'truth').profiles;
    if (profile === undefined) throw new Error('a row was given');
    return linkage.contentOf(profile);
  };
  const self = contentOf({});

  it('adds the weights up again, and says when they do not', () => {
    const explanation = explain(linkage, self, contentOf({ given_name: 'Amena' }));
    verifyExplanation(linkage.model, explanation);
    expect(explanation.probability).to.be.within(0.99, 1);
    expect(JSON.stringify(explanation)).not.to.match(/amina|amena|hassan|1980/iu);
    const forged = { ...explanation, weight: explanation.weight + 1 };
    expect(
      codeOf(() => {
        verifyExplanation(linkage.model, forged);
      }),
    ).to.equal('EXPLANATION_DISAGREES');
  });

  it('takes sisters of one household for two people, whatever they share', () => {
    const sister = contentOf({ given_name: 'Zahra', dob: '1984-11-02' });
    const { weight, strangers, household } = explain(linkage, self, sister);
    expect(household).to.be.lessThan(strangers);
    expect(weight).to.be.lessThan(0);
  });

  it('keeps twins apart who differ in sex and name', () => {
    const brother = contentOf({ given_name: 'Amin', sex: 'M' });
    expect(linkage.conflict(self, brother)).to.equal(true);
    expect(linkage.conflict(self, contentOf({ sex: 'M' })), 'a slip of the pen').to.equal(false);
  });

  it('weighs symmetrically', () => {
    const other = contentOf({ given_name: 'Hassan', surname: 'Amina', dob: '1980-01-01' });
    expect(linkage.weight(self, other)).to.equal(linkage.weight(other, self));
  });
});
