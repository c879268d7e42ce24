import { expect } from 'chai';
import { describe, it } from 'mocha';
import { StallWatch } from '../../../../runtime/stage/stallWatch.ts';

const at = (progress: string) => [{ name: 'in/0', progress }];

describe('the watch for stalls', () => {
  it('counts from the first look that saw work to do, not from the last movement', () => {
    const watch = new StallWatch();
    expect(watch.look([], 0)).to.equal(undefined);
    expect(watch.look(at('1'), 1_000_000)?.standingFor).to.equal(0);
    expect(watch.look(at('1'), 1_060_000)).to.deep.equal({ name: 'in/0', standingFor: 60_000 });
  });

  it('begins anew when the partition moves, or had nothing to do in between', () => {
    const watch = new StallWatch();
    watch.look(at('1'), 0);
    expect(watch.look(at('2'), 50_000)?.standingFor).to.equal(0);
    watch.look([], 60_000);
    expect(watch.look(at('2'), 110_000)?.standingFor).to.equal(0);
  });

  it('does not count time for which nobody could be asked', () => {
    const watch = new StallWatch();
    watch.look(at('1'), 0);
    watch.forget();
    expect(watch.look(at('1'), 70_000)?.standingFor).to.equal(0);
    expect(watch.look(at('1'), 80_000)?.standingFor).to.equal(10_000);
  });

  it('tells of the one that has been standing longest', () => {
    const watch = new StallWatch();
    watch.look(at('1'), 0);
    const longest = watch.look([...at('1'), { name: 'in/1', progress: '7' }], 5_000);
    expect(longest).to.deep.equal({ name: 'in/0', standingFor: 5_000 });
  });
});
