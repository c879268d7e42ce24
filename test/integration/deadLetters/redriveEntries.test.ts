import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EtlError } from '../../../core/errors.ts';
import type { EntryMapper, SourceEntry } from '../../../core/source.ts';
import { testImport } from '../../faults/sourceDeployment.ts';
import { inventedHome, PagedSource } from '../../faults/sourceRegistry.ts';
import { uniqueName } from '../../support/stack.ts';
import { quiet, withWhole } from './fixture.ts';
import type { WholeDeployment } from './fixture.ts';

const HOMES = 6;
const BROKEN = 2;

const homes = (address: string | null = null): SourceEntry[] =>
  Array.from({ length: HOMES }, (_, home) => inventedHome(home, address));

/** What a page holds in the place of a home whose second member breaks the mapping. */
const brokenHome = (home: number, code = 'FIELD_TYPE'): readonly SourceEntry[] => {
  const whole = inventedHome(home);
  if (whole.kind !== 'group') throw new Error('a home is a group');
  const { group } = whole;
  const [first, second, third] = group.members;
  if (first === undefined || second === undefined || third === undefined) throw new Error('a home has three members');
  const error = (field: string): EtlError =>
    new EtlError(code, 'record', `the field ${field} is no text`, { component: 'connectors/mapping', field });
  return [
    { kind: 'person', person: first.person, raw: first.raw },
    { kind: 'person', person: third.person, raw: third.raw },
    {
      kind: 'rejected',
      error: error('birthDate'),
      target: 'person',
      recordId: null,
      identifiers: second.person.identifiers,
      raw: second.raw,
    },
    {
      kind: 'rejected',
      error: new EtlError('GROUP_MEMBER_REJECTED', 'record', 'a member was rejected', {
        component: 'connectors/mapping',
        field: 'members',
      }),
      target: 'group',
      recordId: null,
      identifiers: group.identifiers,
      raw: JSON.stringify({ home }),
    },
  ];
};

const brokenRegistry = (address: string | null = null): SourceEntry[] =>
  homes(address).flatMap((entry, home) => (home === BROKEN ? brokenHome(home) : [entry]));

/** The mapping after its correction. */
const corrected: EntryMapper = (raw, target) => {
  const json = JSON.parse(raw) as { readonly home: number };
  if (target === 'group') return [inventedHome(json.home)];
  const person = JSON.parse(raw) as Extract<SourceEntry, { kind: 'person' }>['person'];
  return [{ kind: 'person', person, raw }];
};

/** A clock that gives two deployments the same moments. */
const clockOf = () => {
  let now = Date.parse('2026-03-01T08:00:00Z');
  return () => (now += 1000);
};

const importOf = (entries: () => readonly SourceEntry[]) => testImport(new PagedSource(entries, 100));
const outcomesOf = async (redriven: ReturnType<WholeDeployment['redrive']>): Promise<readonly string[]> =>
  (await redriven).map(({ outcome }) => outcome).sort();

describe('redriving entries that broke their mapping', () => {
  it('leads to the same registry and audit log as had they been right at first', async () => {
    const id = uniqueName('letters');
    let expected: unknown;
    await withWhole(async (deployment) => {
      await deployment.worker([importOf(() => homes())], { clock: clockOf() }).runOnce({}, quiet);
      await deployment.process();
      expected = await deployment.registry();
    }, id);
    await withWhole(async (deployment) => {
      const imports = [importOf(() => brokenRegistry())];
      await deployment.worker(imports, { clock: clockOf() }).runOnce({}, quiet);
      await deployment.process();
      const letters = await deployment.letters();
      expect(letters.map(({ letter }) => [letter.code, letter.target])).to.have.deep.members([
        ['FIELD_TYPE', 'person'],
        ['GROUP_MEMBER_REJECTED', 'group'],
      ]);
      expect(await deployment.registry()).not.to.deep.equal(expected);

      // The member comes with her group.
      const options = { imports, map: corrected };
      expect(await outcomesOf(deployment.redrive({ ...options, dryRun: true }))).to.deep.equal([
        'redriven',
        'superseded',
      ]);
      expect(await deployment.letters()).to.have.length(2);
      expect(await outcomesOf(deployment.redrive(options))).to.deep.equal(['redriven', 'superseded']);
      expect(await deployment.letters()).to.deep.equal([]);
      await deployment.process();
      expect(await deployment.registry()).to.deep.equal(expected);

      // A second redrive does nothing, and a scan with the corrected mapping has nothing to say.
      expect(
        await deployment.redrive(
          options,
          letters.map(({ key }) => key),
        ),
      ).to.deep.equal([]);
      const [run] = await deployment.worker([importOf(() => homes())]).runOnce({ mode: 'complete' }, quiet);
      expect(run).to.include({ published: 0, skippedUnchanged: HOMES * 4 });
    }, id);
  }).timeout(120_000);

  it('drops what is older than what has passed, and says so', () =>
    withWhole(async (deployment) => {
      const registry = { entries: brokenRegistry() };
      const imports = [importOf(() => registry.entries)];
      const worker = deployment.worker(imports);
      await worker.runOnce({}, quiet);
      registry.entries = homes('New Street 1');
      await worker.runOnce({}, quiet);
      await deployment.process();
      const before = await deployment.registry();
      const records = (await deployment.read('source.records')).length;
      const outcomes = await deployment.redrive({ imports, map: corrected });
      expect(outcomes.map(({ outcome }) => outcome)).to.deep.equal(['superseded', 'superseded']);
      expect(outcomes[0]?.detail).to.match(/version|observed later/);
      expect(await deployment.letters()).to.deep.equal([]);
      expect(await deployment.read('source.records')).to.have.length(records);
      await deployment.process();
      expect(await deployment.registry()).to.deep.equal(before);
    }));

  it('drops what a complete scan has not met again', () =>
    withWhole(async (deployment) => {
      const registry = { entries: brokenRegistry() };
      const imports = [importOf(() => registry.entries)];
      const worker = deployment.worker(imports);
      await worker.runOnce({}, quiet);
      registry.entries = homes().filter((_, home) => home !== BROKEN);
      await worker.runOnce({ mode: 'complete' }, quiet);
      const outcomes = await deployment.redrive({ imports, map: corrected });
      expect(outcomes.map(({ outcome }) => outcome)).to.deep.equal(['superseded', 'superseded']);
      expect(outcomes[0]?.detail).to.include('complete scan');
    }));

  it('keeps a letter whose entry still breaks the mapping, with one more attempt', () =>
    withWhole(async (deployment) => {
      const imports = [importOf(() => brokenRegistry())];
      await deployment.worker(imports).runOnce({}, quiet);
      const before = await deployment.letters();
      const map: EntryMapper = (_, target) =>
        brokenHome(BROKEN).filter((entry) => entry.kind === 'rejected' && entry.target === target);
      const outcomes = await deployment.redrive({ imports, map });
      expect(outcomes.map(({ outcome }) => outcome)).to.deep.equal(['rejected', 'rejected']);
      const after = await deployment.letters();
      expect(after.map(({ key, letter }) => [key, letter.attempt])).to.deep.equal(before.map(({ key }) => [key, 2]));
    }));

  it('leaves what it cannot map: a part of an entry, an import or a source that is gone', () =>
    withWhole(async (deployment) => {
      const large: SourceEntry = {
        kind: 'rejected',
        error: new EtlError('FIELD_TOO_LONG', 'record', 'too long', {
          component: 'connectors/mapping',
          field: 'fullName',
        }),
        target: 'person',
        recordId: 'r-1',
        identifiers: [],
        raw: JSON.stringify({ name: 'x'.repeat(600_000) }),
      };
      const imports = [importOf(() => [large])];
      await deployment.worker(imports).runOnce({}, quiet);
      const [whole] = await deployment.redrive({ imports, map: corrected });
      expect(whole).to.include({ outcome: 'impossible' });
      expect(whole?.detail).to.include('only a part');
      const [gone] = await deployment.redrive();
      expect(gone?.detail).to.include('no import households');
      expect(await deployment.letters()).to.have.length(1);
    }));
});
