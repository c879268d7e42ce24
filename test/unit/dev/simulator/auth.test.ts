import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createAuth, type Auth, type OtherAuth } from '../../../../dev/simulator/auth.ts';

const url = new URL('http://simulator/search');
const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const form = 'grant_type=client_credentials&client_id=me&client_secret=secret';

const authAt = (time: { now: number }, other: OtherAuth = {}): Auth =>
  createAuth({
    credentials: { clientId: 'me', clientSecret: 'secret' },
    tokenLifetime: 60,
    now: () => time.now,
    other,
  });
const tokenOf = (auth: Auth): string => (auth.issue({}, form).body as { access_token: string }).access_token;

describe('the token server', () => {
  it('gives tokens to the client, by form or by basic', () => {
    const auth = authAt({ now: 0 });
    expect(auth.issue({}, form).body).to.include({ expires_in: 60, token_type: 'Bearer', refresh_expires_in: 0 });
    expect(auth.issue({ authorization: basic('me', 'secret') }, 'grant_type=client_credentials').status).to.equal(200);
  });

  it('refuses wrong credentials and other grants', () => {
    const auth = authAt({ now: 0 });
    expect(auth.issue({}, form.replace('=secret', '=wrong')).status).to.equal(401);
    expect(auth.issue({ authorization: basic('me', 'wrong') }, form).status).to.equal(401);
    expect(auth.issue({}, 'grant_type=password').status).to.equal(400);
    expect(auth.issue({}, '').status).to.equal(400);
  });
});

describe('the guard of the search endpoint', () => {
  it('lets a token pass until it expires', () => {
    const time = { now: 1_000_000 };
    const auth = authAt(time);
    const authorization = `Bearer ${tokenOf(auth)}`;
    time.now += 59_999;
    expect(auth.refusal({ authorization }, url)).to.equal(undefined);
    time.now += 1;
    expect(auth.refusal({ authorization }, url)).to.deep.equal({
      status: 401,
      body: { detail: 'Invalid Access Token' },
    });
  });

  it('ends every token at once', () => {
    const auth = authAt({ now: 0 });
    const authorization = `Bearer ${tokenOf(auth)}`;
    auth.revokeAll();
    expect(auth.refusal({ authorization }, url)?.status).to.equal(401);
  });

  it('says when there is no token at all', () => {
    expect(authAt({ now: 0 }).refusal({}, url)).to.deep.equal({
      status: 401,
      body: { detail: 'Missing authorization header.' },
    });
  });

  it('knows bearer, basic and API key where they are configured, and only there', () => {
    const other: OtherAuth = {
      bearer: 'fixed',
      basic: { username: 'user', password: 'pass:word' },
      apiKey: { in: 'header', name: 'X-Api-Key', value: 'key' },
    };
    const requests = [
      { authorization: 'Bearer fixed' },
      { authorization: basic('user', 'pass:word') },
      { 'x-api-key': 'key' },
    ];
    for (const headers of requests) {
      expect(authAt({ now: 0 }, other).refusal(headers, url)).to.equal(undefined);
      expect(authAt({ now: 0 }).refusal(headers, url)?.status).to.equal(401);
    }
  });

  it('finds an API key in the query', () => {
    const auth = authAt({ now: 0 }, { apiKey: { in: 'query', name: 'api_key', value: 'key' } });
    expect(auth.refusal({}, new URL('http://simulator/search?api_key=key'))).to.equal(undefined);
    expect(auth.refusal({}, new URL('http://simulator/search?api_key=other'))?.status).to.equal(401);
  });
});
