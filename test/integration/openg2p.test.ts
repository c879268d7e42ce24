import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import { EtlError } from '../../core/errors.ts';
import type { ScanRequest, Source, SourceEntry } from '../../core/source.ts';
import { createClock, simulatorAuth, startSimulator } from '../../dev/simulator/index.ts';
import type { FaultPlan, Simulator } from '../../dev/simulator/index.ts';
import { attempts, openOpenG2P } from '../support/openg2pSource.ts';
import type { OpenG2PTestSource } from '../support/openg2pSource.ts';

const quiet = new AbortController().signal;
const beginning: ScanRequest = { mode: 'complete', watermark: undefined, cursor: undefined };

describe('openg2p against the simulated registry', () => {
  let simulator: Simulator;
  const sources: Source[] = [];
  const tokenTime = { now: 0 };

  before(async () => {
    simulator = await startSimulator({
      households: 20,
      clock: createClock('2025-06-01T08:00:00Z'),
      tokenNow: () => tokenTime.now,
      auth: {
        bearer: 'fixed',
        basic: { username: 'reader', password: 'pass' },
        apiKey: { in: 'query', name: 'key', value: 'k' },
      },
    });
  });
  after(() => simulator.close());
  afterEach(async () => {
    simulator.faults.clear();
    await Promise.all(sources.splice(0).map((source) => source.close()));
  });

  const open = (options: OpenG2PTestSource = {}): Source => {
    const source = openOpenG2P(simulator, options);
    sources.push(source);
    return source;
  };
  const failure = async (source: Source): Promise<EtlError> => {
    const thrown: unknown = await source.poll(beginning, quiet).catch((error: unknown) => error);
    if (thrown instanceof EtlError) return thrown;
    throw new Error(`no typed error: ${String(thrown)}`);
  };
  const readAll = async (source: Source): Promise<readonly SourceEntry[]> => {
    const entries: SourceEntry[] = [];
    let request = beginning;
    for (;;) {
      const page = await source.poll(request, quiet);
      entries.push(...page.entries);
      if (page.done) return entries;
      request = { ...beginning, cursor: page.cursor };
    }
  };

  it('lets nobody in without, and everybody with, each kind of credentials', async () => {
    const kinds: readonly Readonly<Record<string, unknown>>[] = [
      simulatorAuth(simulator),
      { ...simulatorAuth(simulator), clientAuthentication: 'client_secret_basic' },
      { type: 'bearer', token: 'fixed' },
      { type: 'basic', username: 'reader', password: 'pass' },
      { type: 'api-key', key: 'k', in: 'query', name: 'key' },
    ];
    for (const auth of kinds) {
      expect((await open({ connection: { auth } }).sample(2, quiet)).entries).to.have.length(2);
    }
    expect(await failure(open({ connection: { auth: { type: 'none' } } }))).to.include({ fault: 'config' });
  });

  const passing: readonly [FaultPlan['kind'], string][] = [
    ['not-json', 'RESPONSE_NOT_JSON'],
    ['truncated', 'RESPONSE_NOT_JSON'],
    ['no-envelope', 'ENVELOPE_INCOMPLETE'],
    ['errors-in-200', 'ERROR_INSIDE_ANSWER'],
    ['reset', 'REGISTRY_UNREACHABLE'],
    ['server-error', 'REGISTRY_FAILED'],
    ['too-many-requests', 'REGISTRY_THROTTLES'],
  ];
  for (const [kind, code] of passing) {
    it(`tries again after ${kind}, and is a transient ${code} when it lasts`, async () => {
      const told: string[] = [];
      const source = open({ hooks: { onRetry: (error) => told.push(error.code) } });
      simulator.faults.next({ kind, count: attempts - 1 });
      expect((await source.poll(beginning, quiet)).entries).not.to.have.length(0);
      expect(told).to.deep.equal(Array.from({ length: attempts - 1 }, () => code));
      simulator.faults.next({ kind, count: attempts });
      expect(await failure(source)).to.include({ code, fault: 'transient' });
    });
  }

  it('does not repeat a search that the registry rejects for what it asks', async () => {
    for (const kind of ['rejected', 'rejected-header'] as const) {
      simulator.faults.next({ kind });
      expect(await failure(open())).to.include({ code: 'SEARCH_REJECTED', fault: 'config' });
    }
  });

  it('cuts off an answer that is too large', async () => {
    simulator.faults.next({ kind: 'oversized', bytes: 8_000_000 });
    const error = await failure(open({ connection: { maxResponseBytes: 1_000_000 } }));
    expect(error).to.include({ code: 'RESPONSE_TOO_LARGE', fault: 'config' });
  });

  it('renews a token that ends in the middle of a scan', async () => {
    const source = open();
    const first = await source.poll(beginning, quiet);
    const tokens = simulator.requests.counts().token;
    simulator.faults.next({ kind: 'token-expired' });
    const next = await source.poll({ ...beginning, cursor: first.cursor }, quiet);
    expect(next.entries).not.to.have.length(0);
    expect(simulator.requests.counts().token).to.equal(tokens + 1);
  });

  it('fetches one token for a whole scan', async () => {
    const tokens = simulator.requests.counts().token;
    await readAll(open());
    expect(simulator.requests.counts().token).to.equal(tokens + 1);
  });

  it('tells apart a query that is refused and a path that does not exist', async () => {
    const document = '{ getRegistrants { nam writeDate regIds { value } } }';
    const refused = await failure(open({ query: { document } }));
    expect(refused).to.include({ code: 'DOCUMENT_REFUSED', fault: 'config' });
    expect(refused.message).to.match(/nam/);
    const astray = await failure(open({ connection: { searchPath: '/nowhere' } }));
    expect(astray).to.include({ code: 'REGISTRY_PATH_NOT_FOUND', fault: 'config' });
  });

  it("asks with the user's own document and filters", async () => {
    const document = '{ all: getRegistrants { name gender changed: writeDate regIds { idTypeAsStr value } } }';
    const entries = await readAll(open({ query: { document, filters: { gender: 'Female' } } }));
    expect(entries.length).to.be.greaterThan(5);
    for (const entry of entries) {
      expect(entry.kind === 'person' && entry.person.sex).to.equal('Female');
    }
  });

  it('leaves out who was created before createdSince', async () => {
    const whole = await readAll(open());
    const some = await readAll(open({ query: { createdSince: '2025-01-01' } }));
    expect(some.length).to.be.within(1, whole.length - 1);
  });

  it('refuses at start what can never work, and repeats no secret', () => {
    const wrong: readonly [OpenG2PTestSource, RegExp][] = [
      [{ query: { document: '{ getRegistrants { name writeDate } }' } }, /query\.document.*regIds/],
      [{ query: { document: '{ getRegistrants { regIds { value } } }' } }, /query\.document.*writeDate/],
      [{ query: { filters: { offset: 3 } } }, /query\.filters\.offset/],
      [{ query: { pageSize: 10, pageOverlap: 10 } }, /query\.pageOverlap/],
      [
        { target: 'group', query: { document: '{ getRegistrants { writeDate regIds { value } } }' } },
        /groupMembershipIds/,
      ],
      [
        { connection: { mapping: { person: { fields: { sex: 'gender[' } } } } },
        /mapping\.person\.fields\.sex.*JMESPath/,
      ],
      [{ connection: { auth: { type: 'bearer', token: 7_654_321 } } }, /connection\.auth\.token/],
    ];
    for (const [options, message] of wrong) {
      expect(() => openOpenG2P(simulator, options))
        .to.throw(EtlError, message)
        .with.property('fault', 'config');
      expect(() => openOpenG2P(simulator, options)).not.to.throw(/7654321/);
    }
  });

  it('lets the mapping of the configuration win over the preset', async () => {
    const mapping = {
      person: { fields: { sex: { path: 'gender', values: 'sexes' }, area: "'North'", birthDate: null } },
      values: { sexes: { Female: 'F', Male: 'M' } },
    };
    const { entries } = await open({ connection: { mapping } }).sample(20, quiet);
    for (const entry of entries) {
      if (entry.kind !== 'person') throw new Error('not a person');
      expect(entry.person.sex).to.be.oneOf(['F', 'M', null]);
      expect(entry.person).to.include({ area: 'North', birthDate: null });
    }
    expect(entries.some((entry) => entry.kind === 'person' && 'birthdate' in entry.person.attributes)).to.equal(true);
  });
});
