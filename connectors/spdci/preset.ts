import { MappingConfig } from '../mapping/config.ts';

/** Wherever registries put the person: as a Person, as a Member with one inside, with or without one more wrapping. */
const places = ['demographic_info.person.', 'demographic_info.', 'person.', ''];

/** The first of some fields that is there, in the order of the names and of the places. */
const at = (...names: readonly string[]): string =>
  `not_null(${names.flatMap((name) => places.map((place) => `${place}${name}`)).join(', ')})`;

/** The first value that is more than spaces, of a value or of a list of values. */
const filled = (expression: string): string => `[${expression}][] | [?!(type(@) == 'string' && trim(@) == '')] | [0]`;

/** A name is an object, a list of objects, or the whole name as text. */
const name = (...names: readonly string[]): string => {
  const parts = places.map((place) => `[${place}name][] | [?type(@) == 'object'].[${names.join(', ')}]`);
  return `[${parts.map((part) => `(${part})`).join(', ')}][] | [] | [] | [?!(type(@) == 'string' && trim(@) == '')] | [0]`;
};
const nameText = `[${places.map((place) => `${place}name`).join(', ')}][] | [?type(@) == 'string' && trim(@) != ''] | [0]`;

const addressObject = "[?type(@) == 'object']";
const addressParts = [
  'not_null(address_line1, address_line_1, street_address)',
  'not_null(address_line2, address_line_2)',
  'not_null(locality, city)',
  'postal_code',
  'not_null(country_code, country)',
].join(', ');

/** An address is an object, a list of objects, or a text; the first that says something. */
const addressOf = (list: string): string =>
  `let $text = ([${list}][] | [?type(@) == 'string' && trim(@) != ''] | [0]) in ` +
  `not_null(([${list}][] | ${addressObject}.[[${addressParts}] | [?type(@) == 'string' && trim(@) != ''] | ` +
  "join(', ', @)] | [] | [?@ != ''] | [0]), $text)";

const areaOf = (list: string): string =>
  `[${list}][] | ${addressObject}.[sub_region_code, region_code] | [] | ` +
  "[?type(@) == 'string' && trim(@) != ''] | [0]";

/** True and false, and the words for them. Codes of code lists differ from registry to registry: they stay attributes. */
const truth = (...names: readonly string[]): { path: string; values: string } => ({
  path:
    `[${at(...names)}][] | [?type(@) == 'boolean' || (type(@) == 'string' && ` +
    'contains(`["true", "false", "yes", "no"]`, lower(trim(@))))] | [0]',
  values: 'truth',
});

const code = (field: string): string => `[${at(field)}][] | [?type(@) == 'string' && trim(@) != ''] | [0]`;

/** Identifiers, one alone or a list of them. */
const objects = (list: string): string => `[${list}][] | [?type(@) == 'object']`;

const identifier = {
  type: 'identifier_type',
  value: 'identifier_value',
  expiry: 'not_null(expiry_date, expiry)',
};

/**
 * A person's own identifiers; those of her membership only where she has none of her own: registries use them for the
 * number of a person within her household as well.
 */
const personIdentifiers = `not_null(${places.map((place) => `${place}identifier`).join(', ')}, member_identifier)`;

/** All identifiers of a member or of the head, each as one text. */
const identifierTexts = (prefixes: readonly string[]): string =>
  `[${prefixes
    .flatMap((prefix) => [...places.map((place) => `${prefix}${place}identifier`), `${prefix}member_identifier`])
    .join(', ')}][] | [?type(@) == 'object'] | ` +
  "[].join('|', [to_string(identifier_type), to_string(identifier_value)])";

/** OpenSPP leaves the list out of a group that has nobody in it; a group that is said to have people lacks it. */
const memberList = "not_null(member_list, ([@][?!group_size || group_size == '0' || group_size == `0`] | [0]) && `[]`)";

/** The head is the member with all the identifiers that the group shows of its head. */
const isHead =
  `let $mine = (${identifierTexts(['', 'household_member.'])}) in ` +
  'length($head) > `0` && length($head[?!contains($mine, @)]) == `0`';

/** Members, each with her person; the head too where the list forgets her. */
const memberPath =
  `let $head = (${identifierTexts(['group_head_info.'])}), $list = ${memberList} in ` +
  `let $members = $list[].{person: not_null(household_member, @), head: (${isHead})} in ` +
  "(type($members) == 'array' && [$members, " +
  '[group_head_info][?length($head) > `0` && length($members[?head]) == `0`].{person: @, head: `true`}][]) || $members';

const selfWords = 'contains(`["self", "head"]`, lower(not_null(person.relationship_head, \'\')))';

/** The whole value, unless it is only spaces. */
const kept = (field: string): string => `[${at(field)}] | [?!(type(@) == 'string' && trim(@) == '')] | [0]`;

/** What of a person has no home and may stand in any of the places. */
const personAttributes = [
  'prefix',
  'suffix',
  'nationality',
  'ethnicity',
  'marital_status',
  'poverty_score',
  'household_identifier',
  'household_status',
  'parent1_identifier',
  'parent2_identifier',
  'disability_type',
  'enrolled_programs',
  'household_info',
];

/** Of JSON-LD and of the bookkeeping. */
const ignore = ['@id', '@type', '@context', 'last_updated', 'last_update'];

/** How the persons and groups of SPDCI registries are read, in the shape of a mapping file. */
export const preset: MappingConfig = MappingConfig.parse({
  person: {
    fields: {
      fullName: nameText,
      givenName: name('given_name', 'first_name'),
      familyName: name('surname', 'sur_name', 'family_name', 'last_name'),
      additionalName: name('second_name', 'middle_name'),
      sex: filled(at('sex', 'gender')),
      birthDate: filled(at('birth_date', 'birthdate')),
      birthPlace: code('birth_place'),
      deathDate: filled(at('death_date')),
      deceased: truth('is_deceased'),
      disabled: truth('is_disabled'),
      address: addressOf(at('address')),
      area: areaOf(at('address')),
      email: filled(at('email')),
      registrationDate: filled(at('registration_date')),
    },
    identifiers: { path: objects(personIdentifiers), ...identifier },
    phones: {
      path: `[${at('phone_number')}][] | [?@ != null]`,
      number: "(type(@) == 'object' && not_null(phone_number, phone_no, number)) || @",
    },
    attributes: {
      ...Object.fromEntries(personAttributes.map((field) => [field, kept(field)])),
      is_deceased: code('is_deceased'),
      is_disabled: code('is_disabled'),
    },
    ignore: [...ignore, 'relationship_head', 'related_person'],
  },
  group: {
    fields: {
      name: filled('not_null(group_name, name)'),
      groupKind: filled('group_type'),
      address: addressOf('[place.address, address, place][]'),
      area: areaOf('[address, place.address][]'),
      registrationDate: filled('registration_date'),
    },
    identifiers: { path: objects('group_identifier'), ...identifier },
    members: {
      path: memberPath,
      person: 'person',
      kinds: `((head || ${selfWords}) && \`["Head"]\`) || \`[]\``,
      relation: filled('person.relationship_head'),
      repeated: `[group_head_info][?length(${identifierTexts([''])}) > \`0\`]`,
    },
    attributes: { group_size: filled('group_size') },
    ignore,
  },
  values: { truth: { true: true, yes: true, false: false, no: false } },
});
