import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readDocument } from '../../../../connectors/graphql/document.ts';
import type { QueryDocument } from '../../../../connectors/graphql/document.ts';

const read = (text: string, operationName?: string): QueryDocument => {
  const document = readDocument(text, operationName);
  if (typeof document === 'string') throw new Error(document);
  return document;
};

describe('GraphQL document', () => {
  it('names line and column of a syntax error', () => {
    expect(readDocument('query {\n  people {\n    id name(\n  }\n}', undefined)).to.match(
      /^is not GraphQL: Syntax Error: .* \(line 4, column 3 of the document\)$/,
    );
  });

  it('refuses what is wrong under any schema, with its place', () => {
    const cases: readonly [string, string][] = [
      ['query ($a: Int) { people { id } }', 'Variable "$a" is never used (line 1, column 8'],
      ['{ people(first: $n) { id } }', 'Variable "$n" is not defined'],
      ['{ people { ...P } }', 'Unknown fragment "P"'],
      ['{ people { ...P } } fragment P on Person { ...P }', 'Cannot spread fragment "P" within itself'],
      ['{ people { id } } { households { id } }', 'This anonymous operation must be the only defined operation'],
    ];
    for (const [text, words] of cases) expect(readDocument(text, undefined), text).to.include(words);
  });

  it('refuses mutations and subscriptions, also beside a query', () => {
    for (const kind of ['mutation', 'subscription']) {
      const text = `query Q { people { id } } ${kind} M { touch(id: 1) }`;
      expect(readDocument(text, 'Q')).to.include(`no ${kind}`);
    }
    expect(readDocument('fragment P on Person { id }', undefined)).to.be.a('string');
  });

  it('takes the named query alone, with the fragments that it uses', () => {
    const text =
      'query A { people { ...P } } query B { households { ...H } } fragment P on Person { id } fragment H on Household { id }';
    expect(readDocument(text, undefined)).to.include('A, B');
    expect(readDocument(text, 'C')).to.include('no query C');
    const document = read(text, 'B');
    expect(document.text).to.include('fragment H').and.not.include('people').and.not.include('fragment P');
    expect(document.text).to.equal(read(text.replaceAll(' ', '\n  '), 'B').text);
  });

  it('knows which variables must be set', () => {
    const { variables } = read('query ($a: Int!, $b: Int! = 1, $c: Int) { p(a: $a, b: $b, c: $c) { id } }');
    expect([...variables].map(([name, { required }]) => [name, required])).to.deep.equal([
      ['a', true],
      ['b', false],
      ['c', false],
    ]);
  });

  it('follows a path by the keys of the answer, through aliases and fragments', () => {
    const document = read(
      '{ all: people { ... on C { ...Page } edges { node { id } } } } fragment Page on C { pageInfo { endCursor } }',
    );
    expect(document.missing(['all', 'pageInfo', 'endCursor'])).to.equal(undefined);
    expect(document.missing(['all', 'edges', 'node', 'id'])).to.equal(undefined);
    expect(document.missing(['people', 'edges'])).to.equal('people');
    expect(document.missing(['all', 'pageInfo', 'hasNextPage'])).to.equal('all.pageInfo.hasNextPage');
  });
});
