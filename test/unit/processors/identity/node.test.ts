import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Node } from '../../../../processors/identity/node.ts';
import { compareNodes } from '../../../../processors/identity/node.ts';
import { profileOf } from '../../../../processors/identity/profile.ts';

const profile = profileOf('individual', []);
const node = (recordKey: string, time: number): Node => ({
  ...{ recordKey, kind: 'individual', views: new Map(), anchor: null, review: null, published: null, compared: null },
  profile: { ...profile, firstSeen: { ...profile.firstSeen, time } },
});

describe('identity: the order of records', () => {
  it('is by first sight, then by record key, and gives a record no place before itself', () => {
    const [a, b, earlier] = [node('a', 2), node('b', 2), node('c', 1)];
    expect([b, a, earlier].sort(compareNodes)).to.deep.equal([earlier, a, b]);
    expect(compareNodes(a, { ...a })).to.equal(0);
  });
});
