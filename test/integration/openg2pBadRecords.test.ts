import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { ScanRequest, SourceEntry } from '../../core/source.ts';
import { createClock, startSimulator } from '../../dev/simulator/index.ts';
import type { Simulator } from '../../dev/simulator/index.ts';
import { openOpenG2P } from '../support/openg2pSource.ts';

const beginning: ScanRequest = { mode: 'complete', watermark: undefined, cursor: undefined };

type PoisonKind = Parameters<Simulator['registry']['poison']>[0];
type Rejected = Extract<SourceEntry, { kind: 'rejected' }>;

describe('openg2p and records that no registry should have', () => {
  let simulator: Simulator;

  beforeEach(async () => {
    simulator = await startSimulator({ households: 2, clock: createClock('2025-06-01T08:00:00Z') });
  });
  afterEach(() => simulator.close());

  /** The entries that a poison adds to an import. */
  const poisoned = async (kind: PoisonKind, target: 'individual' | 'group'): Promise<readonly SourceEntry[]> => {
    const read = async (): Promise<readonly SourceEntry[]> => {
      const source = openOpenG2P(simulator, { target, query: { pageSize: 1_000 } });
      const { entries } = await source.poll(beginning, new AbortController().signal);
      await source.close();
      return entries;
    };
    const before = new Set((await read()).map((entry) => entry.raw));
    simulator.registry.poison(kind);
    return (await read()).filter((entry) => !before.has(entry.raw));
  };

  const persons = (entries: readonly SourceEntry[]) =>
    entries.flatMap((entry) => (entry.kind === 'person' ? [entry.person] : []));
  const groups = (entries: readonly SourceEntry[]) =>
    entries.flatMap((entry) => (entry.kind === 'group' ? [entry.group] : []));
  const rejected = (entries: readonly SourceEntry[]): readonly Rejected[] =>
    entries.flatMap((entry) => (entry.kind === 'rejected' ? [entry] : []));

  it('passes 2023-02-29 on as text: dates are the normaliser’s to judge', async () => {
    const [person] = persons(await poisoned('broken-date', 'individual'));
    expect(person?.birthDate).to.equal('2023-02-29');
  });

  it('takes NUL characters out of texts and original', async () => {
    const [entry] = await poisoned('nul-characters', 'individual');
    expect(entry?.kind === 'person' && entry.person).to.include({ givenName: 'NulName', address: '12 Main St' });
    expect(entry?.raw).not.to.match(/\\u0000/);
  });

  it('rejects a name of a megabyte by field and limit, and keeps the identifiers for its key', async () => {
    const [entry] = rejected(await poisoned('huge-name', 'individual'));
    expect(entry?.error).to.include({ code: 'FIELD_TOO_LONG', fault: 'record' });
    expect(entry?.error.message.length).to.be.lessThan(300);
    expect(entry?.identifiers).to.have.length(1);
  });

  it('passes the same identifier twice in one page on as two persons', async () => {
    const found = persons(await poisoned('same-identifier-twice', 'individual'));
    expect(found).to.have.length(2);
    expect(new Set(found.map((person) => person.identifiers[0]?.value)).size).to.equal(1);
  });

  it('passes unknown membership kinds and two heads on as they are', async () => {
    const [kinds] = groups(await poisoned('unknown-kinds', 'group'));
    expect(kinds?.members.map((member) => member.kinds)).to.deep.equal([['Head'], ['Grand Vizier'], []]);
    const [heads] = groups(await poisoned('two-heads', 'group'));
    expect(heads?.members.map((member) => member.kinds)).to.deep.equal([['Head'], ['Head']]);
  });

  it('reads a group of 500 and one of nobody', async () => {
    const [large] = groups(await poisoned('group-of-500', 'group'));
    expect(large?.members).to.have.length(500);
    const [empty] = groups(await poisoned('empty-group', 'group'));
    expect(empty?.members).to.deep.equal([]);
  });

  for (const kind of ['lost-member', 'null-membership'] as const) {
    it(`rejects the group and the member of ${kind}, and lets the other member through`, async () => {
      const entries = await poisoned(kind, 'group');
      expect(entries.map((entry) => entry.kind)).to.deep.equal(['person', 'rejected', 'rejected']);
      const [member, group] = rejected(entries);
      expect(member).to.deep.include({ target: 'person', identifiers: [] });
      expect(group?.target).to.equal('group');
      expect(group?.error.code).to.equal('GROUP_MEMBER_REJECTED');
      expect(group?.identifiers).to.have.length(1);
    });
  }

  it('reads members without identifiers', async () => {
    simulator.registry.change({ registerAgainWithoutIdentifier: 1 });
    const source = openOpenG2P(simulator, { query: { pageSize: 1_000 } });
    const { entries } = await source.poll(beginning, new AbortController().signal);
    await source.close();
    expect(persons(entries).some((person) => person.identifiers.length === 0)).to.equal(true);
    expect(rejected(entries)).to.deep.equal([]);
  });
});
