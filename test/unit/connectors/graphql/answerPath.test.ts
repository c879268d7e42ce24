import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readPath, recordsAt, valueAt } from '../../../../connectors/graphql/answerPath.ts';

const at = (json: unknown, path: string) => recordsAt(json, readPath(path));

describe('paths into an answer', () => {
  it('lead through lists and keep the nulls in them: who cannot be shown is not gone', () => {
    const people = { edges: [{ node: { id: 1 } }, { node: null }, null] };
    expect(at({ people }, 'people.edges.node')).to.deep.equal([{ id: 1 }, null, null]);
    expect(at({ list: [null, { id: 2 }] }, 'list')).to.deep.equal([null, { id: 2 }]);
    expect(at({ person: { id: 3 } }, 'person')).to.deep.equal([{ id: 3 }]);
    expect(at({ list: [] }, 'list')).to.deep.equal([]);
  });

  it('lead nowhere, rather than to an empty page, when a piece is missing or null', () => {
    expect(at({ people: null }, 'people.edges.node')).to.equal(undefined);
    expect(at({ people: {} }, 'people.edges.node')).to.equal(undefined);
    expect(at({ people: { edges: [{}] } }, 'people.edges.node')).to.equal(undefined);
    expect(at({ people: { edges: 'x' } }, 'people.edges.node')).to.equal(undefined);
    expect(at({}, 'constructor')).to.equal(undefined);
    expect(valueAt({ people: { totalCount: 0 } }, ['people', 'totalCount'])).to.equal(0);
  });

  it('lead nowhere when the list itself is null', () => {
    expect(at({ list: null }, 'list')).to.equal(undefined);
    expect(at({ people: { edges: null } }, 'people.edges.node')).to.equal(undefined);
  });
});
