import { expect } from 'chai';
import { describe, it } from 'mocha';
import { answers, freePort, reservePorts } from '../../../../dev/stack/ports.ts';

describe('ports of the embedded stack', () => {
  it('are each another, also when the same one is wished for twice', async () => {
    const wish = await freePort();
    const { ports, release } = await reservePorts([wish, wish, undefined, undefined]);
    try {
      expect(ports[0]).to.equal(wish);
      expect(new Set(ports).size).to.equal(4);
    } finally {
      await release();
    }
  });

  it('are kept from others until they are released, whoever has tried to connect', async () => {
    const { ports, release } = await reservePorts([undefined]);
    const [port = 0] = ports;
    await answers(port);
    const others = await reservePorts(Array.from({ length: 20 }, () => undefined));
    expect(others.ports).not.to.include(port);
    await others.release();
    await release();
    expect(await answers(port)).to.equal(false);
    const again = await reservePorts([port]);
    expect(again.ports).to.deep.equal([port]);
    await again.release();
  });
});
