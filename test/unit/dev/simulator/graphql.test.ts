import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { createClock } from '../../../../dev/simulator/clock.ts';
import { createPlainGraphQL } from '../../../../dev/simulator/graphql/endpoint.ts';
import type { PlainGraphQL } from '../../../../dev/simulator/graphql/endpoint.ts';
import { Registry } from '../../../../dev/simulator/index.ts';
import { defaultPopulation } from '../../../../dev/simulator/population.ts';

interface Connection {
  readonly nodes: readonly { readonly id: string; readonly updatedAt: string }[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  readonly totalCount: number;
}

const people = `query ($first: Int, $after: String, $since: DateTime) {
  people(first: $first, after: $after, updatedSince: $since) {
    nodes { id updatedAt } pageInfo { endCursor hasNextPage } totalCount
  }
}`;

describe('the simulated registry as plain GraphQL', () => {
  const clock = createClock('2026-03-01T08:00:00Z');
  const settings = { introspection: true };
  let registry: Registry;
  let endpoint: PlainGraphQL;

  beforeEach(() => {
    registry = new Registry(clock, { ...defaultPopulation, households: 20 });
    endpoint = createPlainGraphQL(registry.store, settings);
    settings.introspection = true;
  });

  const ask = (query: string, variables: object = {}): { status: number; body: Record<string, unknown> } => {
    const { status, body } = endpoint(JSON.stringify({ query, variables }));
    return { status, body: JSON.parse(JSON.stringify(body)) as Record<string, unknown> };
  };
  const page = (variables: object): Connection => {
    const { body } = ask(people, variables);
    return (body['data'] as { people: Connection }).people;
  };

  it('gives everybody along its cursors, though rows go while they are followed', () => {
    const ids: string[] = [];
    let after: string | null = null;
    for (;;) {
      const { nodes, pageInfo }: Connection = page({ first: 7, after });
      ids.push(...nodes.map((node) => node.id));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
      registry.store.remove(Number(nodes[0]?.id));
    }
    const left = registry.store.all().filter((row) => !row.isGroup);
    expect(ids).to.include.members(left.map((row) => String(row.id)));
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it('knows who changed since a time, and a household by its members', () => {
    clock.advanceDays(1);
    const since = new Date(clock.now()).toISOString();
    const group = registry.store.all().find((row) => row.isGroup);
    registry.store.write(group?.members[0]?.individualId ?? -1, { address: 'Elsewhere' });
    expect(page({ since }).nodes).to.have.length(1);
    const { body } = ask('query ($since: DateTime) { householdList(updatedSince: $since) { id updatedAt } }', {
      since,
    });
    expect(body).to.deep.equal({ data: { householdList: [{ id: String(group?.id), updatedAt: since }] } });
  });

  it('refuses a document with 400, and tells a wrong argument with 200', () => {
    expect(ask('{ people { nodes { nmae } } }')).to.include({ status: 400 });
    expect(ask('{ people(').body['errors']).to.have.nested.property('[0].extensions.code', 'GRAPHQL_PARSE_FAILED');
    expect(endpoint('no json').status).to.equal(400);
    const wrong = ask(people, { after: 'nonsense' });
    expect(wrong.status).to.equal(200);
    expect(wrong.body['errors']).to.have.nested.property('[0].extensions.code', 'BAD_USER_INPUT');
  });

  it('keeps its schema to itself when it is told to', () => {
    const query = '{ __schema { types { name } } }';
    expect(ask(query).status).to.equal(200);
    settings.introspection = false;
    expect(ask(query).status).to.equal(400);
  });
});
