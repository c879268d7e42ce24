import type { SourcePerson } from '../../../schemas/generated/types.ts';
import { field, inventRegistry, width } from '../edges/registry.ts';

const onsets = ['b', 'ch', 'd', 'f', 'g', 'h', 'j', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'w', 'y', 'z', 'br'];
const vowels = ['a', 'e', 'i', 'o', 'u', 'ai', 'ou'];
const syllables = onsets.length * vowels.length;

/** A name that nobody else's number gives; `from` sets names of several kinds apart. */
const nameOf = (number: number, from: number): string => {
  let rest = number * 7 + from;
  let name = '';
  do {
    const part = rest % syllables;
    name += `${onsets[part % onsets.length] ?? ''}${vowels[Math.floor(part / onsets.length)] ?? ''}`;
    rest = Math.floor(rest / syllables);
  } while (rest > 0);
  return `${name}n`;
};

/** A number above the vocabulary is a misspelling of the one below: one letter falls away or is doubled. */
const spelt = (number: number, size: number, from: number): string => {
  const name = nameOf(((number - 1) % size) + 1, from);
  const kind = Math.floor((number - 1) / size);
  if (kind === 0) return name;
  const at = 1 + (kind % Math.max(1, name.length - 2));
  return kind === 2 ? name.slice(0, at) + name.slice(at + 1) : name.slice(0, at) + (name[at] ?? '') + name.slice(at);
};

const dateOf = (number: number): string => {
  const text = String(number);
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
};

const known = <T>(number: number, make: (number: number) => T): T | null => (number === 0 ? null : make(number));

/**
 * The invented registry of the edge index's benchmark as records of `source.records`, so that what was measured there
 * can be laid beside.
 *
 * @param records how many
 */
export const inventPeople = function* (records: number, seed: number): Generator<SourcePerson> {
  const rows = inventRegistry(records, seed);
  for (let index = 0; index < records; index += 1) {
    const at = (name: keyof typeof field): number => rows[index * width + field[name]] ?? 0;
    const place = known(at('place'), (number) => spelt(number, 1500, 3));
    const street = known(at('street'), (number) => spelt(number, 6000, 2));
    yield {
      recordKey: index.toString(16).padStart(32, '0'),
      source: 'bench',
      import: 'people',
      priority: 1,
      country: 'PH',
      version: 1,
      state: 'present',
      firstSeen: { time: 1, source: 'bench', sequence: index },
      observedAt: 1_768_435_200_000,
      importRun: 'bench',
      submission: null,
      ownId: null,
      programs: [],
      contentHash: String(index),
      fullName: null,
      givenName: known(at('given'), (number) => spelt(number, 4000, 0)),
      familyName: known(at('family'), (number) => spelt(number, 12_000, 1)),
      additionalName: null,
      sex: known(at('sex'), (number) => (number === 1 ? 'm' : 'f')),
      birthDate: known(at('birth'), dateOf),
      birthPlace: null,
      deathDate: null,
      deceased: null,
      disabled: null,
      sealed: null,
      address: street === null ? null : `${String(at('house'))} ${street} street, ${place ?? ''}`,
      area: place,
      email: null,
      registrationDate: null,
      identifiers:
        at('identifier') === 0
          ? []
          : [
              {
                type: 'National ID',
                value: `N${String(at('identifier'))}`,
                issuer: null,
                expiry: null,
                uniqueness: 'unique',
                wellFormed: true,
              },
            ],
      phones:
        at('phone') === 0
          ? []
          : [{ number: `+6390${String(at('phone')).padStart(8, '0').slice(-8)}`, collected: null, disabled: null }],
      attributes: {},
      raw: null,
    };
  }
};
