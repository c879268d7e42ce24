import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { SourcePerson } from '../../../../schemas/generated/types.ts';
import { activationOf, linkingModel } from '../support/model.ts';
import { group, nationalId, person, verdict } from '../support/records.ts';
import type { SourceValue } from '../support/records.ts';
import { idOf, Resolver } from '../support/resolver.ts';

const model = linkingModel(5_000);

/** What a resolver comes to that weighs by a model from the start. */
const resolved = async (records: readonly SourceValue[]): Promise<Resolver> => {
  const resolver = new Resolver();
  await resolver.all([activationOf(model), ...records], 500);
  return resolver;
};

const named = (
  recordKey: string,
  givenName: string | null,
  familyName: string | null,
  more: Partial<SourcePerson> = {},
) => person(recordKey, { fullName: null, givenName, familyName, ...more });

const phone = (number: string): SourcePerson['phones'] => [{ number, collected: null, disabled: null }];

const open = (resolver: Resolver): string[] =>
  resolver.lineage.filter(({ kind }) => kind === 'review_opened').map(({ recordKey }) => recordKey);

describe('identity: what a registrar would defend', () => {
  it('leaves who has neither name nor date a registrant of her own, however many there are', async () => {
    const nameless = Array.from({ length: 50 }, (_, seen) => person(`p${String(seen)}`, { seen, fullName: null }));
    const resolver = await resolved(nameless);
    expect(resolver.clusters).to.have.length(50);
    expect(open(resolver)).to.deep.equal([]);
  });

  const givenNames = ['Ana', 'Benigno', 'Carlota', 'Dario', 'Elif', 'Farid', 'Gita', 'Hana', 'Ivo', 'Jomar', 'Karim'];
  const stranger = (index: number, more: Partial<SourcePerson>): SourcePerson =>
    named(`p${String(index).padStart(4, '0')}`, givenNames[index % 11] ?? '', `Family${String(index)}`, {
      birthDate: `19${String(50 + (index % 50))}-${String(1 + (index % 12)).padStart(2, '0')}-${String(1 + (index % 28)).padStart(2, '0')}`,
      ...more,
      firstSeen: { time: index, source: 'north', sequence: index },
    });

  for (const [what, more] of [
    ['identifier', { identifiers: [nationalId('N12345678')] }],
    ['phone', { phones: phone('+639170000001') }],
    ['birth date', { birthDate: '1900-01-01' }],
  ] as const) {
    it(`links none of 5,000 strangers by one ${what}`, async () => {
      const resolver = await resolved(Array.from({ length: 5_000 }, (_, index) => stranger(index, more)));
      const registrants = resolver.clusters.length;
      expect(registrants).to.equal(5_000);
    }).timeout(60_000);
  }

  it('makes nobody of an example that a hundred and more wrote down, and merges those whom fewer did', async () => {
    const example = (seen: number): SourcePerson =>
      named(`p${String(seen).padStart(4, '0')}`, 'Juan', 'Dela Cruz', {
        ...{ birthDate: '1980-05-06', phones: phone('+639171234567') },
        firstSeen: { time: seen, source: 'north', sequence: seen },
      });
    const resolver = await resolved(Array.from({ length: 1_500 }, (_, seen) => example(seen)));
    expect(resolver.clusters).to.have.length(1_500);
    const few = await resolved(Array.from({ length: 20 }, (_, seen) => example(seen)));
    expect(few.clusters).to.have.length(1);
  }).timeout(60_000);

  it('takes one submission twice in a minute for one household', async () => {
    const household = (version: number): SourceValue[] => [
      ...['mother', 'daughter'].map((recordKey, seen) =>
        named(recordKey, recordKey === 'mother' ? 'Rosa' : 'Rosalia', 'Lim', {
          ...{ version, submission: 'home', sex: 'f', observedAt: 1_768_435_200_000 + version },
          birthDate: recordKey === 'mother' ? '1980-05-06' : '2008-09-10',
          firstSeen: { time: seen, source: 'north', sequence: seen },
        }),
      ),
      group('home', ['mother', 'daughter'], { version, seen: 3 }),
    ];
    const resolver = await resolved([...household(1), ...household(2)]);
    expect(resolver.clusters).to.deep.equal([['daughter'], ['home'], ['mother']]);
    expect(resolver.lineage.map(({ kind }) => kind)).to.deep.equal(['created', 'created', 'created']);
  });

  it('bears names of one letter and of three hundred', async () => {
    const long = 'Maria'.repeat(60);
    const resolver = await resolved([
      named('a', 'A', 'B', { seen: 1 } as Partial<SourcePerson>),
      named('b', 'A', 'B'),
      named('c', long, long, { birthDate: '1980-01-02' }),
      named('d', long, long, { birthDate: '1999-11-12' }),
    ]);
    expect(resolver.clusters).to.deep.equal([['a'], ['b'], ['c'], ['d']]);
  });

  const twins = ['Maria Clara', 'Maria Carla'].map((givenName, index) =>
    named(`twin${String(index)}`, givenName, 'Santos', {
      ...{ sex: 'f', birthDate: '2010-02-03', submission: 'home', address: '12 Mabini Street, Cebu' },
      firstSeen: { time: index, source: 'north', sequence: index },
    }),
  );

  it('never makes one of twins with similar names in one household', async () => {
    const resolver = await resolved([...twins, group('home', ['twin0', 'twin1'], { seen: 3 })]);
    expect(resolver.clusters).to.deep.equal([['home'], ['twin0'], ['twin1']]);
    expect(open(resolver), 'the household has answered already').to.deep.equal([]);
  });

  it('asks which of two twins a later record is that fits both', async () => {
    const later = named('later', 'Maria', 'Santos', {
      ...{ sex: 'f', birthDate: '2010-02-03', address: '12 Mabini Street, Cebu', source: 'clinic' },
      firstSeen: { time: 9, source: 'clinic', sequence: 9 },
    });
    const resolver = await resolved([...twins, later]);
    expect(resolver.clusters).to.deep.equal([['later'], ['twin0'], ['twin1']]);
    expect(open(resolver)).to.deep.equal(['later']);
  });

  it('keeps father and son of one name and one address two', async () => {
    const home = { address: '7 Rizal Avenue, Davao', phones: phone('+639171112222'), sex: 'm' };
    const resolver = await resolved([
      named('father', 'Jose', 'Ramos', { ...home, birthDate: '1965-03-19' }),
      named('son', 'Jose', 'Ramos', { ...home, birthDate: '1991-08-02', source: 'school' }),
    ]);
    expect(resolver.clusters).to.deep.equal([['father'], ['son']]);
  });

  it('parts two people when an identifier passes from the one to the other', async () => {
    const identifiers = [nationalId('N71234567')];
    const resolver = await resolved([
      named('ana', 'Ana', 'Reyes', { birthDate: '1980-03-04', identifiers }),
      named('ben', 'Benigno', 'Cruz', { birthDate: '1975-12-31' }),
    ]);
    await resolver.all([
      named('ben', 'Benigno', 'Cruz', { version: 2, birthDate: '1975-12-31', identifiers }),
      named('ana', 'Ana', 'Reyes', { version: 2, birthDate: '1980-03-04' }),
    ]);
    expect(resolver.clusters).to.deep.equal([['ana'], ['ben']]);
    expect(resolver.registrant('ben').identifiers.map(({ value }) => value)).to.deep.equal(['N71234567']);
    expect(resolver.registrant('ana').identifiers).to.deep.equal([]);
    expect(resolver.lineage.at(-1)).to.include({ kind: 'review_closed' });
  });

  it('unlinks by a corrected identifier what it alone had linked', async () => {
    const resolver = await resolved([
      named('ana', 'Ana', 'Reyes', { identifiers: [nationalId('N71234567')] }),
      named('anna', 'Anna', 'Reyes', { identifiers: [nationalId('N71234567')], source: 'south' }),
    ]);
    expect(resolver.clusters).to.deep.equal([['ana', 'anna']]);
    await resolver.all([
      named('anna', 'Anna', 'Reyes', { version: 2, identifiers: [nationalId('N79999999')], source: 'south' }),
    ]);
    expect(resolver.clusters).to.deep.equal([['ana'], ['anna']]);
  });

  it('keeps what evidence has linked when one of the two is withdrawn', async () => {
    const ana = { birthDate: '1980-03-04', phones: phone('+639171234567') };
    const resolver = await resolved([
      named('ana', 'Ana', 'Reyes', ana),
      named('again', 'Ana', 'Reyes', { ...ana, source: 'south' }),
    ]);
    await resolver.all([named('again', 'Ana', 'Reyes', { ...ana, source: 'south', version: 2, state: 'withdrawn' })]);
    expect(resolver.clusters).to.deep.equal([['again', 'ana']]);
  });

  it('keeps the model that weighs when another that was altered is to be activated', async () => {
    const { artefact, ...activation } = activationOf(linkingModel(9_000));
    const altered = Buffer.from(artefact);
    altered.writeUInt8(altered.readUInt8(altered.length >> 1) ^ 1, altered.length >> 1);
    const ana = { birthDate: '1980-03-04', phones: phone('+639171234567') };
    const resolver = await resolved([{ ...activation, artefact: altered }, named('ana', 'Ana', 'Reyes', ana)]);
    await resolver.all([named('again', 'Ana', 'Reyes', { ...ana, source: 'south' })]);
    expect(resolver.outcomes.filter((outcome) => outcome.startsWith('rejected'))).to.have.length(1);
    expect(resolver.lineage.at(-1)?.weighed).to.include({ model: model.hash });
  });

  it('applies a verdict on two records to what became of them meanwhile', async () => {
    const identifiers = [nationalId('N71234567')];
    const resolver = await resolved([
      named('ana', 'Ana', 'Reyes', { identifiers, firstSeen: { time: 2, source: 'north', sequence: 2 } }),
      named('anni', 'Anni', 'Reyes', { firstSeen: { time: 3, source: 'north', sequence: 3 } }),
    ]);
    // Merged into somebody seen earlier before the verdict arrives.
    await resolver.all([
      named('older', 'Ana', 'Reyes', { identifiers, firstSeen: { time: 1, source: 'east', sequence: 1 } }),
    ]);
    await resolver.all([verdict('ana', 'anni', 'same')]);
    expect(resolver.clusters).to.deep.equal([['ana', 'anni', 'older']]);
    expect(resolver.registrants.get(idOf('anni'))).to.include({ status: 'merged', mergedInto: idOf('older') });
  });

  it('keeps a verdict on a record that is not known yet', async () => {
    const resolver = await resolved([verdict('ana', 'zoe', 'same'), named('ana', 'Ana', 'Reyes')]);
    resolver.restart();
    await resolver.all([named('zoe', 'Zoë', 'Abad')]);
    expect(resolver.clusters).to.deep.equal([['ana', 'zoe']]);
  });

  it('asks again when two verdicts contradict each other through a third record', async () => {
    const resolver = await resolved([
      named('a', 'Ana', 'Reyes'),
      named('b', 'Berta', 'Cruz'),
      named('c', 'Carla', 'Diaz'),
    ]);
    await resolver.all([verdict('a', 'b', 'same'), verdict('b', 'c', 'same'), verdict('a', 'c', 'different')]);
    expect(resolver.clusters).to.deep.equal([['a', 'b'], ['c']]);
    expect(resolver.lineage.at(-1)).to.deep.include({ kind: 'review_opened', conflicts: ['contradicting-verdicts'] });
  });
});
