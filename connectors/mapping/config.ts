import { z } from 'zod';
import { problemOf } from './expression.ts';

const problemText = (text: string): string | undefined => {
  const problem = problemOf(text);
  return problem === undefined ? undefined : `is not a JMESPath expression: ${problem}`;
};

const expression = z
  .string()
  .min(1)
  .check((context) => {
    const message = problemText(context.value);
    if (message !== undefined) context.issues.push({ code: 'custom', input: context.value, message });
  })
  .describe('JMESPath expression');

const translated = z.strictObject({
  path: z.string().min(1).describe('JMESPath expression'),
  values: z.string().min(1).describe('name of the table under values that translates what the path gives'),
});

/** The expression is checked outside of the union, which would hide the problem behind its own. */
const field = z
  .union([z.string().min(1), translated], { error: 'must be a JMESPath expression, or {path, values}' })
  .check((context) => {
    const message = problemText(typeof context.value === 'string' ? context.value : context.value.path);
    if (message !== undefined) context.issues.push({ code: 'custom', input: context.value, message });
  })
  .describe('JMESPath expression, or {path, values}');
export type FieldConfig = z.infer<typeof field>;

const optional = field.nullable().optional();
const keys = (names: readonly string[]) =>
  z.strictObject(Object.fromEntries(names.map((name) => [name, optional] as const)));

/** Target fields of a person that hold one value. */
export const personFields = [
  'recordId',
  'fullName',
  'givenName',
  'familyName',
  'additionalName',
  'sex',
  'birthDate',
  'birthPlace',
  'deathDate',
  'deceased',
  'disabled',
  'sealed',
  'address',
  'area',
  'email',
  'registrationDate',
] as const;

/** Target fields of a group that hold one value. */
export const groupFields = ['recordId', 'name', 'groupKind', 'partial', 'address', 'area', 'registrationDate'] as const;

const identifiers = z.strictObject({
  path: expression.describe('expression that gives the list of identifiers'),
  type: field.describe('of one identifier: its type'),
  value: field.describe('of one identifier: its value'),
  issuer: optional.describe('of one identifier: who issued it'),
  expiry: optional.describe('of one identifier: day after which it is no longer valid'),
});

const phones = z.strictObject({
  path: expression.describe('expression that gives the list of phones'),
  number: field.describe('of one phone: its number'),
  collected: optional.describe('of one phone: day on which it was collected'),
  disabled: optional.describe('of one phone: day on which it was disabled'),
});

const members = z.strictObject({
  path: expression.describe('expression that gives the list of members'),
  person: expression.describe('of one member: the person, who is read with the mapping of persons'),
  kinds: expression.nullable().optional().describe('of one member: list of membership kinds, for example Head'),
  startDate: optional.describe('of one member: first day of the membership'),
  endDate: optional.describe('of one member: last day of the membership'),
  relation: optional.describe('of one member: relation to the head'),
  repeated: expression
    .nullable()
    .optional()
    .describe('persons whom the entry shows beside its members once more: left out of the original that a group keeps'),
});

const shared = {
  identifiers: identifiers.nullable().optional().describe('where the identifiers are; null: nowhere'),
  phones: phones.nullable().optional().describe('where the phones are; null: nowhere'),
  attributes: z
    .record(z.string().min(1), expression)
    .default({})
    .describe('attributes that need an expression of their own, by name'),
  ignore: z.array(z.string().min(1)).default([]).describe('fields of an entry that do not become attributes'),
};

const person = z.strictObject({
  fields: keys(personFields).default({}).describe('target fields of a person; null leaves one out'),
  ...shared,
});

const group = z.strictObject({
  fields: keys(groupFields).default({}).describe('target fields of a group; null leaves one out'),
  ...shared,
  members: members.nullable().optional().describe('where the members are; null: groups are read without members'),
});

const valueTable = z.record(z.string(), z.union([z.string(), z.boolean(), z.null()]));

/**
 * How an entry of a registry becomes a person or a group. A preset and the operator's own mapping have the same shape;
 * `mergeMappings` lays one over the other.
 */
export const MappingConfig = z.strictObject({
  person: person.prefault({}).describe('mapping of persons, on their own and as members'),
  group: group.prefault({}).describe('mapping of groups'),
  values: z
    .record(z.string().min(1), valueTable)
    .default({})
    .describe('tables that translate values, by name; compared without case; what is not in a table stays as it is'),
});
export type MappingConfig = Readonly<z.infer<typeof MappingConfig>>;
/** A mapping as it is written in a file, defaults left out. */
export type MappingInput = z.input<typeof MappingConfig>;
