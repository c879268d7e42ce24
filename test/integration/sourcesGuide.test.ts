import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { parse } from 'yaml';
import type { SourceEntry } from '../../core/source.ts';
import { simulatorAuth, startSimulator } from '../../dev/simulator/index.ts';
import type { Simulator } from '../../dev/simulator/index.ts';
import { openGraphQL } from '../support/graphqlSource.ts';

interface Example {
  readonly sources: readonly {
    readonly connection: Readonly<Record<string, unknown>>;
    readonly imports: readonly {
      readonly target: 'individual' | 'group';
      readonly query: Readonly<Record<string, unknown>>;
    }[];
  }[];
}

const guide = readFileSync(new URL('../../docs/sources.md', import.meta.url), 'utf8');

/** Indented blocks of a section, less their indentation. */
const blocksOf = (heading: string): readonly string[] => {
  const [, section = ''] = guide.split(`### ${heading}\n`);
  const body = section.split(/^##/m)[0] ?? '';
  return [...body.matchAll(/(?:^(?: {4}.*)?\n)+/gm)]
    .map(([block]) => block.replaceAll(/^ {4}/gm, '').trim())
    .filter((block) => block !== '');
};

describe('the examples of docs/sources.md', () => {
  let simulator: Simulator;

  before(async () => {
    simulator = await startSimulator({ households: 5 });
  });
  after(() => simulator.close());

  const read = async (heading: string): Promise<readonly SourceEntry[]> => {
    const [yaml = '', file = ''] = blocksOf(heading);
    const [example] = (parse(yaml) as Example).sources;
    const [one] = example?.imports ?? [];
    if (example === undefined || one === undefined) throw new Error(`no example under ${heading}`);
    const { document } = one.query;
    const query = { ...one.query, document: String(document).startsWith('${file:') ? file : document };
    const connection = { ...example.connection, baseUrl: simulator.url, auth: simulatorAuth(simulator) };
    const source = openGraphQL(connection, { target: one.target, query });
    try {
      const { entries } = await source.sample(5, new AbortController().signal);
      return entries;
    } finally {
      await source.close();
    }
  };

  it('read individuals, every field of the record at home', async () => {
    const entries = await read('Individuals');
    expect(entries).to.have.length(5);
    for (const entry of entries) {
      if (entry.kind !== 'person') throw new Error(`a ${entry.kind} entry`);
      expect(entry.person.recordId).to.be.a('string');
      expect(entry.person.attributes).to.deep.equal({});
    }
  });

  it('read households with their members', async () => {
    const entries = await read('Households');
    expect(entries).to.have.length(5);
    for (const entry of entries) {
      if (entry.kind !== 'group') throw new Error(`a ${entry.kind} entry`);
      expect(entry.group.members.length).to.be.greaterThan(0);
      expect(entry.group.attributes).to.deep.equal({});
      expect(entry.group.members[0]?.kinds).to.deep.equal(['Head']);
    }
  });
});
