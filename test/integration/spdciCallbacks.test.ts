import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Page, Source } from '../../core/source.ts';
import { startSimulator } from '../../dev/simulator/index.ts';
import type { Simulator } from '../../dev/simulator/index.ts';
import { checkedConnection, listeningConnection, RecordingListener } from '../support/spdciCallback.ts';
import { openSpdci } from '../support/spdciSource.ts';
import type { SpdciTestSource } from '../support/spdciSource.ts';

type Json = Readonly<Record<string, unknown>>;

const quiet = new AbortController().signal;
const beginning = { mode: 'complete', watermark: undefined, cursor: undefined } as const;

const scan = async (source: Source): Promise<readonly Page[]> => {
  const pages = [await source.poll(beginning, quiet)];
  for (let last = pages[0]; last !== undefined && !last.done; last = pages.at(-1))
    pages.push(await source.poll({ ...beginning, cursor: last.cursor }, quiet));
  return pages;
};

const post = async (url: string, body: string, headers: Readonly<Record<string, string>> = {}) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const { message } = (await response.json()) as { message?: { ack_status?: string; error?: { code?: string } } };
  return { http: response.status, status: message?.ack_status, code: message?.error?.code };
};

describe('the callback of an asynchronous SPDCI search', () => {
  let simulator: Simulator;
  let silent: Simulator;
  const open: Source[] = [];

  before(async () => {
    simulator = await startSimulator({ households: 30, spdci: { sign: true } });
    silent = await startSimulator({ households: 5, spdci: { callbacks: false, pendingAnswers: 2 } });
  });
  afterEach(async () => {
    simulator.faults.clear();
    await Promise.all(open.splice(0).map((source) => source.close()));
  });
  after(() => Promise.all([simulator.close(), silent.close()]));

  const listening = async (options: SpdciTestSource = {}, at = simulator, callback: Json = {}) => {
    const { url, connection } = await listeningConnection(callback);
    const signed = at === simulator ? checkedConnection(at) : {};
    const source = openSpdci(at, { ...options, connection: { ...signed, ...connection, ...options.connection } });
    open.push(source);
    const listener = new RecordingListener();
    await source.listen?.(listener, quiet);
    return { source, url, listener };
  };

  /** The result of a search, held back: the source waits for it, and the test decides what is sent. */
  const heldBack = async () => {
    const held = await startSimulator({ households: 8, spdci: { sign: true, callbacks: false, pendingAnswers: 1e9 } });
    const { source, url, listener } = await (async () => {
      const parts = await listeningConnection();
      const own = openSpdci(held, {
        query: { paging: 'cursor' },
        connection: { ...checkedConnection(held), ...parts.connection },
      });
      const heard = new RecordingListener();
      await own.listen?.(heard, quiet);
      return { source: own, url: parts.url, listener: heard };
    })();
    const answered = held.spdci.nextResult();
    const page = source.poll(beginning, quiet);
    page.catch(() => undefined);
    const result = { message: await answered };
    const send = (change?: (envelope: Json) => unknown, message: Json = result.message) =>
      held.spdci.send({
        uri: url,
        receiver: 'registry-stream.example.org',
        action: 'on-search',
        message: () => message,
        ...(change === undefined ? {} : { change }),
      });
    const close = async (): Promise<void> => {
      await source.close();
      await held.close();
    };
    return { held, page, send, url, listener, result, close };
  };

  it('brings the same pages as the synchronous search, and no status is asked for', async () => {
    const { source } = await listening();
    simulator.requests.clear();
    const pages = await scan(source);
    expect(simulator.requests.all().filter(({ path }) => path.endsWith('/status'))).to.deep.equal([]);
    const plain = openSpdci(simulator);
    open.push(plain);
    const entries = (all: readonly Page[]) => all.flatMap((page) => page.entries);
    expect(entries(pages)).to.deep.equal(entries(await scan(plain)));
    expect((await simulator.spdci.sent()).map(({ status }) => status)).to.deep.equal(pages.map(() => 200));
  });

  it('falls back to asking for the status when nothing comes in time, or nobody listens', async () => {
    const { source } = await listening({}, silent, { waitMs: 30 });
    expect((await source.poll(beginning, quiet)).entries).not.to.deep.equal([]);
    const { connection } = await listeningConnection();
    const deaf = openSpdci(simulator, { connection: { ...checkedConnection(simulator), ...connection } });
    open.push(deaf);
    expect((await deaf.poll(beginning, quiet)).entries).not.to.deep.equal([]);
  });

  it('goes on waiting when what comes is not the answer, and tells the registry why', async () => {
    const { page, send, listener, result, close } = await heldBack();
    try {
      const item = (envelope: Json, change: (found: Json) => Json): Json => {
        const message = envelope['message'] as Json;
        const [first] = message['search_response'] as [Json];
        return { ...envelope, message: { ...message, search_response: [change(first)] } };
      };
      const inMessage = (change: (first: Json) => Json): Json =>
        item({ message: result.message }, change)['message'] as Json;
      const refused: readonly [string, (envelope: Json) => unknown, Json | undefined, number, string][] = [
        ['no signature', (all) => ({ ...all, signature: '' }), undefined, 401, 'err.signature.missing'],
        [
          'forged',
          (all) => item(all, (first) => ({ ...first, locale: 'fra' })),
          undefined,
          401,
          'err.signature.invalid',
        ],
        ['transaction', (all) => all, { ...result.message, transaction_id: 'another' }, 404, 'err.request.not_found'],
        [
          'reference',
          (all) => all,
          inMessage((first) => ({ ...first, reference_id: 'another' })),
          400,
          'err.request.bad',
        ],
        ['correlation', (all) => all, { ...result.message, correlation_id: 'another' }, 400, 'err.request.bad'],
        [
          'page',
          (all) => all,
          inMessage((first) => ({ ...first, pagination: { ...(first['pagination'] as Json), page_number: 7 } })),
          400,
          'err.request.bad',
        ],
        [
          'another query',
          (all) => all,
          inMessage((first) => ({ ...first, data: { reg_records: [{ '@type': 'Group', member_list: [] }] } })),
          400,
          'err.request.bad',
        ],
        ['no records', (all) => all, inMessage((first) => ({ ...first, data: {} })), 400, 'err.request.bad'],
        ['encrypted', (all) => all, { ...result.message, ciphertext: 'x' }, 400, 'err.request.bad'],
      ];
      for (const [what, change, message, http, code] of refused) {
        const delivery = await send(change, message);
        const answer = (delivery.answer as { message: { ack_status: string; error: { code: string } } }).message;
        expect([delivery.status, answer.ack_status, answer.error.code], what).to.deep.equal([http, 'ERR', code]);
      }
      expect(listener.codes).to.have.lengthOf(refused.length);
      const pending = await send(
        undefined,
        inMessage((first) => ({ ...first, status: 'pdng', data: null })),
      );
      expect(pending.status).to.equal(200);
      const right = await send();
      expect(right.status).to.equal(200);
      expect((await page).entries).not.to.deep.equal([]);
      // The same once more, and another one that is too late: both are good, and neither is used.
      const again = await post(right.url, JSON.stringify(right.envelope));
      expect([again.http, again.status]).to.deep.equal([200, 'ACK']);
      expect((await send()).answer).to.have.nested.property('message.ack_status', 'NACK');
    } finally {
      await close();
    }
  });

  it('ends the scan when the registry rejects the search by its callback', async () => {
    const { page, send, result, close } = await heldBack();
    try {
      const [first] = result.message['search_response'] as [Json];
      const rejected = { ...first, status: 'rjct', status_reason_code: 'rjct.filter.invalid', data: null };
      expect((await send(undefined, { ...result.message, search_response: [rejected] })).status).to.equal(200);
      const error: unknown = await page.catch((thrown: unknown) => thrown);
      expect(error).to.include({ code: 'SEARCH_REJECTED', fault: 'config' });
    } finally {
      await close();
    }
  });

  it('reads no message that is too large, compressed, or none, and answers at its own paths alone', async () => {
    const { url, listener } = await listening({}, simulator, { maxRequestBytes: 2_048 });
    expect(await post(url, 'x'.repeat(3_000))).to.deep.equal({ http: 413, status: 'ERR', code: 'err.request.bad' });
    expect(await post(url, 'no json')).to.include({ http: 400, status: 'ERR' });
    expect(await post(url, '{}', { 'content-encoding': 'gzip' })).to.include({ http: 400, status: 'ERR' });
    expect(await post(url, '{}')).to.include({ http: 404, code: 'err.request.not_found' });
    expect((await fetch(new URL('/elsewhere', url), { method: 'POST', body: '{}' })).status).to.equal(404);
    expect((await fetch(url, { method: 'PUT', body: '{}' })).status).to.equal(405);
    expect(listener.codes).to.deep.equal([
      'CALLBACK_TOO_LARGE',
      'CALLBACK_UNREADABLE',
      'CALLBACK_UNREADABLE',
      'CALLBACK_TRANSACTION_UNKNOWN',
    ]);
    const chunked = await fetch(url, {
      method: 'POST',
      body: new ReadableStream({
        start: (controller) => {
          controller.enqueue(new TextEncoder().encode('y'.repeat(3_000)));
          controller.close();
        },
      }),
      duplex: 'half',
    }).then(
      (response) => response.status,
      () => 413,
    );
    expect(chunked).to.equal(413);
  });

  it('shares an address between imports, and says so when it belongs to somebody else', async () => {
    const parts = await listeningConnection();
    const connection = { ...checkedConnection(simulator), ...parts.connection };
    const sources = (['individual', 'group'] as const).map((target) => openSpdci(simulator, { target, connection }));
    open.push(...sources);
    for (const source of sources) await source.listen?.(undefined, quiet);
    const [people, groups] = await Promise.all(sources.map((source) => source.poll(beginning, quiet)));
    expect(people?.entries.every(({ kind }) => kind === 'person')).to.equal(true);
    expect(groups?.entries.some(({ kind }) => kind === 'group')).to.equal(true);
    const { callback } = parts.connection as { callback: { listen: string } };
    const blocked = openSpdci(simulator, {
      connection: { ...parts.connection, callback: { ...callback, listen: new URL(simulator.url).host } },
    });
    open.push(blocked);
    const error: unknown = await blocked.listen?.(undefined, quiet).catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'CALLBACK_ADDRESS_IN_USE', fault: 'config' });
  });

  it('is looked at by check: reached, occupied by something else, or unreachable', async () => {
    const { connection } = await listeningConnection();
    const notesFor = async (callback: Json): Promise<readonly string[]> => {
      const own = { ...(connection as { callback: Json }).callback, ...callback };
      const source = openSpdci(simulator, { connection: { callback: own } });
      open.push(source);
      return (await source.sample(3, quiet)).notes ?? [];
    };
    expect(await notesFor({})).to.deep.equal([
      'callback.url leads to this deployment, seen from here; the registry may be in another network',
    ]);
    expect((await notesFor({ url: `${simulator.url}/control/status` }))[0]).to.match(/^something else answers/);
    const [closed] = await notesFor({ url: 'http://127.0.0.1:9/' });
    expect(closed).to.match(/does not answer from here \(\w+\)/);
    expect((await notesFor({ url: 'http://callback.invalid/' })).at(-1)).to.match(/not https/);
  });
});
