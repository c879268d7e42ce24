import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { ValidateFunction } from 'ajv';
import { spdciPaths, startSimulator } from '../../dev/simulator/index.ts';
import { checkedConnection, listeningConnection, RecordingListener, subscribePaths } from '../support/spdciCallback.ts';
import { standardSchemas } from '../support/spdciSchemas.ts';
import { openSpdci } from '../support/spdciSource.ts';
import { sharedText } from '../support/sharedSpec.ts';
import { waitFor } from '../support/stack.ts';

const quiet = new AbortController().signal;

const expectValid = (schema: ValidateFunction, value: unknown, what: string): void => {
  expect(schema(value), `${what}: ${JSON.stringify(schema.errors)}`).to.equal(true);
};

/** What a source and the simulator say to each other about a search with a callback, and about subscriptions. */
const conversation = async () => {
  const simulator = await startSimulator({ households: 6, spdci: { sign: true } });
  const { connection } = await listeningConnection();
  const source = openSpdci(simulator, {
    connection: { ...checkedConnection(simulator), ...connection },
    query: { subscribe: { events: ['UPDATE', 'DELETE'], ...subscribePaths } },
  });
  try {
    const listener = new RecordingListener();
    await source.listen?.(listener, quiet);
    await waitFor('the subscriptions', () => Promise.resolve(listener.kept !== undefined));
    await source.poll({ mode: 'complete', watermark: undefined, cursor: undefined }, quiet);
    const before = simulator.registry.snapshot();
    simulator.registry.change({ update: 1 });
    await simulator.spdci.subscriptions.tell(before, simulator.registry.snapshot());
    await source.unsubscribe?.(listener.kept ?? '', quiet);
    return { requests: simulator.spdci.heard(), deliveries: await simulator.spdci.sent() };
  } finally {
    await source.close();
    await simulator.close();
  }
};

describe('what the SPDCI connector and the simulator send each other by themselves', () => {
  const text = sharedText('spdci/registry_core_api_v1.0.0.yaml');

  it('fits the schemas of the standard', async function () {
    if (text === undefined) this.skip();
    this.timeout(60_000);
    const schemas = standardSchemas(text);
    const { requests, deliveries } = await conversation();
    const asked: Readonly<Record<string, string>> = {
      [spdciPaths.subscribe]: '/registry/subscribe',
      [spdciPaths.unsubscribe]: '/registry/unsubscribe',
    };
    const seen = new Set<string>();
    for (const { path, body } of requests) {
      const standard = asked[path];
      if (standard === undefined) continue;
      seen.add(standard);
      expectValid(schemas.request(standard), body, path);
    }
    for (const { action, envelope, answer } of deliveries) {
      seen.add(action);
      expectValid(schemas.request(`/registry/${action}`), envelope, action);
      expectValid(schemas.acknowledgement(), answer, `reply to ${action}`);
    }
    expect([...seen]).to.include.members([
      '/registry/subscribe',
      '/registry/unsubscribe',
      'on-search',
      'on-subscribe',
      'notify',
    ]);
  });

  it('fits those of social registries in a result that comes by itself', async function () {
    const social = sharedText('spdci/social_api_v1.0.0.yaml');
    if (social === undefined) this.skip();
    this.timeout(60_000);
    const schema = standardSchemas(social).request('/registry/on-search');
    const { deliveries } = await conversation();
    for (const { action, envelope } of deliveries) if (action === 'on-search') expectValid(schema, envelope, action);
    expect(schema({ header: {} })).to.equal(false);
  });
});
