import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createHttpClient } from '../../../../connectors/http/client.ts';
import type { HttpClient } from '../../../../connectors/http/client.ts';
import { readRetryAfter } from '../../../../connectors/http/retryAfter.ts';
import { quickConfig, sendJson, startServer } from './testServer.ts';
import type { TestServer } from './testServer.ts';

const forever = new AbortController().signal;

describe('OAuth 2 client credentials', () => {
  let server: TestServer;
  let client: HttpClient;
  let now = 0;
  let issued = 0;
  let accepted = (token: string): boolean => token !== '';
  let tokenStatus = 200;

  beforeEach(async () => {
    now = issued = 0;
    tokenStatus = 200;
    accepted = (token) => token !== '';
    server = await startServer((seen, response) => {
      if (seen.url === '/token') {
        issued += 1;
        sendJson(response, tokenStatus, { access_token: `t${String(issued)}`, expires_in: 300 });
        return;
      }
      const token = (seen.headers.authorization ?? '').replace('Bearer ', '');
      sendJson(response, accepted(token) ? 200 : 401, { token });
    });
  });

  afterEach(async () => {
    await client.close();
    await server.close();
  });

  const open = (more: object = {}): void => {
    const auth = {
      type: 'oauth2-client-credentials',
      tokenUrl: `${server.url}/token`,
      clientId: 'me:1',
      clientSecret: 'sécret',
      ...more,
    };
    client = createHttpClient(quickConfig(server.url, { auth }), {}, () => now);
  };
  const send = (): Promise<unknown> => client.send({ method: 'GET', path: 'x', read: (json) => json }, forever);

  it('asks in the form encoding, with the secret in the form or in the header', async () => {
    open({ scope: 'a b', audience: 'z' });
    await send();
    const form = new URLSearchParams(server.seen[0]?.body);
    expect(Object.fromEntries(form)).to.deep.equal({
      grant_type: 'client_credentials',
      scope: 'a b',
      audience: 'z',
      client_id: 'me:1',
      client_secret: 'sécret',
    });
    await client.close();
    open({ clientAuthentication: 'client_secret_basic' });
    await send();
    const asked = server.seen[2];
    expect(asked?.body).to.equal('grant_type=client_credentials');
    const [, encoded = ''] = (asked?.headers.authorization ?? '').split(' ');
    expect(Buffer.from(encoded, 'base64').toString()).to.equal('me%3A1:s%C3%A9cret');
  });

  it('keeps a token until 60 seconds before it expires', async () => {
    open();
    await send();
    now = 239_000;
    expect(await send()).to.deep.equal({ token: 't1' });
    now = 240_000;
    expect(await send()).to.deep.equal({ token: 't2' });
  });

  it('renews a refused token once', async () => {
    open();
    await send();
    accepted = (token) => token === 't2';
    expect(await send()).to.deep.equal({ token: 't2' });
    accepted = () => false;
    const error: unknown = await send().catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'REGISTRY_REFUSED_CREDENTIALS', fault: 'config' });
    expect(issued).to.equal(3);
  });

  it('takes a refusal by the token endpoint for a matter of configuration, its failure for a passing one', async () => {
    open();
    tokenStatus = 401;
    expect(await send().catch((thrown: unknown) => thrown)).to.include({ code: 'TOKEN_REFUSED', fault: 'config' });
    expect(issued).to.equal(1);
    tokenStatus = 503;
    expect(await send().catch((thrown: unknown) => thrown)).to.include({ fault: 'transient' });
    expect(issued).to.equal(4);
  });
});

describe('Retry-After', () => {
  it('is read as seconds or as a date, within its cap', () => {
    const now = Date.UTC(2024, 9, 1);
    expect(readRetryAfter('2', now, 10_000)).to.equal(2_000);
    expect(readRetryAfter('120', now, 10_000)).to.equal(10_000);
    expect(readRetryAfter('Tue, 01 Oct 2024 00:00:05 GMT', now, 10_000)).to.equal(5_000);
    expect(readRetryAfter('Mon, 30 Sep 2024 00:00:00 GMT', now, 10_000)).to.equal(0);
    expect(readRetryAfter('soon', now, 10_000)).to.equal(undefined);
    expect(readRetryAfter(undefined, now, 10_000)).to.equal(undefined);
  });
});
