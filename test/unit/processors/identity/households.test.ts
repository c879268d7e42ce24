import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import type { SourceGroup, SourceMember, SourcePerson } from '../../../../schemas/generated/types.ts';
import type { SourceValue } from '../support/records.ts';
import { enrolment, group, nationalId, person, verdict } from '../support/records.ts';
import { idOf, Resolver } from '../support/resolver.ts';

const sourceOf = (recordKey: string): string => ({ n: 'north', s: 'south', e: 'east' })[recordKey.charAt(0)] ?? 'north';

/** Order of first sight: north before south before east, groups after the persons of all. */
const seenOf = (recordKey: string): number =>
  'nse'.indexOf(recordKey.charAt(0)) * 100 + (Number(recordKey.slice(1)) || recordKey.charCodeAt(1) + 500);

/** Somebody whom every registry knows by the same number: `n1` of the north is `s1` of the south. */
const known = (recordKey: string, more: Partial<SourcePerson> = {}): SourcePerson =>
  person(recordKey, {
    ...{ seen: seenOf(recordKey), source: sourceOf(recordKey) },
    ...{ identifiers: [nationalId(`N7${recordKey.slice(1)}`)], ...more },
  });

const persons = (...recordKeys: string[]): SourcePerson[] => recordKeys.map((recordKey) => known(recordKey));

const household = (recordKey: string, members: readonly string[], more: Partial<SourceGroup> = {}): SourceGroup =>
  group(recordKey, members, { seen: seenOf(recordKey), source: sourceOf(recordKey), ...more });

const rose = '12 Rose Street, Norte';
const hill = '7 Hill Road, Sur';

describe('identity: groups by their members', () => {
  let resolver: Resolver;

  beforeEach(() => {
    resolver = new Resolver();
  });

  const groupsNow = (): string[][] =>
    [...resolver.groups.values()]
      .filter(({ status }) => status !== 'merged')
      .map(({ sources }) => sources.map(({ recordKey }) => recordKey).sort())
      .sort((a, b) => (a.join() < b.join() ? -1 : 1));
  const lastOf = (recordKey: string) => resolver.lineage.filter((one) => one.recordKey === recordKey).at(-1);
  const tell = (...values: readonly SourceValue[]): Promise<void> => resolver.all(values);

  it('links the household that two registries list, and says by what: counts and levels, no values', async () => {
    await tell(...persons('n1', 'n2', 'n3', 's1', 's2', 's3', 's4'));
    await tell(household('nA', ['n1', 'n2', 'n3'], { address: rose }));
    await tell(household('sA', ['s1', 's2', 's3', 's4'], { address: 'Rose St 12, Norte' }));
    expect(groupsNow()).to.deep.equal([['nA', 'sA']]);
    const decision = lastOf('sA');
    expect(decision).to.include({ entityKind: 'group', kind: 'linked', rule: 'members', entityId: idOf('nA') });
    expect(decision?.overlap).to.deep.equal({
      ...{ otherRecordKey: 'nA', common: 3, ofFewer: 3, ofMore: 4, head: 'same', address: 'same', phone: 'unknown' },
      ...{ rule: 'majority', guard: null },
    });
    expect(JSON.stringify(decision)).to.not.match(/Rose|Household|Person/);
    expect(resolver.outcomes.at(-1)).to.equal('linked');
  });

  it('redirects a group that was published, and takes both into one', async () => {
    await tell(household('sA', ['s1', 's2']), household('nA', ['n1', 'n2']), ...persons('n1', 'n2', 's1'));
    expect(groupsNow()).to.deep.equal([['nA'], ['sA']]);
    await tell(known('s2'));
    expect(resolver.group('sA')).to.include({ status: 'merged', mergedInto: idOf('nA') });
    expect(resolver.group('nA').mergedFrom).to.deep.equal([idOf('sA')]);
    expect(resolver.group('nA').members.map(({ registrantId }) => registrantId)).to.have.members([
      idOf('n1'),
      idOf('n2'),
    ]);
    expect(lastOf('sA')).to.include({ kind: 'merged', rule: 'members' });
  });

  it('parts them in the same step in which a member turns out to be somebody else', async () => {
    await tell(...persons('n1', 'n2', 's1', 's2'), household('nA', ['n1', 'n2']), household('sA', ['s1', 's2']));
    expect(groupsNow()).to.deep.equal([['nA', 'sA']]);
    await tell(known('s2', { version: 2, identifiers: [nationalId('N7999')] }));
    expect(groupsNow()).to.deep.equal([['nA'], ['sA']]);
    const [states] = [resolver.events.filter(({ value }) => (value as { version: number }).version === 7)];
    expect(states.map(({ topic }) => topic)).to.include.members(['registrants', 'groups', 'identity.decisions']);
    expect(lastOf('sA')).to.include({ kind: 'split', rule: 'members' });
    expect(resolver.group('sA').members.map(({ registrantId }) => registrantId)).to.deep.equal([
      idOf('n1'),
      idOf('s2'),
    ]);
  });

  it('follows a verdict on two members, and its being taken back', async () => {
    await tell(person('n1', { seen: 1 }), person('s1', { seen: 101, source: 'south' }), ...persons('n2', 's2'));
    await tell(household('nA', ['n1', 'n2']), household('sA', ['s1', 's2']));
    expect(groupsNow()).to.have.length(2);
    await tell(verdict('n1', 's1', 'same'));
    expect(groupsNow()).to.have.length(1);
    expect(lastOf('sA')).to.include({ kind: 'merged', rule: 'members' });
    await tell(verdict('n1', 's1', 'none'));
    expect(groupsNow()).to.have.length(2);
  });

  it('leaves an adult child who moved out in two households', async () => {
    await tell(...persons('n1', 'n2', 'n3', 's3'), household('nA', ['n1', 'n2', 'n3'], { address: rose }));
    await tell(household('sA', ['s3'], { address: hill }));
    expect(groupsNow()).to.deep.equal([['nA'], ['sA']]);
    expect(lastOf('sA')).to.include({ kind: 'created' });
  });

  it('asks about children who live with their grandparents now, and about nobody twice', async () => {
    await tell(...persons('n1', 'n2', 'n3', 'n4', 's3', 's4', 's8', 's9'));
    await tell(household('nA', ['n1', 'n2', 'n3', 'n4'], { address: rose }));
    await tell(household('sA', ['s8', 's9', 's3', 's4'], { address: hill }));
    expect(groupsNow()).to.deep.equal([['nA'], ['sA']]);
    expect(lastOf('sA')).to.include({ kind: 'review_opened', rule: 'members' });
    expect(lastOf('sA')?.overlap).to.include({ common: 2, head: 'different', rule: null, guard: 'members' });
    expect(lastOf('sA')?.otherEntityIds).to.deep.equal([idOf('nA')]);
    await tell(verdict('nA', 'sA', 'different'));
    expect(lastOf('sA')).to.include({ kind: 'review_closed', rule: 'verdict' });
    await tell(household('sA', ['s8', 's9', 's3', 's4'], { address: hill, version: 2, name: 'Lim' }));
    expect(lastOf('sA')).to.include({ kind: 'review_closed' });
  });

  it('parts by a verdict what members had made one, and unites what a person says is one', async () => {
    await tell(...persons('n1', 'n2', 's1', 's2'), household('nA', ['n1', 'n2']), household('sA', ['s1', 's2']));
    await tell(verdict('nA', 'sA', 'different'));
    expect(groupsNow()).to.deep.equal([['nA'], ['sA']]);
    await tell(verdict('nA', 'sA', 'same'), household('sA', [], { version: 2 }));
    expect(groupsNow()).to.deep.equal([['nA', 'sA']]);
  });

  it('never makes one of two households that one registry lists side by side', async () => {
    await tell(...persons('n1', 'n2'), household('nA', ['n1', 'n2'], { address: rose }));
    await tell(household('nB', ['n1', 'n2'], { address: rose }));
    expect(groupsNow()).to.deep.equal([['nA'], ['nB']]);
  });

  it('asks which of two a household is that a registry lists twice', async () => {
    await tell(...persons('n1', 'n2', 's1', 's2'), household('nA', ['n1', 'n2']), household('nB', ['n1', 'n2']));
    await tell(household('sA', ['s1', 's2']));
    expect(groupsNow()).to.have.length(3);
    expect(lastOf('sA')).to.include({ kind: 'review_opened' });
    expect(lastOf('sA')?.conflicts).to.deep.equal(['ambiguous']);
    expect(lastOf('sA')?.otherEntityIds).to.deep.equal([idOf('nA'), idOf('nB')].sort());
  });

  it('joins no chain of households of which two share nobody', async () => {
    await tell(...persons('n1', 'n2', 's1', 's2', 's3', 's4', 'e3', 'e4'));
    await tell(household('nA', ['n1', 'n2'], { address: rose }), household('eA', ['e3', 'e4'], { address: rose }));
    await tell(household('sA', ['s1', 's2', 's3', 's4'], { address: rose }));
    const clusters = groupsNow();
    for (const cluster of clusters) expect(cluster).to.not.include.members(['nA', 'eA']);
    expect(resolver.lineage.filter(({ kind }) => kind === 'review_opened')).to.not.be.empty;
  });

  it('asks where the registries give a household different numbers of one kind', async () => {
    const numbered = (value: string) => ({ identifiers: [nationalId(value, { type: 'Household ID' })] });
    await tell(...persons('n1', 'n2', 's1', 's2'), household('nA', ['n1', 'n2'], numbered('H71001')));
    await tell(household('sA', ['s1', 's2'], numbered('H72002')));
    expect(groupsNow()).to.have.length(2);
    expect(lastOf('sA')?.conflicts).to.deep.equal(['conflict']);
  });

  it('holds a merge of a group that is enrolled, and both stay active', async () => {
    await tell(...persons('n1', 'n2', 's1', 's2'), household('sA', ['s1', 's2']), enrolment(idOf('sA'), 'enrolled'));
    await tell(household('nA', ['n1', 'n2']));
    expect(groupsNow()).to.deep.equal([['nA'], ['sA']]);
    expect(lastOf('sA')).to.include({ kind: 'held', rule: 'members', entityId: idOf('sA') });
    expect(lastOf('sA')?.overlap).to.include({ guard: 'held', rule: 'all-members' });
    await tell(verdict('nA', 'sA', 'same'));
    expect(groupsNow()).to.deep.equal([['nA', 'sA']]);
  });

  it('holds it when the enrolment and the other registry come in one batch, and not when it ended in it', async () => {
    const before = [...persons('n1', 'n2', 's1', 's2'), household('sA', ['s1', 's2'])];
    const enrolled = enrolment(idOf('sA'), 'enrolled');
    await resolver.all([...before, enrolled, household('nA', ['n1', 'n2'])], 20);
    expect(groupsNow()).to.deep.equal([['nA'], ['sA']]);
    resolver = new Resolver();
    await resolver.all([...before, enrolled]);
    await resolver.batch([enrolment(idOf('sA'), 'draft'), household('nA', ['n1', 'n2'])]);
    expect(groupsNow()).to.deep.equal([['nA', 'sA']]);
  });

  it('holds it, too, when a member of the group is resolved', async () => {
    await tell(...persons('n1', 'n2', 's1'), household('sA', ['s1', 's2']), household('nA', ['n1', 'n2']));
    await tell(enrolment(idOf('sA'), 'paused'), known('s2'));
    expect(groupsNow()).to.deep.equal([['nA'], ['sA']]);
    expect(lastOf('sA')).to.include({ kind: 'held' });
  });

  it('links a person who lives alone by the house, and asks where the addresses differ', async () => {
    await tell(...persons('n1', 's1', 'e1'), household('nA', ['n1'], { address: rose }));
    await tell(household('sA', ['s1'], { address: rose }), household('eA', ['e1'], { address: hill }));
    expect(groupsNow()).to.deep.equal([['eA'], ['nA', 'sA']]);
    expect(lastOf('eA')).to.include({ kind: 'review_opened' });
  });

  it('counts a member once who is listed twice, or by two records', async () => {
    const twice = (key: string): SourceMember => ({
      ...{ recordKey: key, kinds: [], startDate: null, endDate: null, relation: null },
    });
    await tell(...persons('n1', 'n2', 's1'), household('nA', ['n1', 'n2']));
    await tell(known('s11', { identifiers: [nationalId('N71')] }));
    await tell(household('sA', [], { members: [twice('s1'), twice('s1'), twice('s11')] }));
    expect(groupsNow()).to.deep.equal([['nA'], ['sA']]);
  });

  it('counts members who have left no more', async () => {
    const gone = (key: string, endDate: string | null): SourceMember => ({
      ...{ recordKey: key, kinds: [], startDate: null, endDate, relation: null },
    });
    await tell(...persons('n1', 'n2', 's1', 's2'), household('nA', ['n1', 'n2']));
    await tell(household('sA', [], { members: [gone('s1', null), gone('s2', '2020-01-01')] }));
    expect(groupsNow()).to.have.length(2);
  });

  it('links nobody to an institution of 200, and asks nothing about it', async () => {
    const inmates = Array.from({ length: 200 }, (_, at) => `n${String(at + 1)}`);
    await resolver.all([...persons(...inmates), household('nA', inmates, { address: rose })], 50);
    for (let at = 1; at < 20; at += 2) {
      const couple = [`s${String(at)}`, `s${String(at + 1)}`];
      await tell(...persons(...couple), household(`s${String(900 + at)}`, couple, { address: rose }));
    }
    expect(groupsNow()).to.have.length(11);
    expect(resolver.lineage.filter(({ kind }) => kind === 'review_opened')).to.deep.equal([]);
  });

  it('knows nothing of halves that have nobody in common, and parts what was emptied', async () => {
    await tell(...persons('n1', 'n2', 's1', 's2', 's3', 's4'), household('nA', ['n1', 'n2'], { address: rose }));
    await tell(household('sA', ['s3', 's4'], { address: rose }));
    expect(groupsNow()).to.have.length(2);
    await tell(household('sA', ['s1', 's2'], { version: 2, address: rose }));
    expect(groupsNow()).to.have.length(1);
    await tell(household('sA', [], { version: 3, address: rose }));
    expect(groupsNow()).to.have.length(2);
  });

  it('keeps what it linked when one of the two is withdrawn, and when the program is restarted', async () => {
    await tell(...persons('n1', 'n2', 's1', 's2'), household('nA', ['n1', 'n2']), household('sA', ['s1', 's2']));
    await tell(household('sA', ['s1', 's2'], { version: 2, state: 'withdrawn' }));
    resolver.restart();
    await tell(
      known('s1', { version: 2, state: 'withdrawn' }),
      household('nA', ['n1', 'n2'], { version: 2, name: 'Lim' }),
    );
    expect(groupsNow()).to.deep.equal([['nA', 'sA']]);
    expect(resolver.group('nA')).to.include({ status: 'active', name: 'Lim' });
  });
});
