import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EtlError } from '../../../../core/errors.ts';
import { joined, listedTargets, namedTargets } from '../../../../runtime/erasure/index.ts';

const id = '13f4180d-d2b6-5088-85bd-4b610bcb9abc';
const key = 'ab'.repeat(16);
const proof = {
  recordKey: 'cd'.repeat(16),
  source: 'civil',
  import: 'people',
  target: 'person',
  entityId: id,
  aliases: [`r:${key}`],
  reason: 'request',
  erasedBy: 'maria',
  erasedAt: 5,
  mayReturn: false,
};

const refusal = (use: () => unknown): EtlError => {
  try {
    use();
  } catch (thrown) {
    if (thrown instanceof EtlError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was refused');
};

describe('what is to be erased, as it is said', () => {
  it('tells ids from record keys, and neither from a name, which it does not repeat', () => {
    expect(namedTargets([id, key])).to.deep.equal({ ids: new Set([id]), recordKeys: new Set([key]), proofs: [] });
    const { code, fault, message } = refusal(() => namedTargets([id, 'Ana Reyes']));
    expect([code, fault]).to.deep.equal(['ERASURE_TARGET_INVALID', 'config']);
    expect(message).to.include('argument 2').and.not.include('Ana');
  });

  it('reads a list of ids, record keys and proofs, with remarks', () => {
    const text = `# of today\n\n${id}  # asked in writing\n${key}\n${JSON.stringify(proof)}\n`;
    expect(listedTargets(text)).to.deep.equal({ ids: new Set([id]), recordKeys: new Set([key]), proofs: [proof] });
    expect(joined([namedTargets([key]), listedTargets(text)]).recordKeys.size).to.equal(1);
  });

  it('names the line that it cannot read', () => {
    expect(refusal(() => listedTargets(`${id}\nAna Reyes`)).message).to.match(/^line 2 /);
    for (const wrong of ['{', JSON.stringify({ ...proof, name: 'Ana' }), JSON.stringify({ ...proof, recordKey: 'x' })])
      expect(refusal(() => listedTargets(wrong)).message).to.match(/^line 1 is no proof/);
  });
});
