import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import { createClock, startSimulator, type FaultPlan, type Simulator } from '../../dev/simulator/index.ts';

const query = '{ getRegistrants(isGroup: true, limit: 5, order: \\"id asc\\") { name } totalRegistrantCount }';
const envelope = `{"header":{"total_count":1},"message":{"search_request":[{"search_criteria":{"query":"${query}"}}]}}`;

describe('the simulated registry over HTTP', () => {
  let simulator: Simulator;
  const time = { now: 0 };

  before(async () => {
    const clock = createClock('2026-03-01T08:00:00Z');
    simulator = await startSimulator({ households: 30, clock, tokenLifetime: 60, tokenNow: () => time.now });
  });
  after(() => simulator.close());
  afterEach(() => {
    simulator.faults.clear();
  });

  const fetchToken = async (): Promise<string> => {
    const { clientId, clientSecret } = simulator.credentials;
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    });
    const answer = await fetch(simulator.tokenUrl, { method: 'POST', body });
    return ((await answer.json()) as { access_token: string }).access_token;
  };
  const post = (token: string, signal?: AbortSignal): Promise<Response> =>
    fetch(simulator.searchUrl, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: envelope,
      ...(signal !== undefined && { signal }),
    });
  const spoiled = async (plan: FaultPlan): Promise<Response> => {
    const token = await fetchToken();
    simulator.faults.next(plan);
    return post(token);
  };
  const control = async (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${simulator.url}/control/${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });

  it('gives a page for a token, and refuses the token once it has expired', async () => {
    const token = await fetchToken();
    const answer = await post(token);
    expect(answer.status).to.equal(200);
    expect(await answer.text()).to.include('"totalRegistrantCount":5');
    time.now += 60_000;
    expect((await post(token)).status).to.equal(401);
    expect((await post(await fetchToken())).status).to.equal(200);
  });

  it('checks the body before the token', async () => {
    expect((await fetch(simulator.searchUrl, { method: 'POST', body: '{}' })).status).to.equal(422);
    expect((await fetch(simulator.searchUrl)).status).to.equal(405);
    expect((await fetch(`${simulator.url}/elsewhere`)).status).to.equal(404);
  });

  it('answers with the planned status', async () => {
    const busy = await spoiled({ kind: 'too-many-requests', retryAfter: 7 });
    expect([busy.status, busy.headers.get('retry-after')]).to.deep.equal([429, '7']);
    expect((await spoiled({ kind: 'server-error' })).status).to.equal(500);
    expect((await spoiled({ kind: 'token-expired' })).status).to.equal(401);
  });

  it('spoils an answer of status 200', async () => {
    const texts = new Map<string, string>();
    for (const kind of [
      'truncated',
      'not-json',
      'no-envelope',
      'rejected',
      'rejected-header',
      'errors-in-200',
    ] as const) {
      const answer = await spoiled({ kind });
      expect(answer.status, kind).to.equal(200);
      texts.set(kind, await answer.text());
    }
    expect(() => JSON.parse(texts.get('truncated') ?? '') as unknown).to.throw(SyntaxError);
    expect(() => JSON.parse(texts.get('not-json') ?? '') as unknown).to.throw(SyntaxError);
    expect(JSON.parse(texts.get('no-envelope') ?? '')).not.to.have.property('message');
    expect(texts.get('rejected')).to.include('"status":"rjct"');
    expect(texts.get('rejected-header')).to.include('"search_response":[]');
  });

  it('sends an answer of the planned size', async () => {
    const answer = await spoiled({ kind: 'oversized', bytes: 3_000_000 });
    expect((await answer.text()).length).to.equal(3_000_000);
  });

  it('breaks the connection in the middle of an answer', async () => {
    const failure = await spoiled({ kind: 'reset' })
      .then((answer) => answer.text())
      .catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(TypeError);
  });

  it('does not answer at all, until the client gives up', async () => {
    const token = await fetchToken();
    simulator.faults.next({ kind: 'timeout' });
    const failure = await post(token, AbortSignal.timeout(150)).catch((error: unknown) => error);
    expect(failure).to.have.property('name', 'TimeoutError');
    expect((await post(token)).status).to.equal(200);
  });

  it('is steered over HTTP', async () => {
    await control('POST', 'mark');
    const changes = (await (await control('POST', 'changes', { update: 2 })).json()) as unknown[];
    expect(changes).to.have.length(2);
    const expected = (await (await control('GET', 'expected')).json()) as { sinceMark: { individuals: unknown } };
    expect(expected.sinceMark.individuals).to.include({ created: 0, updated: 2, missing: 0 });
    expect((await control('POST', 'faults', { kind: 'nonsense' })).status).to.equal(422);
    expect((await control('POST', 'changes', { fly: 1 })).status).to.equal(422);
    expect((await control('POST', 'poison', { kind: 'group-of-500' })).status).to.equal(200);
    expect(await (await control('POST', 'clock', { advanceDays: 2 })).json()).to.deep.equal({
      now: '2026-03-03T08:00:00.000Z',
    });
  });

  it('counts what was asked of it', () => {
    const { token, search, byStatus } = simulator.requests.counts();
    expect(token).to.be.greaterThan(0);
    expect(search).to.be.greaterThan(0);
    expect(byStatus['429']).to.equal(1);
  });
});
