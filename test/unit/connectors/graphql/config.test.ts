import { expect } from 'chai';
import { describe, it } from 'mocha';
import { GraphQLImport } from '../../../../connectors/graphql/config.ts';

const document = `query People($first: Int!, $after: String, $since: DateTime, $area: String) {
  people(first: $first, after: $after, updatedSince: $since, area: $area) {
    edges { node { id } }
    pageInfo { endCursor hasNextPage }
    totalCount
  }
}`;
const good = {
  document,
  paging: { type: 'relay', connection: 'people' },
  variables: { area: 'North' },
  since: { variable: 'since' },
  total: 'people.totalCount',
};

const problems = (changes: object): readonly string[] => {
  const { error } = GraphQLImport.safeParse({ ...good, ...changes });
  return (error?.issues ?? []).map((issue) => `${issue.path.join('.')} ${issue.message}`);
};

describe('configuration of a GraphQL import', () => {
  it('is in order, and the same when it is read twice', () => {
    const once = GraphQLImport.parse(good);
    expect(GraphQLImport.parse(once)).to.deep.equal(once);
  });

  it('names the key of each problem', () => {
    const cases: readonly [object, string][] = [
      [{ document: 'query {' }, 'document is not GraphQL: Syntax Error'],
      [{ operationName: 'Others' }, 'operationName names a query, but the document holds no query Others'],
      [{ variables: { aera: 'North' } }, 'variables.aera names $aera, which the document does not declare'],
      [{ variables: { since: '2020' } }, 'variables.since sets $since, which is set already'],
      [{ since: { variable: 'changed' } }, 'since.variable names $changed'],
      [
        { paging: { type: 'relay', connection: 'people', afterVariable: 'cursor' } },
        'paging.afterVariable names $cursor',
      ],
      [{ paging: { type: 'relay', connection: 'persons' } }, 'paging.connection needs persons'],
      [{ document: document.replace('hasNextPage', '') }, 'paging.connection needs people.pageInfo.hasNextPage'],
      [{ document: document.replace('edges { node { id } }', '') }, 'records must say where the records are'],
      [{ records: 'people.items' }, 'records leads to people.items'],
      [{ records: 'people[0]' }, 'records must be keys of the answer joined by dots'],
      [{ total: 'people.count' }, 'total leads to people.count'],
      [{ document: document.replace('$area: String', '$area: String!'), variables: {} }, 'variables must set $area'],
      [{ paging: { type: 'none' }, records: 'people.edges.node' }, 'variables must set $first'],
    ];
    for (const [changes, words] of cases) {
      const found = problems(changes);
      expect(
        found.some((problem) => problem.startsWith(words)),
        `${words}\n${found.join('\n')}`,
      ).to.equal(true);
    }
  });

  it('refuses pages that cannot overlap', () => {
    const numbered = 'query ($page: Int!, $size: Int!) { list(page: $page, size: $size) { id } }';
    const query = {
      document: numbered,
      paging: { type: 'page' },
      records: 'list',
      total: undefined,
      variables: {},
      since: undefined,
    };
    expect(problems({ ...query, pageSize: 39 })).to.deep.equal([
      'pageSize must be at least 40 with numbered pages: smaller ones cannot overlap',
    ]);
    expect(problems({ ...query, pageSize: 40 })).to.deep.equal([]);
  });
});
