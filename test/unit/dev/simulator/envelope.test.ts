import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readEnvelope, search } from '../../../../dev/simulator/envelope.ts';
import { createRegistrySchema } from '../../../../dev/simulator/graphqlSchema.ts';
import type { Answer } from '../../../../dev/simulator/http.ts';
import { createClock, Registry } from '../../../../dev/simulator/index.ts';
import { defaultPopulation } from '../../../../dev/simulator/population.ts';

const registry = new Registry(createClock('2026-03-01T08:00:00Z'), { ...defaultPopulation, households: 50 });
const schema = createRegistrySchema(registry.store);

const ask = (request: unknown): Answer => {
  const envelope = readEnvelope(typeof request === 'string' ? request : JSON.stringify(request));
  return 'refusal' in envelope ? envelope.refusal : search(schema, envelope, registry.clock.now());
};
const envelopeOf = (criteria: unknown): unknown => ({
  header: { total_count: 1, message_id: 'm' },
  message: { transaction_id: 't', search_request: [{ reference_id: 'r', search_criteria: criteria }] },
});
const askGraphql = (query: string): Answer => ask(envelopeOf({ query_type: 'graphql', query }));

interface Records {
  readonly getRegistrants: readonly Readonly<Record<string, unknown>>[];
  readonly totalRegistrantCount: number;
}
const recordsOf = (answer: Answer): Records => {
  const body = answer.body as { message: { search_response: { data: { reg_records: Records } }[] } };
  const [item] = body.message.search_response;
  if (item === undefined) throw new Error('the answer has no item');
  return item.data.reg_records;
};

/** The shape of a value: keys of objects, and the types of what is in them. Null fits everything. */
const shapeOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value !== 'object' || value === null) return 'value';
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, shapeOf(entry)]));
};
const examples = new URL('../../../../../shared/spec/examples/', import.meta.url);
const readExample = (name: string): unknown => JSON.parse(readFileSync(new URL(name, examples), 'utf8'));

describe('the envelope of the simulated registry', () => {
  it('answers with an object of records whose total is the length of the page', () => {
    const answer = askGraphql('{ getRegistrants(limit: 7, order: "id asc") { name } totalRegistrantCount }');
    expect(answer.status).to.equal(200);
    expect(recordsOf(answer).getRegistrants).to.have.length(7);
    expect(recordsOf(answer).totalRegistrantCount).to.equal(7);
  });

  it('gives a total of the page before when it is asked for first', () => {
    askGraphql('{ getRegistrants(limit: 3) { name } }');
    expect(
      recordsOf(askGraphql('{ totalRegistrantCount getRegistrants(limit: 9) { name } }')).totalRegistrantCount,
    ).to.equal(3);
  });

  it('returns household members among the individuals', () => {
    const { people } = registry.counts();
    expect(recordsOf(askGraphql('{ getRegistrants(isGroup: false) { name } }')).getRegistrants).to.have.length(people);
  });

  it('compares lastSyncDate with the create date alone', () => {
    const before = registry.snapshot().partners.length;
    const since = '{ getRegistrants(lastSyncDate: "2026-03-01T08:00:00.000Z") { name createDate } }';
    registry.clock.advanceDays(1);
    registry.change({ update: 5, addPerson: 2 });
    const { getRegistrants } = recordsOf(askGraphql(since));
    expect(getRegistrants.map((row) => row['createDate'])).to.deep.equal(['2026-03-02', '2026-03-02']);
    expect(registry.snapshot().partners).to.have.length(before + 2);
  });

  it('has neither an id to ask for nor one to search by', () => {
    expect(askGraphql('{ getRegistrants { id } }')).to.deep.equal({
      status: 404,
      body: { detail: 'Cannot query field "id" on type "Partner".' },
    });
    expect(askGraphql('{ getRegistrants(id: 1) { name } }').status).to.equal(404);
  });

  it('answers errors of GraphQL with 404', () => {
    const twice = askGraphql('{ getRegistrants(limit: 1, limit: 2) { name } }');
    expect(twice).to.deep.equal({ status: 404, body: { detail: 'There can be only one argument named "limit".' } });
    expect(askGraphql(' ')).to.deep.equal({ status: 404, body: { detail: 'Must provide query string.' } });
    expect(askGraphql('{ getRegistrants(order: "bad order here") { name } }').status).to.equal(404);
    expect(askGraphql('{ getRegistrants(lastSyncDate: "yesterday") { name } }').status).to.equal(404);
  });

  it('answers other kinds of query with 500', () => {
    expect(ask(envelopeOf({ query_type: 'idtype-value', query: 'x' })).status).to.equal(500);
  });

  it('names what is missing with 422', () => {
    const missing = (loc: readonly (string | number)[]): unknown => ({ type: 'missing', loc, msg: 'Field required' });
    expect(ask({})).to.deep.equal({
      status: 422,
      body: { detail: [missing(['body', 'header']), missing(['body', 'message'])] },
    });
    expect(ask({ header: {}, message: { search_request: [{}] } }).body).to.deep.equal({
      detail: [
        missing(['body', 'header', 'total_count']),
        missing(['body', 'message', 'search_request', 0, 'search_criteria']),
      ],
    });
    expect(ask('{').status).to.equal(422);
  });
});

describe('the shape of the answers', () => {
  before(function () {
    if (!existsSync(examples)) this.skip();
  });

  it('is that of the example of groups', () => {
    const request = readExample('openg2p_graphql_groups_request.json') as {
      message: { search_request: { search_criteria: { query: string } }[] };
    };
    const criteria = request.message.search_request[0]?.search_criteria;
    if (criteria === undefined) throw new Error('the example has no request');
    criteria.query = criteria.query.replace(/lastSyncDate: "[^"]*",/, '');
    const answer = ask(request);
    const [group] = recordsOf(answer).getRegistrants;
    const example = readExample('openg2p_graphql_groups_response.json');
    const [exampleGroup] = recordsOf({ status: 200, body: example }).getRegistrants;
    expect(Object.keys(group ?? {}).sort()).to.deep.equal(Object.keys(exampleGroup ?? {}).sort());
    const withoutRecords = (body: unknown): unknown => {
      const copy = structuredClone(body) as { message: { search_response: { data: { reg_records: unknown } }[] } };
      for (const item of copy.message.search_response) item.data.reg_records = null;
      return shapeOf(copy);
    };
    expect(withoutRecords(answer.body)).to.deep.equal(withoutRecords(example));
  });

  it('is that of the example of errors', () => {
    const errors = readExample('openg2p_error_responses.json') as Record<string, { http: number; body?: unknown }>;
    const twice = askGraphql('{ getRegistrants(limit: 1, limit: 2) { name } }');
    expect({ http: twice.status, body: twice.body }).to.deep.equal(errors['graphql_error']);
    const empty = askGraphql('');
    expect({ http: empty.status, body: empty.body }).to.deep.equal(errors['empty_query']);
  });
});
