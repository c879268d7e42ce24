import { inspect } from 'node:util';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { EtlError } from '../../../../core/errors.ts';
import type { Page, ScanRequest, Source } from '../../../../core/source.ts';
import { openGraphQL } from '../../../support/graphqlSource.ts';
import type { GraphQLTestSource } from '../../../support/graphqlSource.ts';
import { sendJson, startServer } from '../http/testServer.ts';
import type { Handler, TestServer } from '../http/testServer.ts';

const quiet = new AbortController().signal;
const beginning: ScanRequest = { mode: 'complete', watermark: undefined, cursor: undefined };
const document = `query People($first: Int!, $after: String, $since: DateTime) {
  people(first: $first, after: $after, since: $since) { nodes { id } pageInfo { endCursor hasNextPage } }
}`;
const query = { document, paging: { type: 'relay', connection: 'people' }, since: { variable: 'since' } };
const mapping = { person: { fields: { recordId: 'id' } } };
const secret = 'a-bearer-token-nobody-may-see';

interface Sent {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const page = (ids: readonly unknown[], endCursor: string | null, hasNextPage: boolean) => ({
  data: { people: { nodes: ids.map((id) => (id === null ? null : { id })), pageInfo: { endCursor, hasNextPage } } },
});

describe('GraphQL source', () => {
  let server: TestServer | undefined;
  let source: Source | undefined;

  afterEach(async () => {
    await source?.close();
    await server?.close();
    server = source = undefined;
  });

  const start = async (handler: Handler, options: GraphQLTestSource = {}): Promise<Source> => {
    server = await startServer(handler);
    const connection = { baseUrl: server.url, auth: { type: 'bearer', token: secret }, mapping, ...options.connection };
    source = openGraphQL(connection, { ...options, connection: {}, query: { ...query, ...options.query } });
    return source;
  };
  const answering = (...answers: readonly object[]): Promise<Source> =>
    start((_seen, response, count) => {
      sendJson(response, 200, answers[Math.min(count, answers.length) - 1]);
    });
  const sent = (index: number): Sent => JSON.parse(server?.seen[index]?.body ?? '{}') as Sent;
  const failure = async (promise: Promise<unknown> | undefined): Promise<EtlError> => {
    const thrown: unknown = await promise?.then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(thrown instanceof EtlError)) throw new Error(`no typed error: ${String(thrown)}`);
    expect(inspect(thrown, { depth: 10 })).not.to.include(secret);
    return thrown;
  };
  const pollOn = (after: Page): Promise<Page> | undefined =>
    source?.poll({ ...beginning, cursor: after.cursor }, quiet);

  it('asks with variables, below the base address, and follows the cursor until there is no next page', async () => {
    const opened = await answering(page([1, 2], 'b', true), page([], 'c', true), page([3], 'd', false));
    const first = await opened.poll(beginning, quiet);
    const second = await pollOn(first);
    const third = await pollOn(second ?? first);
    expect([first.done, second?.done, third?.done]).to.deep.equal([false, false, true]);
    expect(server?.seen[0]).to.include({ method: 'POST', url: '/graphql' });
    expect([0, 1, 2].map((index) => sent(index).variables)).to.deep.equal([
      { first: 40 },
      { first: 40, after: 'b' },
      { first: 40, after: 'c' },
    ]);
    expect(sent(0).query).to.match(/^query People\(\$first: Int!/);
  });

  it('asks for changes since its watermark less the overlap, which is when the last scan began', async () => {
    let now = Date.parse('2025-06-01T08:00:00Z');
    const opened = await start(
      (_seen, response) => {
        now += 600_000;
        sendJson(response, 200, page([1], 'a', false));
      },
      { now: () => now },
    );
    const { watermark } = await opened.poll(beginning, quiet);
    expect(watermark).to.equal('2025-06-01T08:00:00.000Z');
    await opened.poll({ mode: 'incremental', watermark, cursor: undefined }, quiet);
    expect(sent(1).variables['since']).to.equal('2025-06-01T07:00:00.000Z');
    await opened.poll({ mode: 'complete', watermark, cursor: undefined }, quiet);
    expect(sent(2).variables).not.to.have.property('since');
  });

  it('writes a date where the registry takes no time, and 1970 where the document wants a value', async () => {
    const opened = await start(
      (_seen, response) => {
        sendJson(response, 200, page([1], 'a', false));
      },
      {
        query: {
          document: document.replace('$since: DateTime', '$since: Date!'),
          since: { variable: 'since', format: 'date' },
        },
      },
    );
    await opened.poll(beginning, quiet);
    await opened.poll({ mode: 'incremental', watermark: '2025-06-03T08:00:00.000Z', cursor: undefined }, quiet);
    expect([sent(0).variables['since'], sent(1).variables['since']]).to.deep.equal(['1970-01-01', '2025-06-01']);
  });

  it('refuses a cursor that comes again, at once or in a circle, and gives no page to move the checkpoint with', async () => {
    const opened = await answering(page([1], 'a', true), page([2], 'a', true));
    const first = await opened.poll(beginning, quiet);
    expect(await failure(pollOn(first))).to.include({ code: 'CURSOR_ENDLESS', fault: 'transient' });
    await source?.close();
    await server?.close();
    const circling = await answering(page([1], 'a', true), page([2], 'b', true), page([1], 'a', true));
    const begun = await circling.poll(beginning, quiet);
    const second = await pollOn(begun);
    expect(await failure(pollOn(second ?? begun))).to.include({ code: 'CURSOR_ENDLESS' });
  });

  it('begins anew when the registry no longer takes its own cursor', async () => {
    const refused = { errors: [{ message: 'Invalid cursor', path: ['people'] }], data: null };
    const opened = await answering(page([1], 'a', true), refused, refused, refused, page([1, 2], 'b', true));
    const first = await opened.poll(beginning, quiet);
    const anew = await pollOn(first);
    expect(anew?.entries).to.have.length(2);
    expect(anew?.details['restarts']).to.equal(1);
    expect(sent(4).variables).to.deep.equal({ first: 40 });
  });

  it('takes nothing from an answer with errors, and names the place of the first but not its message', async () => {
    const errors = [{ message: 'Jane Doe has no address', path: ['people', 'nodes', 1, 'address'] }];
    const opened = await answering({ ...page([1, null], 'a', true), errors });
    const error = await failure(opened.poll(beginning, quiet));
    expect(error).to.include({ code: 'ERROR_INSIDE_ANSWER', fault: 'transient' });
    expect(error.message).to.include('people.nodes.1.address').and.not.include('Jane');
    expect(server?.seen).to.have.length(3);
  });

  it('takes a refused document for a matter of configuration, naming the field, whatever the status', async () => {
    const message = 'Cannot query field "nmae" on type "Person". Did you mean "name"?';
    const refusals: readonly [number, object][] = [
      [200, { message }],
      [400, { message, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
      [422, { message }],
    ];
    for (const [status, error] of refusals) {
      const opened = await start((_seen, response) => {
        sendJson(response, status, { errors: [error] });
      });
      const thrown = await failure(opened.poll(beginning, quiet));
      expect(thrown).to.include({ code: 'DOCUMENT_REFUSED', fault: 'config' });
      expect(thrown.message).to.include('"nmae"');
      expect(thrown.context.details).to.deep.equal({ graphqlField: 'nmae' });
      expect(server?.seen).to.have.length(1);
      await opened.close();
      await server?.close();
    }
  });

  it('knows how other servers say that a field is not there, and never takes an error of the data for it', async () => {
    const refusals: readonly object[] = [
      { message: "Field 'nmae' doesn't exist on type 'Person'", path: ['query People', 'people', 'nmae'] },
      { message: "field 'nmae' not found in type: 'Person'", extensions: { code: 'validation-failed' } },
      {
        message: "Validation error (FieldUndefined@[people/nmae]) : Field 'nmae' in type 'Person' is undefined",
        extensions: { classification: 'ValidationError' },
      },
      { message: 'Unknown field "nmae" on type "Person".' },
      { message: 'The field `nmae` does not exist on the type `Person`.' },
    ];
    for (const error of refusals) {
      const opened = await answering({ errors: [error] });
      const thrown = await failure(opened.poll(beginning, quiet));
      expect(thrown, JSON.stringify(error)).to.include({ code: 'DOCUMENT_REFUSED', fault: 'config' });
      expect(thrown.context.details, JSON.stringify(error)).to.deep.equal({ graphqlField: 'nmae' });
      await opened.close();
      await server?.close();
    }
    const message = 'Expected value of type "Person" but got: { name: "Jane Doe" }.';
    const opened = await answering({ errors: [{ message, path: ['people', 'nodes', 3] }] });
    const thrown = await failure(opened.poll(beginning, quiet));
    expect(thrown).to.include({ code: 'ERROR_INSIDE_ANSWER', fault: 'transient' });
    expect(thrown.message).not.to.include('Jane');
  });

  it('never repeats what a registry says to a wrong input: it may quote people', async () => {
    const errors = [{ message: 'No such area: Jane Doe Street', extensions: { code: 'BAD_USER_INPUT' } }];
    const opened = await answering({ errors });
    const error = await failure(opened.poll(beginning, quiet));
    expect(error).to.include({ code: 'DOCUMENT_REFUSED' });
    expect(error.message).to.include('BAD_USER_INPUT').and.not.include('Jane');
  });

  it('renews credentials once when the refusal is inside an answer of status 200', async () => {
    let tokens = 0;
    let asked = 0;
    const opened = await start(
      (seen, response) => {
        if (seen.url === '/token') {
          tokens += 1;
          sendJson(response, 200, { access_token: `token ${String(tokens)}`, expires_in: 3_600 });
        } else if (seen.headers.authorization === 'Bearer token 1') {
          asked += 1;
          sendJson(response, 200, { errors: [{ message: 'expired', extensions: { code: 'UNAUTHENTICATED' } }] });
        } else {
          asked += 1;
          sendJson(response, 200, page([1], 'a', false));
        }
      },
      { connection: {} },
    );
    await opened.close();
    const url = server?.url ?? '';
    const auth = { type: 'oauth2-client-credentials', tokenUrl: `${url}/token`, clientId: 'a', clientSecret: secret };
    source = openGraphQL({ baseUrl: url, auth, mapping }, { query });
    expect((await source.poll(beginning, quiet)).entries).to.have.length(1);
    expect([tokens, asked]).to.deep.equal([2, 2]);
  });

  it('says that credentials are refused, or lack a right', async () => {
    for (const [code, expected] of [
      ['UNAUTHENTICATED', 'REGISTRY_REFUSED_CREDENTIALS'],
      ['FORBIDDEN', 'REGISTRY_FORBIDS'],
    ] as const) {
      const opened = await answering({ errors: [{ message: secret, extensions: { code } }], data: null });
      expect(await failure(opened.poll(beginning, quiet))).to.include({ code: expected, fault: 'config' });
      await opened.close();
      await server?.close();
    }
  });

  it('concludes nothing from an answer that is not what it asked for', async () => {
    const odd: readonly [object | null, string][] = [
      [{ hello: 'world' }, 'ANSWER_NOT_GRAPHQL'],
      [{ data: null }, 'ANSWER_NOT_GRAPHQL'],
      [[], 'ANSWER_NOT_GRAPHQL'],
      [{ data: { people: null } }, 'ANSWER_INCOMPLETE'],
      [{ data: { people: { nodes: [], pageInfo: {} } } }, 'ANSWER_INCOMPLETE'],
      [page([1], null, true), 'ANSWER_INCOMPLETE'],
    ];
    for (const [answer, code] of odd) {
      const opened = await answering(answer ?? {});
      expect(await failure(opened.poll(beginning, quiet)), JSON.stringify(answer)).to.include({
        code,
        fault: 'transient',
      });
      await opened.close();
      await server?.close();
    }
  });

  it('reads JSON under any content type, and makes a rejected entry of a null among the records', async () => {
    const opened = await start((_seen, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' }).end(JSON.stringify(page([1, null], 'a', false)));
    });
    const { entries } = await opened.poll(beginning, quiet);
    expect(entries.map((entry) => entry.kind)).to.deep.equal(['person', 'rejected']);
  });

  it('waits as long as Retry-After says', async () => {
    const opened = await start((_seen, response, count) => {
      if (count === 1) sendJson(response, 429, { errors: [{ message: 'slow down' }] }, { 'retry-after': '0.02' });
      else sendJson(response, 200, page([1], 'a', false));
    });
    expect((await opened.poll(beginning, quiet)).details['requests']).to.equal(2);
  });

  it('refuses a mapping that can tell nobody from anybody, and members that the document does not ask for', () => {
    const open = (connection: object, target: 'individual' | 'group' = 'individual'): Source =>
      openGraphQL({ baseUrl: 'http://127.0.0.1:1', ...connection }, { query, target });
    expect(() => open({ mapping: {} })).to.throw(EtlError, 'mapping.person must have fields.recordId or identifiers');
    const group = { fields: { recordId: 'id' }, members: { path: 'members', person: 'person' } };
    expect(() => open({ mapping: { group } }, 'group')).to.throw(EtlError, 'people.nodes.members');
  });
});
