import fc from 'fast-check';
import type { SourceGroup, SourcePerson } from '../../../../schemas/generated/types.ts';
import { group, nationalId, person } from './records.ts';

type SourceRecord = SourcePerson | SourceGroup;

const at = <T>(list: readonly T[], index: number): T => {
  const found = list[index % list.length];
  if (found === undefined) throw new Error('an empty list has no items');
  return found;
};

const givenNames = ['Ana', 'Ben', 'Carla', 'Dario', 'Elif', 'Farid', 'Gita', 'Hana'];
const familyNames = ['Reyes', 'Cruz', 'Okafor', 'Yilmaz', 'Rahman', 'Silva', 'Tesfaye'];

/** Who is who in the invented registry: about one person in eight is met again in another source. */
const personAt = (index: number, noise: number): SourcePerson => {
  const again = noise % 8 === 0 && index > 10;
  const who = again ? index - (noise % 9) - 1 : index;
  return person(`p${String(index)}`, {
    seen: index,
    source: again ? 'south' : 'north',
    fullName: `${at(familyNames, who)}, ${at(givenNames, who * 5)} ${String(who)}`,
    sex: at(['m', 'f', null, 'F'], who + (noise % 50 === 0 ? 1 : 0)),
    birthDate: `19${String(50 + (who % 50))}-0${String(1 + (who % 9))}-1${String(who % 10)}`,
    area: at(['Norte', 'Sur', 'Este'], who),
    phones: [{ number: `0917${String(1_000_000 + who)}`, collected: null, disabled: null }],
    attributes: { score: String(who % 100) },
    identifiers: noise % 11 === 0 ? [] : [nationalId(`N${String(70_000_000 + who * 7)}`)],
  });
};

/**
 * An import of persons and their households, with changes to them after it: corrected and exchanged identifiers,
 * withdrawals, members that move. The same for the same seed.
 *
 * @param size how many persons
 */
export const population = (size: number, seed: number): SourceRecord[] => {
  const noises = at(
    fc.sample(fc.array(fc.nat(10_000), { minLength: size, maxLength: size, size: 'max' }), { numRuns: 1, seed }),
    0,
  );
  const persons = noises.map((noise, index) => personAt(index, noise));
  const first = persons.flatMap((each, index): SourceRecord[] => {
    if (index % 5 !== 4) return [each];
    const submission = `g${String(index)}`;
    const members = persons.slice(index - 4, index + 1);
    const embedded = members.map((member) => ({ ...member, import: 'groups', priority: 2, submission }));
    const keys = members.map(({ recordKey }) => recordKey);
    return [each, ...embedded, group(submission, keys, { seen: index })];
  });
  const changes = noises.flatMap((noise, index): SourceRecord[] => {
    const before = at(persons, index);
    const next = { ...before, version: 2, contentHash: 'changed', observedAt: before.observedAt + 1_000 };
    if (noise % 13 === 0)
      return [{ ...next, identifiers: [nationalId(`N${String(70_000_000 + (noise % size) * 7)}`)] }];
    if (noise % 17 === 0) return [{ ...next, state: 'withdrawn' }];
    return noise % 19 === 0 ? [{ ...next, area: 'Oeste' }] : [];
  });
  return [...first, ...changes];
};
