import { expect } from 'chai';
import { describe, it } from 'mocha';
import { compareDecisions } from '../../../../runtime/decisions/index.ts';
import type { StoredDecision } from '../../../../runtime/decisions/index.ts';
import type { IdentityDecision } from '../../../../schemas/generated/types.ts';

const decision = (entity: string, version: number, ordinal: number): StoredDecision => ({
  key: `${entity}/${String(version)}/${String(ordinal)}`,
  ordinal,
  decision: { version } as IdentityDecision,
});

describe('order of decisions', () => {
  it('is that of the log, across registrants, and numbers are not texts', () => {
    const inOrder = [
      decision('b', 2, 1),
      decision('a', 9, 2),
      decision('b', 10, 2),
      decision('a', 10, 10),
      decision('a', 11, 0),
    ];
    const shuffled = [3, 0, 4, 2, 1].flatMap((index) => inOrder[index] ?? []);
    expect(shuffled.sort(compareDecisions)).to.deep.equal(inOrder);
  });
});
