import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EtlError } from '../../core/errors.ts';
import { stageInThread } from '../../runtime/deployment/stageInThread.ts';
import { withConfig } from '../support/withConfig.ts';
import { waitFor } from '../support/stack.ts';

const silent = {
  processed: () => undefined,
  published: () => undefined,
  position: () => undefined,
  tookOver: () => undefined,
};

const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

describe('a stage in a thread of its own', () => {
  it('takes its partitions over, tells what it does, and ends in order when it is told to', () =>
    withConfig(async (config) => {
      const taken: string[] = [];
      const stage = stageInThread('registry', config, {
        ...silent,
        tookOver: ({ topic, partition }) => taken.push(`${topic}/${String(partition)}`),
      });
      const wanted = ['groups/0', 'groups/1', 'registrants/0', 'registrants/1'];
      await waitFor('every partition', () => Promise.resolve(taken.length >= wanted.length));
      expect([...taken].sort()).to.deep.equal(wanted);
      await stage.stop(5000);
      await stage.ended;
    }));

  it('ends before it has begun when it is told to at once', () =>
    withConfig(async (config) => {
      const stage = stageInThread('identity', config, silent);
      await stage.stop(5000);
      await stage.ended;
    }));

  it('hands over the error that ends it, typed', () =>
    withConfig(async (config) => {
      const schemaRegistry = { url: 'http://127.0.0.1:1/' };
      const stage = stageInThread('identity', { ...config, schemaRegistry }, silent);
      const error = await rejection(stage.ended);
      expect(error).to.be.instanceOf(EtlError);
      expect(error).to.include({ code: 'SCHEMA_REGISTRY_UNAVAILABLE' });
      await stage.stop(100);
    }));
});
