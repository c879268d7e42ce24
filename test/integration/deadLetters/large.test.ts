import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { SourceEntry } from '../../../core/source.ts';
import { testImport } from '../../faults/sourceDeployment.ts';
import { inventedPerson, PagedSource } from '../../faults/sourceRegistry.ts';
import { quiet, refusing, withWhole } from './fixture.ts';

const largePerson = (characters: number): SourceEntry => {
  const person = { ...inventedPerson(0, 0), attributes: { note: JSON.stringify('x'.repeat(characters)) } };
  return { kind: 'person', person, raw: JSON.stringify(person) };
};

const importOf = (characters: number, keepRaw: boolean) =>
  testImport(new PagedSource(() => [largePerson(characters)], 1), { keepRaw });

describe('redriving large records', () => {
  it('takes the bytes from the topic when the letter keeps only a part of them', () =>
    withWhole(async (deployment) => {
      await deployment.worker([importOf(600_000, false)]).runOnce({}, quiet);
      const isPerson = ({ type = '' }: { readonly type: string | undefined }): boolean => type.endsWith('SourcePerson');
      await deployment.process({ identity: refusing(isPerson, 'processors/identity') });
      const [letter] = await deployment.letters();
      expect(letter).to.deep.include({ bytes: 512 * 1024 });
      expect(letter?.letter.truncated).to.equal(true);
      expect((await deployment.redrive()).map(({ outcome }) => outcome)).to.deep.equal(['redriven']);
      await deployment.process();
      expect(await deployment.letters()).to.deep.equal([]);
      expect(await deployment.rows('select 1 from registry.registrant')).to.have.length(1);
    }));

  it('publishes a record that was too large once the configuration keeps less of it', () =>
    withWhole(async (deployment) => {
      const imports = [importOf(470_000, true)];
      await deployment.worker(imports).runOnce({}, quiet);
      const [letter] = await deployment.letters();
      expect(letter?.letter).to.include({ code: 'RECORD_TOO_LARGE', component: 'runtime/source', target: 'person' });
      const map = () => [largePerson(470_000)];
      const again = await deployment.redrive({ imports, map });
      expect(again.map(({ outcome }) => outcome)).to.deep.equal(['rejected']);
      const smaller = await deployment.redrive({ imports: [importOf(470_000, false)], map });
      expect(smaller.map(({ outcome }) => outcome)).to.deep.equal(['redriven']);
      await deployment.process();
      expect(await deployment.letters()).to.deep.equal([]);
      expect(await deployment.rows('select 1 from registry.registrant')).to.have.length(1);
    }));
});
