import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { defaultStackDirectory } from '../../dev/stack/places.ts';
import { useStack } from '../support/stack.ts';
import { killShow } from './identityKills/killShow.ts';
import { bundleProgram } from './world/program.ts';

/** The long form: `npm run test:identity-kills -- --help`. */
describe('a resolver whose processes are killed while the records stream', () => {
  it('comes to the same entities and the same edges, and tells each decision once', async function () {
    if (process.platform !== 'linux') this.skip();
    this.timeout(600_000);
    const { brokers, schemaRegistryUrl, postgresUrl } = await useStack();
    const result = await killShow({
      services: {
        broker: brokers[0] ?? '',
        schemaRegistryUrl,
        postgresUrl,
        directory: join(defaultStackDirectory, 'identity-kills-short'),
      },
      program: await bundleProgram('identity-kills-short'),
      records: 3_000,
      kills: 4,
      zombies: 1,
      seed: 5,
      tell: () => undefined,
    });
    expect(result.differences).to.deep.equal([]);
    expect(result.disturbed.counts).to.include({ repeated: 0, deadLetters: 0 });
    expect(result.kills.owner + result.kills.standby).to.equal(4);
    expect(result.zombies).to.equal(1);
    expect(result.disturbed.counts.decisions).to.be.above(2_500);
  });
});
