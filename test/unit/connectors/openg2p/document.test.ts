import { expect } from 'chai';
import fc from 'fast-check';
import { Kind, parse, visit } from 'graphql';
import { describe, it } from 'mocha';
import { documentProblem, readDocument } from '../../../../connectors/openg2p/document.ts';
import { groupsDocument, individualsDocument } from '../../../../connectors/openg2p/documents.ts';
import { EtlError } from '../../../../core/errors.ts';

const fields = 'writeDate regIds { idTypeAsStr value }';

/** Arguments of the one getRegistrants of a text, as parsed. */
const argumentsOf = (text: string): Readonly<Record<string, unknown>> => {
  const found: Record<string, unknown> = {};
  visit(parse(text), {
    Argument(node) {
      if ('value' in node.value) found[node.name.value] = node.value.value;
    },
  });
  return found;
};

describe('document', () => {
  it('takes the default documents', () => {
    expect(documentProblem(individualsDocument)).to.equal(undefined);
    expect(readDocument(groupsDocument).fields).to.include('groupMembershipIds');
  });

  it('sets arguments in place of those that the document has, and leaves others', () => {
    const query = readDocument(`{ getRegistrants(limit: 5, gender: "Female") { ${fields} } totalRegistrantCount }`);
    const text = query.withArguments({ limit: 100, offset: 20, order: 'id asc', isGroup: true });
    expect(argumentsOf(text)).to.deep.equal({
      gender: 'Female',
      limit: '100',
      offset: '20',
      order: 'id asc',
      isGroup: true,
    });
    expect(text).to.include('totalRegistrantCount');
  });

  it('lets no value become part of the query', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (value) => {
        const hostile = `"){evil}${value}`;
        const text = readDocument(`{ getRegistrants { ${fields} } }`).withArguments({ name: hostile });
        expect(argumentsOf(text)).to.deep.equal({ name: hostile });
        expect(parse(text).definitions).to.have.length(1);
      }),
    );
  });

  it('writes whole and broken numbers as GraphQL has them', () => {
    const text = readDocument(`{ getRegistrants { ${fields} } }`).withArguments({ limit: 3, score: 1.5 });
    const kinds: string[] = [];
    visit(parse(text), {
      Argument(node) {
        kinds.push(node.value.kind);
      },
    });
    expect(kinds).to.deep.equal([Kind.INT, Kind.FLOAT]);
  });

  it('finds aliases, also through fragments', () => {
    const query = readDocument(`
      query People { people: getRegistrants { ...Basics ... on Partner { regIds { value } } } }
      fragment Basics on Partner { name changed: writeDate }`);
    expect(query.answerKey).to.equal('people');
    expect(query.writeDateKey).to.equal('changed');
    expect([...query.fields].sort()).to.deep.equal(['name', 'regIds', 'writeDate']);
  });

  it('survives fragments that contain themselves', () => {
    const text = `{ getRegistrants { ...A } } fragment A on Partner { ...A ${fields} }`;
    expect(documentProblem(text)).to.equal(undefined);
  });

  it('is the same however it is written', () => {
    const one = readDocument(`{getRegistrants{${fields}}}`).canonical;
    expect(readDocument(`query {\n  getRegistrants { # all\n ${fields} } }`).canonical).to.equal(one);
  });

  it('refuses what cannot be asked, saying why', () => {
    const cases: readonly [string, RegExp][] = [
      ['{ getRegistrants {', /is not GraphQL: .*line 1/],
      ['mutation { getRegistrants { name } }', /one query/],
      [`{ a: getRegistrants { ${fields} } } { b }`, /is not GraphQL|one query/],
      [`query A { getRegistrants { ${fields} } } query B { b }`, /one query/],
      [`query A($n: Int) { getRegistrants(limit: $n) { ${fields} } }`, /variables/],
      ['{ totalRegistrantCount }', /exactly once/],
      [`{ getRegistrants { ${fields} } b: getRegistrants { ${fields} } }`, /exactly once/],
      ['{ getRegistrants { name writeDate } }', /regIds/],
      ['{ getRegistrants { regIds { value } } }', /writeDate/],
      ['{ getRegistrants(limit: 1, limit: 2) }', /regIds/],
    ];
    for (const [text, problem] of cases) {
      expect(documentProblem(text), text).to.match(problem);
      expect(() => readDocument(text), text)
        .to.throw(EtlError, problem)
        .with.property('fault', 'config');
    }
  });
});
