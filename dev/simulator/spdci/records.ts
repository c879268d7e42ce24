import type { Identifier, Membership, Partner } from '../partner.ts';

type Json = Readonly<Record<string, unknown>>;

/** Finds a row of the registry; undefined: it has lost it. */
export type FindPartner = (id: number | null) => Partner | undefined;

/** A field, unless there is nothing to say: OpenSPP leaves out what is null. */
const optional = (name: string, value: unknown): Json =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0) ? {} : { [name]: value };

const identifiersOf = (list: readonly Identifier[]): readonly Json[] =>
  list.map(({ idTypeAsStr, value, expiryDate }) => ({
    '@type': 'Identifier',
    identifier_type: idTypeAsStr,
    identifier_value: value,
    ...optional('expiry_date', expiryDate),
  }));

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

/**
 * The ways in which the standard's samples write one and the same thing. A row is always written in the same one.
 *
 * 0: as the schemas say. 1: lists where others have one, names with an underscore more. 2: persons in a wrapping,
 * members in another. 3: texts where others have numbers, blanks where others have nothing.
 */
type Dialect = 0 | 1 | 2 | 3;

const nameOf = (row: Partner, dialect: Dialect): unknown => {
  const [given, family] =
    dialect === 2 ? ['first_name', 'surname'] : ['given_name', dialect === 1 ? 'sur_name' : 'surname'];
  const name = {
    ...optional(family, row.familyName),
    ...optional(given, row.givenName),
    ...(dialect === 3 ? { second_name: row.addlName ?? '', prefix: '' } : optional('second_name', row.addlName)),
  };
  return dialect === 1 ? [name] : name;
};

const addressOf = (row: Partner, dialect: Dialect): unknown => {
  if (row.address === null) return dialect === 3 ? {} : null;
  const address = { [dialect === 1 ? 'address_line_1' : 'address_line1']: row.address };
  return dialect === 2 ? address : [address];
};

const sexOf = (row: Partner, dialect: Dialect): string | null =>
  dialect === 2 ? (row.gender?.slice(0, 1) ?? null) : (row.gender?.toLowerCase() ?? null);

const contactOf = (row: Partner, dialect: Dialect): Json => {
  const phones = row.phoneNumberIds.map((phone) => phone.phoneNo);
  if (dialect === 3)
    return { phone_number: phones[0] ?? '', email: row.email ?? ' ', death_date: '', is_deceased: '3' };
  return { ...optional('phone_number', phones), ...optional('email', row.email === null ? null : [row.email]) };
};

/** A person as the standard's Person. */
const personOf = (row: Partner, dialect: Dialect): Json => ({
  '@context': 'https://schema.spdci.org/extensions/social/v1',
  '@type': dialect === 1 ? 'SRPerson' : 'Person',
  ...optional('identifier', identifiersOf(row.regIds)),
  name: nameOf(row, dialect),
  ...optional('sex', sexOf(row, dialect)),
  ...optional('birth_date', row.birthdate !== null && dialect === 2 ? `${row.birthdate}T00:00:00` : row.birthdate),
  ...optional('address', addressOf(row, dialect)),
  ...contactOf(row, dialect),
  ...optional('registration_date', row.registrationDate),
  last_updated: iso(row.writtenAt),
});

/** A person as the standard's Member: what a household adds, around the person. */
const memberOf = (row: Partner, dialect: Dialect, kind: string | null): Json => {
  const person = personOf(row, dialect);
  const member = {
    '@type': 'Member',
    ...optional('member_identifier', identifiersOf(row.regIds)),
    demographic_info: dialect === 2 ? { person } : person,
    ...optional('relationship_head', kind === 'Head' ? 'self' : kind),
    ...optional('registration_date', row.registrationDate),
    last_updated: iso(row.writtenAt),
  };
  return dialect === 2 ? { household_member: member } : member;
};

const dialectOf = (row: Partner, mixed: boolean): Dialect => (mixed ? ((row.id % 4) as Dialect) : 0);

const headOf = (row: Partner, find: FindPartner): Partner | undefined =>
  find(row.members.find((member) => member?.kind === 'Head')?.individualId ?? null);

const groupOf = (row: Partner, dialect: Dialect, mixed: boolean, find: FindPartner): Json => {
  const listed = (member: Membership | null): Json | null => {
    const individual = find(member?.individualId ?? null);
    return individual === undefined ? null : memberOf(individual, dialectOf(individual, mixed), member?.kind ?? null);
  };
  const head = headOf(row, find);
  const headDialect: Dialect = head === undefined || dialectOf(head, mixed) === 2 ? 0 : dialectOf(head, mixed);
  return {
    '@context': 'https://schema.spdci.org/extensions/social/v1',
    '@type': dialect === 1 ? 'spdci:Group' : 'Group',
    ...optional('group_identifier', identifiersOf(row.regIds)),
    group_type: row.kind ?? 'Household',
    ...optional('place', row.address === null ? null : { '@type': 'Place', address: row.address }),
    group_size: dialect === 3 ? String(row.members.length) : row.members.length,
    ...optional('group_head_info', head === undefined ? null : memberOf(head, headDialect, 'Head')),
    ...(row.members.length === 0 && dialect === 0 ? {} : { member_list: row.members.map(listed) }),
    ...optional('registration_date', row.registrationDate),
    last_updated: iso(row.writtenAt),
  };
};

/**
 * A row as a registry of the SPDCI standard shows it.
 *
 * @param mixed true: in the dialects in which the standard's samples disagree; false: as its schemas say
 */
export const recordOf = (row: Partner, mixed: boolean, find: FindPartner): Json =>
  row.isGroup ? groupOf(row, dialectOf(row, mixed), mixed, find) : personOf(row, dialectOf(row, mixed));
