import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { follow, noTrail } from '../../../../connectors/graphql/trail.ts';
import type { Trail } from '../../../../connectors/graphql/trail.ts';

/** How many cursors are followed until the circle is seen. */
const stepsUntilSeen = (tail: number, circle: number): number => {
  let trail: Trail | undefined = noTrail;
  for (let step = 0; ; step += 1) {
    const at: number = step < tail ? step : tail + ((step - tail) % circle);
    trail = follow(trail, `cursor ${String(at)}`);
    if (trail === undefined) return step;
  }
};

describe('trail of cursors', () => {
  it('sees a circle of up to 128 pages with the first cursor that comes again', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.integer({ min: 1, max: 128 }), (tail, circle) => {
        expect(stepsUntilSeen(tail, circle)).to.equal(tail + circle);
      }),
    );
  });

  it('sees longer ones, too', () => {
    for (const [tail, circle] of [
      [0, 129],
      [700, 1_500],
      [3, 5_000],
    ] as const) {
      expect(stepsUntilSeen(tail, circle)).to.be.at.most(3 * (tail + circle));
    }
  });

  it('lets a long way pass, and stays small', () => {
    let trail: Trail = noTrail;
    for (let page = 0; page < 20_000; page += 1) trail = follow(trail, `cursor ${String(page)}`) ?? noTrail;
    expect(trail.length).to.equal(20_000);
    expect(trail.recent.join('').length).to.be.at.most(2_048);
  });
});
