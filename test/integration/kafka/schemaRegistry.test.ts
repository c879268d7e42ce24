import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { codec, schemaIds } from '../../../runtime/kafka/index.ts';
import type { Codec, SchemaIds } from '../../../runtime/kafka/index.ts';
import { topicDefinitions } from '../../../schemas/topics.ts';
import { schemas } from '../../../schemas/generated/schemas.ts';
import { onStack, schemaRegistry, unique } from './fixture.ts';

const person = (...fields: readonly object[]): object => ({
  type: 'record',
  name: 'Person',
  namespace: 'org.example',
  fields: [{ name: 'name', type: 'string' }, ...fields],
});
const area = { name: 'area', type: ['null', 'string'], default: null };

const ids = (url = schemaRegistry()): SchemaIds => schemaIds({ url, timeout: 1000 });
const codecFor = (topic: string, schema: object, registry = ids()): Codec =>
  codec([{ name: 'org.example.Person', schema, topics: [topic] }], registry);

const send = (method: string, path: string, body?: object): Promise<Response> =>
  fetch(`${schemaRegistry()}${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });

/** Removes the subject afterwards, for good. */
const withSubject = async (use: (topic: string, subject: string) => Promise<void>): Promise<void> => {
  const topic = unique('subject');
  const subject = `${topic}-org.example.Person`;
  try {
    await use(topic, subject);
  } finally {
    await send('DELETE', `/subjects/${subject}`);
    await send('DELETE', `/subjects/${subject}?permanent=true`);
  }
};

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

describe('the codec on a schema registry', () => {
  onStack();

  it('registers once, however often it is told, and sets the compatibility', () =>
    withSubject(async (topic, subject) => {
      await codecFor(topic, person()).register();
      await codecFor(topic, person()).register();
      expect(await (await send('GET', `/subjects/${subject}/versions`)).json()).to.deep.equal([1]);
      expect(await (await send('GET', `/config/${subject}`)).json()).to.deep.equal({
        compatibilityLevel: 'BACKWARD_TRANSITIVE',
      });
    }));

  it('carries a value from one process to another, across a schema change', () =>
    withSubject(async (topic) => {
      const old = codecFor(topic, person());
      await old.register();
      const bytes = old.encode(topic, 'org.example.Person', { name: 'Ama' });
      const now = codecFor(topic, person(area));
      await now.register();
      await now.load([bytes]);
      expect({ ...(now.decode(bytes).value as object) }).to.deep.equal({ name: 'Ama', area: null });
    }));

  it('only looks up when it may not register', () =>
    withSubject(async (topic) => {
      expect(await failureOf(codecFor(topic, person()).prepare())).to.include({
        code: 'SCHEMA_NOT_REGISTERED',
        fault: 'config',
      });
      await codecFor(topic, person()).register();
      const prepared = codecFor(topic, person());
      await prepared.prepare();
      expect(prepared.encode(topic, 'org.example.Person', { name: 'Ama' })[0]).to.equal(0);
    }));

  it('refuses a schema that cannot read what is there', () =>
    withSubject(async (topic) => {
      await codecFor(topic, person()).register();
      const incompatible = codecFor(topic, person({ name: 'area', type: 'string' }));
      expect(await failureOf(incompatible.register())).to.include({ code: 'SCHEMA_INCOMPATIBLE', fault: 'config' });
    }));

  it('refuses a subject with another compatibility', () =>
    withSubject(async (topic, subject) => {
      await codecFor(topic, person()).register();
      await send('PUT', `/config/${subject}`, { compatibility: 'NONE' });
      expect(await failureOf(codecFor(topic, person(area)).register())).to.include({
        code: 'SCHEMA_COMPATIBILITY_DIFFERS',
        fault: 'config',
      });
    }));

  it('faults the record when no such schema exists', async () => {
    const reader = codecFor('t', person());
    const value = Buffer.from([0, 0x7f, 0xff, 0xff, 0xf0, 2, 65]);
    await reader.load([value]);
    expect(() => reader.decode(value))
      .to.throw()
      .with.property('code', 'SCHEMA_UNKNOWN');
  });

  it('says that the registry cannot be reached', async () => {
    const nobody = codecFor('t', person(), ids('http://127.0.0.1:9'));
    const unavailable = { code: 'SCHEMA_REGISTRY_UNAVAILABLE', fault: 'transient' };
    expect(await failureOf(nobody.register())).to.include(unavailable);
    expect(await failureOf(nobody.load([Buffer.from([0, 0, 0, 0, 1])]))).to.include(unavailable);
  });

  it('does not wait for ever for a registry that never answers', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const failure = await failureOf(codecFor('t', person(), ids(`http://127.0.0.1:${String(port)}`)).register());
    expect(failure).to.include({ code: 'SCHEMA_REGISTRY_UNAVAILABLE', fault: 'transient' });
    silent.closeAllConnections();
    silent.close();
  });

  it("takes the product's own schemas", async () => {
    const prefix = unique('product');
    const catalogue = Object.entries(schemas).map(([name, schema]) => ({
      name,
      schema,
      topics: topicDefinitions.filter(({ types }) => types.includes(name)).map((topic) => `${prefix}.${topic.name}`),
    }));
    try {
      await codec(catalogue, ids()).register();
      await codec(catalogue, ids()).prepare();
    } finally {
      for (const { name, topics } of catalogue) {
        for (const topic of topics) {
          await send('DELETE', `/subjects/${topic}-${name}`);
          await send('DELETE', `/subjects/${topic}-${name}?permanent=true`);
        }
      }
    }
  });
});
