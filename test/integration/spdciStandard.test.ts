import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Source } from '../../core/source.ts';
import { spdciPaths, startSimulator } from '../../dev/simulator/index.ts';
import type { Simulator } from '../../dev/simulator/index.ts';
import { sharedText } from '../support/sharedSpec.ts';
import { standardSchemas } from '../support/spdciSchemas.ts';
import { openSpdci } from '../support/spdciSource.ts';
import type { SpdciTestSource } from '../support/spdciSource.ts';

const quiet = new AbortController().signal;
const beginning = { mode: 'complete', watermark: undefined, cursor: undefined } as const;

/** The schemas of the social API, by what they are for. */
const compileSchemas = (text: string) => {
  const { request, answer, acknowledgement } = standardSchemas(text);
  return {
    search: { request: request('/registry/sync/search'), answer: answer('/registry/sync/search') },
    asynchronousSearch: { request: request('/registry/search'), answer: acknowledgement() },
    status: { request: request('/registry/sync/txn/status'), answer: answer('/registry/sync/txn/status') },
  };
};

interface Exchange {
  readonly path: string;
  readonly request: unknown;
  readonly answer: unknown;
}

/** Stands between a source and the simulator and keeps what they say. */
const startRecorder = async (target: string): Promise<{ url: string; exchanges: Exchange[]; server: Server }> => {
  const exchanges: Exchange[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const headers = { authorization: incoming.headers.authorization ?? '', 'content-type': 'application/json' };
      void fetch(`${target}${incoming.url ?? ''}`, { method: 'POST', headers, body }).then(async (response) => {
        const text = await response.text();
        exchanges.push({ path: incoming.url ?? '', request: JSON.parse(body), answer: JSON.parse(text) });
        outgoing.writeHead(response.status, { 'content-type': 'application/json' }).end(text);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, exchanges, server };
};

const readAll = async (source: Source): Promise<void> => {
  try {
    let page = await source.poll(beginning, quiet);
    while (!page.done) page = await source.poll({ ...beginning, cursor: page.cursor }, quiet);
    await source.poll({ mode: 'incremental', watermark: '2026-01-01T00:00:00Z', cursor: undefined }, quiet);
  } finally {
    await source.close();
  }
};

describe('what the SPDCI connector and the simulator say to each other', () => {
  const text = sharedText('spdci/social_api_v1.0.0.yaml');
  let simulator: Simulator;
  let recorder: Awaited<ReturnType<typeof startRecorder>>;

  before(async () => {
    simulator = await startSimulator({ households: 12, spdci: { mixed: true } });
    recorder = await startRecorder(simulator.url);
  });
  after(async () => {
    recorder.server.close();
    await simulator.close();
  });

  const exchangesOf = async (options: SpdciTestSource): Promise<readonly Exchange[]> => {
    recorder.exchanges.length = 0;
    await readAll(openSpdci(simulator, { ...options, connection: { ...options.connection, baseUrl: recorder.url } }));
    return [...recorder.exchanges];
  };

  const expectStandard = (exchanges: readonly Exchange[], paths: readonly (keyof typeof spdciPaths)[]): void => {
    if (text === undefined) throw new Error('there is no standard');
    const schemas = compileSchemas(text);
    expect(new Set(exchanges.map((one) => one.path))).to.deep.equal(new Set(paths.map((path) => spdciPaths[path])));
    for (const { path, request, answer } of exchanges) {
      const name = Object.entries(spdciPaths).find(([, own]) => own === path)?.[0] as keyof typeof schemas;
      expect(schemas[name].request(request), JSON.stringify(schemas[name].request.errors)).to.equal(true);
      expect(schemas[name].answer(answer), JSON.stringify(schemas[name].answer.errors)).to.equal(true);
    }
  };

  const identifier = { queryType: 'idtype-value', since: undefined };

  for (const [title, query] of [
    ['an expression', { sort: [{ attribute: 'last_updated' }] }],
    ['predicates', { queryType: 'predicate' }],
    ['an identifier', identifier],
  ] as const) {
    it(`fits the schemas of the standard in a search by ${title}`, async function () {
      if (text === undefined) this.skip();
      const [one] = simulator.registry.store.all().filter((row) => !row.isGroup && row.regIds.length > 0);
      const own = { type: one?.regIds[0]?.idTypeAsStr, value: one?.regIds[0]?.value };
      for (const target of ['individual', 'group'] as const) {
        const asked = query === identifier ? { ...identifier, query: own } : query;
        expectStandard(await exchangesOf({ target, query: asked }), ['search']);
      }
    });
  }

  it('fits them in an asynchronous search, its acknowledgement and its status', async function () {
    if (text === undefined) this.skip();
    const asynchronous = {
      searchPath: spdciPaths.asynchronousSearch,
      statusPath: spdciPaths.status,
      pollIntervalMs: 1,
    };
    expectStandard(await exchangesOf({ connection: { asynchronous } }), ['asynchronousSearch', 'status']);
  });

  it('does not fit them when a required piece is missing', function () {
    if (text === undefined) this.skip();
    const { request, answer } = compileSchemas(text).search;
    expect(request({ header: {}, message: {} })).to.equal(false);
    expect(answer({ header: { message_id: 'm' }, message: {} })).to.equal(false);
  });
});
