import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { createHttpClient } from '../../../../connectors/http/client.ts';
import type { HttpClient, HttpHooks, JsonRequest } from '../../../../connectors/http/client.ts';
import { EtlError } from '../../../../core/errors.ts';
import { quickConfig, sendJson, startServer } from './testServer.ts';
import type { Handler, TestServer } from './testServer.ts';

const forever = new AbortController().signal;
const get: JsonRequest<unknown> = { method: 'GET', path: '/people', read: (json) => json };

describe('HTTP client', () => {
  let server: TestServer | undefined;
  let client: HttpClient | undefined;

  afterEach(async () => {
    await client?.close();
    await server?.close();
    client = server = undefined;
  });

  const start = async (handler: Handler, more: object = {}, hooks: HttpHooks = {}): Promise<HttpClient> => {
    server = await startServer(handler);
    client = createHttpClient(quickConfig(`${server.url}/api/`, more), hooks);
    return client;
  };

  const failure = async (request: JsonRequest<unknown> = get, signal = forever): Promise<EtlError> => {
    const error: unknown = await client?.send(request, signal).catch((thrown: unknown) => thrown);
    if (error instanceof EtlError) return error;
    throw new Error(`no typed error: ${String(error)}`);
  };

  it('sends JSON below the base address with the headers that the configuration adds', async () => {
    const sender = await start(
      (_seen, response) => {
        sendJson(response, 200, { ok: true });
      },
      { headers: { 'X-Tenant': 'north' } },
    );
    const answer = await sender.send({ ...get, method: 'POST', body: () => ({ a: 1 }) }, forever);
    expect(answer).to.deep.equal({ ok: true });
    const [seen] = server?.seen ?? [];
    expect(seen).to.include({ method: 'POST', url: '/api/people', body: '{"a":1}' });
    expect(seen?.headers).to.include({ 'x-tenant': 'north', 'content-type': 'application/json' });
  });

  it('shows credentials as the configuration says', async () => {
    const cases: readonly [object, (seen: TestServer['seen'][number] | undefined) => unknown, string][] = [
      [{ type: 'basic', username: 'a', password: 'ü' }, (seen) => seen?.headers.authorization, 'Basic YTrDvA=='],
      [{ type: 'bearer', token: 't' }, (seen) => seen?.headers.authorization, 'Bearer t'],
      [{ type: 'api-key', key: 'k' }, (seen) => seen?.headers['x-api-key'], 'k'],
      [{ type: 'api-key', key: 'k&', in: 'query', name: 'key' }, (seen) => seen?.url, '/api/people?key=k%26'],
    ];
    for (const [auth, shown, expected] of cases) {
      const sender = await start(
        (_seen, response) => {
          sendJson(response, 200, {});
        },
        { auth },
      );
      await sender.send(get, forever);
      expect(shown(server?.seen[0])).to.equal(expected);
      await client?.close();
      await server?.close();
    }
  });

  it('tries again what may pass, and tells so', async () => {
    const told: string[] = [];
    const sender = await start(
      (_seen, response, count) => {
        if (count === 1) sendJson(response, 503, {});
        else if (count === 2) response.end('<html>');
        else sendJson(response, 200, { ok: true });
      },
      {},
      { onRetry: (error, attempt) => told.push(`${String(attempt)} ${error.code}`) },
    );
    expect(await sender.send(get, forever)).to.deep.equal({ ok: true });
    expect(told).to.deep.equal(['1 REGISTRY_FAILED', '2 RESPONSE_NOT_JSON']);
  });

  it('tries again what the reader of the answer takes for transient', async () => {
    await start((_seen, response) => {
      sendJson(response, 200, {});
    });
    const error = await failure({
      ...get,
      read: () => {
        throw new EtlError('NO_ENVELOPE', 'transient', 'no envelope', { component: 'test' });
      },
    });
    expect(error.code).to.equal('NO_ENVELOPE');
    expect(server?.seen).to.have.length(3);
  });

  it('does not try again what the operator has to mend', async () => {
    const codes: Record<number, string> = {
      301: 'REGISTRY_REDIRECTS',
      400: 'REGISTRY_REFUSED_REQUEST',
      401: 'REGISTRY_REFUSED_CREDENTIALS',
      403: 'REGISTRY_FORBIDS',
      404: 'REGISTRY_PATH_NOT_FOUND',
      422: 'REGISTRY_REFUSED_REQUEST',
    };
    let status = 0;
    await start((_seen, response) => {
      sendJson(response, status, { detail: 'Jane Doe' });
    });
    for (const [one, code] of Object.entries(codes)) {
      status = Number(one);
      const before = server?.seen.length ?? 0;
      const error = await failure();
      expect(error).to.include({ code, fault: 'config' });
      expect(error.message).not.to.match(/Jane/);
      expect(server?.seen.length).to.equal(before + 1);
    }
  });

  it('waits as long as Retry-After says, but no longer than it may', async () => {
    const moments: number[] = [];
    const sender = await start((_seen, response, count) => {
      moments.push(performance.now());
      if (count === 1) sendJson(response, 429, {}, { 'retry-after': '3600' });
      else sendJson(response, 200, {});
    });
    await sender.send(get, forever);
    const [first = 0, second = 0] = moments;
    expect(second - first).to.be.within(45, 1_500);
  });

  it('tells a broken answer by status, length and position, never by its text', async () => {
    await start((_seen, response) => response.end('{"name": "Jane Doe", "x": ]'));
    const error = await failure();
    expect(error).to.include({ code: 'RESPONSE_NOT_JSON', fault: 'transient' });
    expect(error.context.details).to.include({ status: 200, length: 27 });
    expect(`${error.message}${JSON.stringify(error.context)}${String(error.cause)}`).not.to.match(/Jane/);
  });

  it('stops reading an answer that is too large', async () => {
    let written = 0;
    await start(
      (_seen, response) => {
        response.writeHead(200);
        const pump = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536, ' '))) written += 65_536;
        };
        response.on('drain', pump);
        pump();
      },
      { maxResponseBytes: 100_000 },
    );
    const error = await failure();
    expect(error).to.include({ code: 'RESPONSE_TOO_LARGE', fault: 'config' });
    expect(written).to.be.lessThan(50_000_000);
  });

  it('reads an answer that is compressed unasked, but only as much of it as it may', async () => {
    const encodings: readonly [string, (text: string) => Buffer][] = [
      ['gzip', (text) => gzipSync(text)],
      ['deflate', (text) => deflateSync(text)],
      ['br', (text) => brotliCompressSync(text)],
    ];
    for (const [encoding, compress] of encodings) {
      const answer = (text: string): Promise<HttpClient> =>
        start(
          (_seen, response) => {
            response.writeHead(200, { 'content-encoding': encoding }).end(compress(text));
          },
          { maxResponseBytes: 10_000 },
        );
      expect(await (await answer('{"a":1}')).send(get, forever)).to.deep.equal({ a: 1 });
      await client?.close();
      await server?.close();
      await answer(`{"a":"${' '.repeat(1_000_000)}"}`);
      expect(await failure()).to.include({ code: 'RESPONSE_TOO_LARGE', fault: 'config' });
      await client?.close();
      await server?.close();
    }
    await start((_seen, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}').subarray(0, 12));
    });
    expect(await failure()).to.include({ fault: 'transient' });
    await client?.close();
    await server?.close();
    await start((_seen, response) => {
      response.writeHead(200, { 'content-encoding': 'compress' }).end('{}');
    });
    expect(await failure()).to.include({ code: 'RESPONSE_ENCODING_UNKNOWN', fault: 'config' });
  });

  it('gives up a try after its time, and a server that hangs up', async () => {
    await start(
      (_seen, response, count) => {
        if (count > 3) response.destroy();
      },
      { timeoutMs: 40 },
    );
    expect(await failure()).to.include({ code: 'REGISTRY_TIMEOUT', fault: 'transient' });
    expect(await failure()).to.include({ code: 'REGISTRY_UNREACHABLE', fault: 'transient' });
  });

  it('ends at once when it is aborted, with the reason: in a request, and in the pause before the next try', async () => {
    for (const status of [0, 503]) {
      const stop = new AbortController();
      const sender = await start(
        (_seen, response) => {
          if (status > 0) sendJson(response, status, {}, { 'retry-after': '60' });
          setTimeout(() => {
            stop.abort(new Error('stop'));
          }, 20);
        },
        { retry: { attempts: 3, minDelayMs: 60_000, maxDelayMs: 60_000 }, timeoutMs: 60_000 },
      );
      const began = performance.now();
      const error: unknown = await sender.send(get, stop.signal).catch((thrown: unknown) => thrown);
      expect(error).to.have.property('message', 'stop');
      expect(performance.now() - began).to.be.lessThan(5_000);
      await client?.close();
      await server?.close();
    }
  });

  it('keeps to its limits of concurrency and rate', async () => {
    let underWay = 0;
    let most = 0;
    const sender = await start(
      (_seen, response) => {
        most = Math.max(most, ++underWay);
        setTimeout(() => {
          underWay -= 1;
          sendJson(response, 200, {});
        }, 5);
      },
      { maxConcurrent: 2, requestsPerSecond: 50 },
    );
    const began = performance.now();
    await Promise.all(Array.from({ length: 8 }, () => sender.send(get, forever)));
    expect(most).to.be.at.most(2);
    expect(performance.now() - began).to.be.at.least(120);
  });
});
