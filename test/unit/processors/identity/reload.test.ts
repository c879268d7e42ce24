import { expect } from 'chai';
import { packCompared, readableVersion, unpackCompared } from '../../../../processors/identity/graph/compared.ts';
import { Enrolments } from '../../../../processors/identity/graph/enrolments.ts';
import { IdentityGraph } from '../../../../processors/identity/graph/identityGraph.ts';
import { Places } from '../../../../processors/identity/graph/places.ts';
import { Verdicts } from '../../../../processors/identity/graph/verdicts.ts';
import type { LinkageModel } from '../../../../processors/identity/linkage/index.ts';
import { starterModel } from '../../../../processors/identity/linkage/index.ts';
import { graphRecordOf, streamLinkage } from '../../../../processors/identity/memory.ts';
import { groupView, personView } from '../../../../processors/identity/view.ts';
import { MemoryStore } from '../support/memoryStore.ts';
import { activationOf, linkingModel, stepsOf } from '../support/model.ts';
import type { SourceValue } from '../support/records.ts';
import { group, nationalId, person } from '../support/records.ts';
import { Resolver } from '../support/resolver.ts';

const graphBy = (model: LinkageModel): IdentityGraph =>
  new IdentityGraph(streamLinkage(model), {
    cap: 5,
    idOf: (key) => key,
    verdicts: new Verdicts(),
    enrolments: new Enrolments(),
    places: new Places(),
  });

const ana = { givenName: 'Ana Maria', familyName: 'Reyes', birthDate: '1980-03-04', fullName: null } as const;
const people = [
  person('a', { seen: 1, ...ana, identifiers: [nationalId('A71')], sex: 'f' }),
  person('b', { seen: 2, ...ana, phones: [{ number: '+639171234567', collected: null, disabled: null }] }),
  person('c', { seen: 3, givenName: 'محمد', familyName: 'Cruz', address: '7 main street, Lipa', area: 'Lipa' }),
  person('d', { seen: 4, fullName: 'Benigno Santos Jr.', birthPlace: 'Cebu', email: 'b@example.org' }),
];
const household = group('X', ['a', 'b'], { seen: 5 });

const graphRecords = [...people.map(personView), groupView(household)].map((view) =>
  graphRecordOf({ recordKey: view.recordKey, kind: view.kind, views: [view] }),
);

type Broken = (row: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;

/** Takes everybody in, changes what is stored, and starts anew with somebody who is like the first. */
const afterRestart = async (log: readonly SourceValue[], broken: Broken): Promise<string[][]> => {
  const store = new MemoryStore();
  const resolver = new Resolver(store);
  await resolver.all(log, 3);
  const nodes = store.table('identity_node');
  const before = new Map(nodes);
  for (const [key, row] of before) nodes.set(key, broken(row));
  resolver.restart();
  await resolver.open();
  for (const [key, row] of before) nodes.set(key, row);
  await resolver.batch([person('e', { seen: 9, ...ana, sex: 'f' })]);
  return resolver.clusters;
};

describe('identity: reading everybody anew', () => {
  it('reads what was compared as it was, without its views', () => {
    const [written, read] = [graphBy(starterModel()), graphBy(starterModel())];
    for (const record of graphRecords) {
      const compared = written.compare(record);
      const again = unpackCompared(packCompared(compared, written.linkage), read.linkage);
      expect(again.identifiers).to.deep.equal(compared.identifiers);
      expect(again.content?.id).to.equal(compared.content?.id);
      expect(again.content?.full?.spelling).to.equal(compared.content?.full?.spelling);
      expect(again.content?.phones).to.deep.equal(compared.content?.phones);
      written.load(record.recordKey, compared);
      read.load(record.recordKey, again);
    }
    const plain = (graph: IdentityGraph) =>
      graph.componentsOf(graph.recordKeys()).map(({ recordKeys, edges, members }) => ({
        recordKeys,
        edges,
        members: members.map(({ contentId, content, ids }) => [
          contentId,
          content.given?.key,
          content.street?.key,
          ids,
        ]),
      }));
    expect(plain(read)).to.deep.equal(plain(written));
    expect(plain(read).flatMap(({ edges }) => edges)).to.have.length(1);
  });

  it('needs no views of what was written by this version, and the views of all else', async () => {
    const model = linkingModel(60);
    const log: SourceValue[] = [activationOf(model), ...stepsOf(model, 1), ...people, household];
    const expected = [['X'], ['a', 'b', 'e'], ['c'], ['d']];
    expect(await afterRestart(log, (row) => ({ ...row, views: null })), 'without views').to.deep.equal(expected);
    expect(await afterRestart(log, (row) => ({ ...row, compared: null })), 'from before').to.deep.equal(expected);
    const later = Buffer.from([99, 1, 2, 3]).toString('base64');
    expect(await afterRestart(log, (row) => ({ ...row, compared: later })), 'of a later version').to.deep.equal(
      expected,
    );
  });

  it('stores nothing to read by a model that compares further texts, and reads the views', () => {
    const linkage = streamLinkage(starterModel({ texts: ['occupation'] }));
    expect(readableVersion(linkage)).to.equal(-1);
    const graph = graphBy(starterModel({ texts: ['occupation'] }));
    const [record] = graphRecords;
    if (record === undefined) throw new Error('there is a record');
    const bytes = packCompared(graph.compare(record), linkage);
    expect(bytes[0]).to.not.equal(readableVersion(streamLinkage(starterModel())));
  });

  it('forgets what was compared before when a record changes', async () => {
    const store = new MemoryStore();
    const resolver = new Resolver(store);
    await resolver.batch(people);
    const before = store.table('identity_node').get('d')?.['compared'];
    await resolver.batch([person('d', { seen: 4, version: 2, fullName: 'Benigno Aquino' })]);
    const after = store.table('identity_node').get('d')?.['compared'];
    expect(after).to.be.a('string').and.not.equal(before);
    // Only its anchor changes.
    await resolver.batch([person('0', { seen: 0, ...ana, identifiers: [nationalId('A71')], sex: 'f' })]);
    expect(store.table('identity_node').get('a')?.['anchor_key']).to.equal('0');
    expect(store.table('identity_node').get('a')?.['compared']).to.be.a('string');
  });
});
