import type { PartialDate, Phone, SourceGroup, SourceMember, SourcePerson } from '../../schemas/generated/types.ts';
import { dayOf, readDate, readDay } from './date.ts';
import type { NormalisedIdentifier } from './identifier.ts';
import { normaliseIdentifier } from './identifier.ts';
import { displayName } from './name.ts';
import { normalisePhone } from './phone.ts';
import type { Sex } from './sex.ts';
import { readSex } from './sex.ts';
import { displayText } from './text.ts';

/** A person's fields in the forms in which they are kept, shown and compared. */
export interface NormalisedPerson {
  readonly fullName: string | null;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly additionalName: string | null;
  readonly sex: Sex | null;
  readonly birthDate: PartialDate | null;
  readonly birthPlace: string | null;
  readonly deceased: boolean | null;
  readonly deathDate: PartialDate | null;
  readonly disabled: boolean | null;
  /** Absent in what was stored before anybody could be sealed off. */
  readonly sealed?: boolean;
  readonly address: string | null;
  readonly area: string | null;
  readonly email: string | null;
  /** `YYYY-MM-DD`. */
  readonly registrationDate: string | null;
  readonly identifiers: readonly NormalisedIdentifier[];
  readonly phones: readonly Phone[];
  readonly attributes: Readonly<Record<string, string>>;
}

/** A group's fields in the forms in which they are kept, shown and compared. */
export interface NormalisedGroup {
  readonly name: string | null;
  readonly groupKind: string | null;
  readonly partial: boolean | null;
  readonly address: string | null;
  readonly area: string | null;
  /** `YYYY-MM-DD`. */
  readonly registrationDate: string | null;
  readonly identifiers: readonly NormalisedIdentifier[];
  readonly phones: readonly Phone[];
  /** By record key; kinds are the registry's own words, known or not. */
  readonly members: readonly SourceMember[];
  readonly attributes: Readonly<Record<string, string>>;
}

const present = <T>(value: T | null): value is T => value !== null;

/** An escape in JSON text; taken whole, so that the `u0000` of an escaped backslash is not mistaken for a NUL. */
const escape = /\\(?:u0000|[^])|\u0000/gu;

const withoutNul = (found: string): string => (found === '\\u0000' || found === '\u0000' ? '' : found);

/** Attributes are JSON text: a NUL, which PostgreSQL cannot store, stands in it escaped. */
const attributesOf = (attributes: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(attributes)
      .map(([name, value]): [string, string] => [name.replaceAll('\u0000', ''), value.replace(escape, withoutNul)])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

const listsOf = (record: SourcePerson | SourceGroup) => ({
  identifiers: record.identifiers
    .map((identifier) => normaliseIdentifier(identifier, dayOf(record.observedAt)))
    .filter(present),
  phones: record.phones.map((phone) => normalisePhone(phone, record.country)).filter(present),
  attributes: attributesOf(record.attributes),
});

/** Normalises a person's record; total: whatever the texts are, it never throws. */
export const normalisePerson = (record: SourcePerson): NormalisedPerson => ({
  fullName: displayName(record.fullName),
  givenName: displayName(record.givenName),
  familyName: displayName(record.familyName),
  additionalName: displayName(record.additionalName),
  sex: readSex(record.sex),
  birthDate: readDate(record.birthDate),
  birthPlace: displayText(record.birthPlace),
  deceased: record.deceased,
  deathDate: readDate(record.deathDate),
  disabled: record.disabled,
  ...(record.sealed === true ? { sealed: true } : {}),
  address: displayText(record.address),
  area: displayText(record.area),
  email: displayText(record.email),
  registrationDate: readDay(record.registrationDate),
  ...listsOf(record),
});

const memberOf = (member: SourceMember): SourceMember => ({
  recordKey: member.recordKey,
  kinds: [...new Set(member.kinds.map(displayText).filter(present))],
  startDate: readDay(member.startDate),
  endDate: readDay(member.endDate),
  relation: displayText(member.relation),
});

/** Normalises a group's record; total: whatever the texts are, it never throws. */
export const normaliseGroup = (record: SourceGroup): NormalisedGroup => ({
  name: displayName(record.name),
  groupKind: displayText(record.groupKind),
  partial: record.partial,
  address: displayText(record.address),
  area: displayText(record.area),
  registrationDate: readDay(record.registrationDate),
  ...listsOf(record),
  members: record.members.map(memberOf),
});
