import type { MappedIdentifier, MappedPerson } from '../../core/source.ts';
import type { RecordTarget } from '../../schemas/generated/types.ts';
import { canonicalIdentifier, isPlaceholder } from '../../processors/normalise/index.ts';
import type { KeyedHash } from './keyedHash.ts';

/** Kinds of aliases from strong to weak, each with the letter that marks it in {@link Alias}. */
export const aliasKinds = { record_id: 'r', identifier: 'i', naming_in_group: 'n' } as const;

/**
 * A keyed hash by which a record is found again, with the letter of its kind before it, as `i:4f…`. As text rather than
 * an object, because a source holds some for each of a million records.
 */
export type Alias = string;

/**
 * Keyed hashes of a name, a birth date and a sex, `n:…`, `b:…` and `s:…` (64 bits each), as far as they are known: not
 * enough to find a record by, but enough to tell that two entries are hardly the same person.
 */
export type Naming = readonly string[];

/** What a record may be found by. */
export interface Identifiable {
  readonly target: RecordTarget;
  readonly recordId: string | null;
  readonly identifiers: readonly MappedIdentifier[];
}

// Frozen: another form of a text is another hash, and a record that is found under no old hash gets a new key. So these
// do not follow the changes of processors/normalise.
const lightly = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
const compact = (text: string): string =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}]+/gu, '');

/** True for an identifier that names one person or group, as far as its source's configuration can tell. */
const identifies = ({ uniqueness, wellFormed, value }: MappedIdentifier): boolean =>
  uniqueness === 'unique' && wellFormed && compact(value) !== '' && !isPlaceholder(canonicalIdentifier(value));

/** The strong aliases of a record. */
export interface StrongAliases {
  /** Strongest first, in an order that does not depend on that of the identifiers. */
  readonly aliases: readonly Alias[];
  /** Those of them whose identifier is expired: they find a record that had it while it was valid, and no more. */
  readonly expired: readonly Alias[];
}

/**
 * The strong aliases of a record: its registry's own id, then its identifiers of unique types.
 *
 * @param day when the registry showed it, `YYYY-MM-DD`: an identifier is good through its expiry day
 */
export const strongAliases = (hash: KeyedHash, source: string, record: Identifiable, day: string): StrongAliases => {
  const { target, recordId, identifiers } = record;
  const aliasOf = ({ type, issuer, value }: MappedIdentifier): Alias =>
    `${aliasKinds.identifier}:${hash('identifier', source, target, lightly(type), lightly(issuer ?? ''), compact(value))}`;
  const valid = new Set<Alias>();
  const expired = new Set<Alias>();
  for (const one of identifiers.filter(identifies))
    (one.expiry !== null && one.expiry < day ? expired : valid).add(aliasOf(one));
  const found = [...valid].sort();
  const old = [...expired].filter((alias) => !valid.has(alias)).sort();
  const id = recordId === null || recordId.trim() === '' ? undefined : recordId.trim();
  const own = id === undefined ? [] : [`${aliasKinds.record_id}:${hash('record-id', source, target, id)}`];
  return { aliases: [...own, ...found, ...old], expired: old };
};

const nameOf = (person: MappedPerson): string => {
  const parts = [person.givenName, person.familyName].map((part) => lightly(part ?? ''));
  return parts.some((part) => part !== '') ? parts.join('\u0000') : lightly(person.fullName ?? '');
};

/**
 * The naming fields of a person as one text, to be hashed within one group only.
 *
 * @returns undefined when she has no name
 */
export const namingText = (person: MappedPerson): string | undefined => {
  const name = nameOf(person);
  return name === '' ? undefined : [name, lightly(person.birthDate ?? '')].join('\u0000');
};

/**
 * @param naming what {@link namingText} gave
 * @param ordinal 1, or the place among the members that have the same naming: twins whose names are not known apart
 */
export const namingAlias = (hash: KeyedHash, groupKey: string, naming: string, ordinal: number): Alias =>
  `${aliasKinds.naming_in_group}:${hash('naming', groupKey, naming, String(ordinal))}`;

/** Purposes of hashes whose texts many records share. */
export const sharedPurposes: readonly string[] = ['naming-b', 'naming-s', 'area'];

const shortHash = (hash: KeyedHash, letter: string, source: string, text: string): string =>
  `${letter}:${hash(`naming-${letter}`, source, text).slice(0, 16)}`;

/** The naming of a person. */
export const personNaming = (hash: KeyedHash, source: string, person: MappedPerson): Naming => {
  const name = nameOf(person);
  const birthDate = lightly(person.birthDate ?? '');
  const sex = lightly(person.sex ?? '');
  return [
    ...(name === '' ? [] : [shortHash(hash, 'n', source, name)]),
    ...(birthDate === '' ? [] : [shortHash(hash, 'b', source, birthDate)]),
    ...(sex === '' ? [] : [shortHash(hash, 's', source, sex)]),
  ];
};

/** The naming of a group: its name alone. */
export const groupNaming = (hash: KeyedHash, source: string, name: string | null): Naming => {
  const text = lightly(name ?? '');
  return text === '' ? [] : [shortHash(hash, 'n', `${source}\u0000group`, text)];
};

/** What of a naming may tell who somebody is: not the sex, which half of everybody has. */
export const tellingNaming = (naming: Naming): Naming => naming.filter((one) => !one.startsWith('s:'));

/** True when two namings have a name or a birth date in common. */
export const resembles = (left: Naming, right: Naming): boolean =>
  left.some((one) => !one.startsWith('s:') && right.includes(one));

const differIn = (letter: string, left: Naming, right: Naming): boolean => {
  const known = left.find((one) => one.startsWith(letter));
  return known !== undefined && right.some((one) => one.startsWith(letter) && one !== known);
};

/**
 * True when two namings can hardly be the same person: not the same name, and not the same birth date.
 *
 * @param atOnce both were shown by the same scan, which leaves no time for a correction: then, where a birth date is not
 *   known, another name and another sex suffice
 */
export const contradict = (left: Naming, right: Naming, atOnce: boolean): boolean => {
  if (resembles(left, right) || !differIn('n:', left, right)) return false;
  return differIn('b:', left, right) || (atOnce && differIn('s:', left, right));
};
