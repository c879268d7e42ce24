import { inspect } from 'node:util';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import { EtlError } from '../../core/errors.ts';
import type { MappedGroup, ScanRequest, Source, SourceEntry } from '../../core/source.ts';
import { createClock, startSimulator } from '../../dev/simulator/index.ts';
import type { Simulator } from '../../dev/simulator/index.ts';
import { openSimulatedGraphQL, simulatorQuery } from '../support/graphqlSource.ts';
import type { GraphQLTestSource } from '../support/graphqlSource.ts';

const quiet = new AbortController().signal;
const beginning: ScanRequest = { mode: 'complete', watermark: undefined, cursor: undefined };

describe('graphql against the simulated registry', () => {
  let simulator: Simulator;
  const sources: Source[] = [];

  before(async () => {
    simulator = await startSimulator({ households: 20, clock: createClock('2025-06-01T08:00:00Z') });
  });
  after(() => simulator.close());
  afterEach(async () => {
    simulator.faults.clear();
    simulator.graphql.introspection = true;
    await Promise.all(sources.splice(0).map((source) => source.close()));
  });

  const open = (options: GraphQLTestSource = {}): Source => {
    const source = openSimulatedGraphQL(simulator, options);
    sources.push(source);
    return source;
  };
  const failure = async (promise: Promise<unknown>): Promise<EtlError> => {
    const thrown: unknown = await promise.then(
      () => undefined,
      (error: unknown) => error,
    );
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
  const relay = simulatorQuery('individual');
  const misspelt = { ...relay, document: String(relay['document']).replace('birthDate', 'dateOfBirth') };

  it('maps people, and households with their members, as the registry has them', async () => {
    const people = await readAll(open());
    const rows = simulator.registry.store.all();
    expect(people).to.have.length(rows.filter((row) => !row.isGroup).length);
    const [first] = people;
    const row = rows.find((one) => !one.isGroup);
    if (first?.kind !== 'person' || row === undefined) throw new Error('the first entry is no person');
    expect(first.person).to.include({ recordId: String(row.id), fullName: row.name, birthDate: row.birthdate });
    expect(first.person.attributes).to.deep.equal({});

    const groups = await readAll(open({ target: 'group' }));
    const read = groups.flatMap((entry): readonly MappedGroup[] => (entry.kind === 'group' ? [entry.group] : []));
    const members = rows.filter((one) => one.isGroup).map((one) => [String(one.id), one.members.length]);
    expect(read.map((group) => [group.recordId, group.members.length])).to.deep.equal(members);
  });

  it('tells a misspelt field before anything is polled, with its place', async () => {
    const before = simulator.requests.counts().search;
    const error = await failure(open({ query: misspelt }).sample(3, quiet));
    expect(error).to.include({ code: 'DOCUMENT_REFUSED', fault: 'config' });
    expect(error.message)
      .to.include('Cannot query field "dateOfBirth" on type "Person"')
      .and.match(/line \d+, column \d+/);
    expect(error.context.details).to.deep.equal({ graphqlField: 'dateOfBirth' });
    expect(simulator.requests.counts().search - before, 'the query for the schema alone').to.equal(1);
  });

  it('tells a variable whose type or value does not fit, without the value', async () => {
    const list = simulatorQuery('individual', 'offset');
    const text = String(list['document']).replace('$since: DateTime', '$since: DateTime, $area: Nonsense');
    const unknown = await failure(
      open({
        query: { ...list, document: text.replace('updatedSince: $since', 'updatedSince: $since, area: $area') },
      }).sample(3, quiet),
    );
    expect(unknown.message).to.include('Unknown type "Nonsense"').and.include('Unknown argument "area"');
    const fixed = {
      document: 'query ($since: DateTime, $n: Int) { personList(limit: $n, updatedSince: $since) { id } }',
    };
    const query = { ...fixed, paging: { type: 'none' }, records: 'personList', variables: { n: 'many and secret' } };
    const wrong = await failure(open({ query }).sample(3, quiet));
    expect(wrong).to.include({ code: 'DOCUMENT_REFUSED' });
    expect(wrong.message).to.include('$n').and.not.include('secret');
  });

  it('says that the registry keeps its schema to itself, and goes on', async () => {
    simulator.graphql.introspection = false;
    const { entries, notes } = await open().sample(3, quiet);
    expect(entries).to.have.length(3);
    expect(notes?.join()).to.include('introspection is disabled');
    const error = await failure(open({ query: misspelt }).sample(3, quiet));
    expect(error.message).to.include('dateOfBirth');
    expect((await open().poll(beginning, quiet)).entries).to.have.length(40);
  });

  it('refuses partial data as a whole, and takes the page when it is whole again', async () => {
    simulator.faults.next({ kind: 'partial-data', target: 'graphql', count: 3 });
    const source = open();
    const error = await failure(source.poll(beginning, quiet));
    expect(error).to.include({ code: 'ERROR_INSIDE_ANSWER', fault: 'transient' });
    expect(error.message).to.include('people.edges.1.node').and.not.include('simulated');
    expect((await source.poll(beginning, quiet)).entries).to.have.length(40);
  });

  it('gives the total as progress, and never stops at it', async () => {
    const page = await open().poll(beginning, quiet);
    expect(page.details['total']).to.equal(simulator.registry.counts().people);
    expect(page.done).to.equal(false);
  });

  it('takes everything at once where there are no pages', async () => {
    const document = '{ personList(limit: 1000) { id } }';
    const source = open({ query: { document, paging: { type: 'none' }, records: 'personList' } });
    const page = await source.poll(beginning, quiet);
    expect(page).to.include({ done: true });
    expect(page.entries).to.have.length(simulator.registry.counts().people);
  });

  it('shows credentials in no error, whatever goes wrong', async () => {
    const marks = ['secret-in-a-header', 'secret-of-a-client', 'secret-of-a-key'];
    const headers = { 'x-tenant-key': marks[0] };
    const connections: readonly Readonly<Record<string, unknown>>[] = [
      {
        headers,
        auth: {
          type: 'oauth2-client-credentials',
          tokenUrl: simulator.tokenUrl,
          clientId: 'a',
          clientSecret: marks[1],
        },
      },
      { headers, auth: { type: 'bearer', token: marks[1] } },
      { headers, auth: { type: 'basic', username: 'a', password: marks[1] } },
      { headers, auth: { type: 'api-key', in: 'query', key: marks[2] } },
      { headers, auth: { type: 'api-key', in: 'query', key: marks[2] }, baseUrl: 'http://127.0.0.1:1' },
      { headers, auth: { type: 'bearer', token: marks[1] }, proxy: `http://a:${String(marks[2])}@127.0.0.1:1` },
      { headers, endpoint: '/nowhere' },
    ];
    for (const connection of connections) {
      const source = open({ connection });
      for (const attempt of [() => source.poll(beginning, quiet), () => source.sample(1, quiet)]) {
        const error = await failure(attempt());
        const told = `${inspect(error, { depth: 12, showHidden: true })}${JSON.stringify(error)}`;
        for (const mark of marks) expect(told).not.to.include(mark);
      }
    }
    for (const kind of ['server-error', 'truncated', 'no-envelope', 'errors-in-200', 'reset'] as const) {
      simulator.faults.next({ kind, target: 'graphql', count: 3 });
      const told = inspect(await failure(open({ connection: { headers } }).poll(beginning, quiet)), { depth: 12 });
      expect(told).not.to.include(marks[0]).and.not.to.include(simulator.credentials.clientSecret);
    }
  });
});
