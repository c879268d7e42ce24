import { EtlError } from '../../core/errors.ts';
import type { IdentifierType } from '../../core/identifierType.ts';
import type { EntryMapper, MappedGroup, MappedIdentifier, MappedMember, SourceEntry } from '../../core/source.ts';
import { cleanJson } from './clean.ts';
import type { MappingConfig } from './config.ts';
import { memberRejected, wrongType } from './errors.ts';
import { isJsonObject } from './fields.ts';
import type { JsonObject } from './fields.ts';
import { compileGroup } from './group.ts';
import { compileIdentifierTypes } from './identifierTypes.ts';
import { compileMembers } from './members.ts';
import type { MemberEntry, MemberReader } from './members.ts';
import { compilePerson } from './person.ts';

type Rejected = Extract<SourceEntry, { kind: 'rejected' }>;
type Known = Pick<Rejected, 'recordId' | 'identifiers'>;

const nothingKnown: Known = { recordId: null, identifiers: [] };

/** What an attempt to read gave: the value, or the error that goes with the rejected entry. */
type Outcome<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: EtlError };

const attempt = <Value>(read: () => Value): Outcome<Value> => {
  try {
    return { ok: true, value: read() };
  } catch (thrown) {
    if (thrown instanceof EtlError && thrown.fault === 'record') return { ok: false, error: thrown };
    throw thrown;
  }
};

const reject = (target: 'person' | 'group', error: EtlError, known: Known, raw: string): Rejected => ({
  kind: 'rejected',
  error,
  target,
  recordId: known.recordId,
  identifiers: known.identifiers,
  raw,
});

/** What one entry of a registry's answer becomes: one person, or one group and whatever of it was rejected. */
export type EntryReader = (json: unknown) => readonly SourceEntry[];

interface Reader<Value> {
  readonly read: (json: JsonObject) => Value;
  readonly readSome: (json: JsonObject) => { recordId: string | null; identifiers: readonly MappedIdentifier[] };
}

const attemptObject = <Value>(
  json: unknown,
  field: string,
  reader: Reader<Value>,
): Outcome<Value> & { readonly known: Known } => {
  if (!isJsonObject(json)) return { ok: false, error: wrongType(field, 'an object', json), known: nothingKnown };
  const outcome = attempt(() => reader.read(json));
  return { ...outcome, known: outcome.ok ? nothingKnown : reader.readSome(json) };
};

/** The group's JSON with its members' persons left out, wherever it shows them: each of them keeps its own. */
const withoutPersons = (json: unknown, members: readonly MemberEntry[], repeated: readonly unknown[]): string => {
  const shown = [...members.map((member) => member.person), ...repeated];
  const persons = new Set(shown.filter((person) => typeof person === 'object'));
  return JSON.stringify(json, (_name, value: unknown) =>
    value !== null && persons.has(value as object) ? undefined : value,
  );
};

type MemberOutcome = { readonly rejected: Rejected } | { readonly rejected: undefined; readonly member: MappedMember };

/**
 * Compiles a mapping into the function that reads the entries of an import.
 *
 * A person that breaks the mapping is one rejected entry. A member that breaks it is a rejected person of its own, and
 * then its group is rejected too: a group event with the member left out would say that the member has gone. The
 * group's other members come as persons, so that what could be read of them is not held back.
 *
 * @param mapping the preset with the operator's mapping laid over it
 * @param target what each entry of the answer is
 * @throws EtlError (config) for what cannot work: a missing value table, a pattern or checksum that does not exist
 */
export const compileEntryReader = (
  mapping: MappingConfig,
  identifierTypes: readonly IdentifierType[],
  target: 'individual' | 'group',
): EntryReader => {
  const stamp = compileIdentifierTypes(identifierTypes);
  const personReader = compilePerson(mapping, stamp);
  const memberReader: MemberReader = compileMembers(mapping.group.members, mapping.values);
  const groupReader = compileGroup(mapping, stamp, memberReader.fields);

  const readPerson = (json: unknown, raw: string): SourceEntry => {
    const outcome = attemptObject(json, 'entry', personReader);
    return outcome.ok
      ? { kind: 'person', person: outcome.value, raw }
      : reject('person', outcome.error, outcome.known, raw);
  };

  const readMember = (entry: MemberEntry, index: number): MemberOutcome => {
    const raw = JSON.stringify(entry.person ?? null);
    const outcome = attemptObject(entry.person, `members[${String(index)}]`, personReader);
    if (!outcome.ok) return { rejected: reject('person', outcome.error, outcome.known, raw) };
    const membership = attempt(entry.membership);
    if (!membership.ok) return { rejected: reject('person', membership.error, outcome.value, raw) };
    return { rejected: undefined, member: { person: outcome.value, ...membership.value, raw } };
  };

  const readGroup = (json: unknown, text: string): readonly SourceEntry[] => {
    if (!isJsonObject(json)) return [reject('group', wrongType('entry', 'an object', json), nothingKnown, text)];
    const found = attempt(() => ({ members: memberReader.read(json), repeated: memberReader.repeated(json) }));
    if (!found.ok) return [reject('group', found.error, groupReader.readSome(json), text)];
    const raw = withoutPersons(json, found.value.members, found.value.repeated);
    const outcomes = found.value.members.map(readMember);
    const rejected = outcomes.map((one) => one.rejected).filter((one) => one !== undefined);
    const members = outcomes.flatMap((one) => (one.rejected === undefined ? [one.member] : []));
    const group = attemptObject(json, 'entry', groupReader);
    if (group.ok && rejected.length === 0) {
      return [{ kind: 'group', group: { ...group.value, members } satisfies MappedGroup, raw }];
    }
    const error = group.ok ? memberRejected(rejected.length, outcomes.length) : group.error;
    const known = group.ok ? group.value : group.known;
    const persons = members.map((member): SourceEntry => ({ kind: 'person', person: member.person, raw: member.raw }));
    // Whole, with its persons: corrected, it is mapped again from this text alone.
    return [...persons, ...rejected, reject('group', error, known, text)];
  };

  return (original) => {
    const { json, text } = cleanJson(original);
    return target === 'group' ? readGroup(json, text) : [readPerson(json, text)];
  };
};

/**
 * Compiles a mapping into the function that maps single entries again. Throws as {@link compileEntryReader} does.
 *
 * @param target what each entry of the import's answer is; the persons of a group's import are its members
 */
export const compileEntryMapper = (
  mapping: MappingConfig,
  identifierTypes: readonly IdentifierType[],
  target: 'individual' | 'group',
): EntryMapper => {
  const readers = {
    person: compileEntryReader(mapping, identifierTypes, 'individual'),
    group: compileEntryReader(mapping, identifierTypes, target),
  };
  return (raw, what) => readers[what](JSON.parse(raw));
};
