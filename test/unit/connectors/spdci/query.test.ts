import { expect } from 'chai';
import { describe, it } from 'mocha';
import { SpdciImport } from '../../../../connectors/spdci/config.ts';
import { compileQuery } from '../../../../connectors/spdci/query.ts';
import { sharedJson } from '../../../support/sharedSpec.ts';

const narrowed = (type: 'expression' | 'predicate', query: unknown) =>
  compileQuery(type, query, 'Group').since?.('last_updated', '2026-01-01T00:00:00Z');

const problemsOf = (query: object): readonly string[] =>
  (SpdciImport.safeParse(query).error?.issues ?? []).map((issue) => issue.path.join('.'));

describe('an SPDCI query', () => {
  it('asks for everybody when there is none', () => {
    expect(compileQuery('expression', undefined, 'Group').value).to.deep.equal({
      type: 'ns:org:QueryType:NoSql',
      value: { expression: { collection: 'Group', query: {} } },
    });
    expect(compileQuery('predicate', undefined, 'Group').value).to.deep.equal([]);
  });

  it('takes one condition more in each of its structures, and leaves the rest as it is', () => {
    const query = { $and: [{ poverty_score: { $lt: 5 } }, { group_size: { $lt: 5 } }] };
    const noSql = { type: 'ns:org:QueryType:NoSql', value: { expression: { collection: 'Group', query } } };
    const condition = { last_updated: { $gte: '2026-01-01T00:00:00Z' } };
    expect(narrowed('expression', noSql)).to.deep.equal({
      type: noSql.type,
      value: { expression: { collection: 'Group', query: { $and: [query, condition] } } },
    });
    expect(narrowed('expression', undefined)).to.have.nested.property('value.expression.query').deep.equal(condition);
    const seq = [{ attribute: 'is_group', operator: '=', value: true }];
    expect(narrowed('expression', { seq })).to.deep.equal({
      seq: [...seq, { attribute: 'last_updated', operator: '>=', value: '2026-01-01T00:00:00Z' }],
    });
    const item = { seq_num: 4, expression1: { attribute_name: 'age', operator: 'lt', attribute_value: 25 } };
    const expression1 = { attribute_name: 'last_updated', operator: 'ge', attribute_value: '2026-01-01T00:00:00Z' };
    for (const type of ['predicate', 'expression'] as const) {
      expect(narrowed(type, [item])).to.deep.equal([item, { seq_num: 5, expression1 }]);
    }
  });

  it('takes none where it would change the meaning, and the configuration says so', () => {
    const since = { attribute: 'last_updated' };
    const open = [{ expression1: {}, condition: 'or' }];
    const cases: readonly object[] = [
      { queryType: 'idtype-value', query: { type: 'UIN', value: '1' } },
      { queryType: 'predicate', query: "age_years(r.birthdate) >= 18 && r.gender == 'female'" },
      { queryType: 'predicate', query: open },
      { queryType: 'expression', query: { seq: [], or: [{ seq: [] }] } },
      { queryType: 'expression', query: { type: 'ns:org:QueryType:GraphQl', value: { expression: '{ person }' } } },
    ];
    for (const query of cases) {
      expect(problemsOf(query), JSON.stringify(query)).to.deep.equal([]);
      expect(problemsOf({ ...query, since })).to.deep.equal(['since']);
    }
    expect(problemsOf({ since })).to.deep.equal([]);
  });

  it('is refused when it cannot be asked', () => {
    expect(problemsOf({ queryType: 'idtype-value' })).to.deep.equal(['query']);
    expect(problemsOf({ queryType: 'idtype-value', query: { type: 'UIN', value: '' } })).to.deep.equal(['query']);
    expect(problemsOf({ query: 'everybody' })).to.deep.equal(['query']);
  });

  it('knows the structures of the recorded queries', function () {
    const queries = sharedJson('examples/spdci_search_group_queries.json') as
      Record<string, { query: unknown }> | undefined;
    if (queries === undefined) this.skip();
    const since = (name: string, type: 'expression' | 'predicate') =>
      compileQuery(type, queries[name]?.query, 'Group').since;
    expect(since('expression_nosql_spec', 'expression')).to.be.a('function');
    expect(since('expression_openspp2_dialect', 'expression')).to.be.a('function');
    expect(since('predicate_list_spec', 'predicate')).to.be.a('function');
  });
});
