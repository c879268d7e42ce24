import { expect } from 'chai';
import { withHeartbeats } from '../../../../runtime/subscribe/heartbeats.ts';

/** Work that ends once it has seen so many heartbeats. */
const workUntil = (beats: number, heartbeat: () => Promise<void>) => {
  let seen = 0;
  let end: () => void = () => undefined;
  const work = new Promise<void>((resolve) => {
    end = resolve;
  });
  const beat = (): Promise<void> => {
    seen += 1;
    if (seen >= beats) end();
    return heartbeat();
  };
  return { work, beat };
};

describe('heartbeats while a reader works', () => {
  it('go on until the work is done', async () => {
    const { work, beat } = workUntil(3, () => Promise.resolve());
    await withHeartbeats(work, beat, 1);
  });

  it('leave as it is what a failed heartbeat threw, once the work is over', async () => {
    const lost = new Error('the membership is gone');
    const { work, beat } = workUntil(2, () => Promise.reject(lost));
    expect(await withHeartbeats(work, beat, 1).catch((thrown: unknown) => thrown)).to.equal(lost);
  });

  it('give way to what the work threw', async () => {
    const failed = new Error('the database is away');
    const found = withHeartbeats(Promise.reject(failed), () => Promise.resolve(), 1000);
    expect(await found.catch((thrown: unknown) => thrown)).to.equal(failed);
  });
});
