import { comparableName, comparableText } from '../../normalise/index.ts';
import type { Explanation } from '../linkage/index.ts';
import type { PersonView, View } from '../view.ts';
import { comparePreference } from '../view.ts';
import type { KnownRecord } from './records.ts';

/** How far two records agree in a field; undefined where it cannot be told. */
export type Agreement = 'same' | 'partly' | 'different' | undefined;

/** A field of two records beside each other. Holds a person's data. */
export interface FieldOfTwo {
  readonly field: string;
  /** What the records say in all imports, the preferred one first, each value once. */
  readonly one: readonly string[];
  readonly other: readonly string[];
  readonly agreement: Agreement;
}

interface Field {
  readonly name: string;
  readonly valuesOf: (record: KnownRecord) => readonly (string | null)[];
  /** Comparisons of the model that are about this field; the first that says something counts. */
  readonly comparisons?: readonly string[];
  /** The form in which two values are equal; null: the field is shown only. */
  readonly form: ((value: string) => string | null) | null;
}

const ordered = ({ views }: KnownRecord): readonly View[] => [...views].sort(comparePreference);

const ofPerson =
  (value: (fields: PersonView['fields']) => string | null) =>
  (record: KnownRecord): readonly (string | null)[] =>
    ordered(record).map((view) => (view.kind === 'individual' ? value(view.fields) : null));

const ofAny =
  (values: (fields: View['fields']) => readonly (string | null)[]) =>
  (record: KnownRecord): readonly (string | null)[] =>
    ordered(record).flatMap(({ fields }) => values(fields));

const asWritten = (value: string): string => value;

const identifierText = ({ type, issuer, value, status }: View['fields']['identifiers'][number]): string =>
  `${type} ${value}${issuer === null ? '' : ` of ${issuer}`}${status === 'valid' ? '' : ` (${status})`}`;

const sexOf = ({ sex }: PersonView['fields']): string | null => (sex === 'unknown' ? null : sex);

const birthDateOf = ({ birthDate }: PersonView['fields']): string | null =>
  birthDate === null ? null : `${birthDate.value}${birthDate.imprecise ? ' (imprecise)' : ''}`;

const fields: readonly Field[] = [
  { name: 'name', valuesOf: ofPerson((one) => one.fullName), comparisons: ['fullName'], form: comparableName },
  { name: 'given name', valuesOf: ofPerson((one) => one.givenName), comparisons: ['givenName'], form: comparableName },
  {
    name: 'family name',
    valuesOf: ofPerson((one) => one.familyName),
    comparisons: ['familyName'],
    form: comparableName,
  },
  { name: 'further name', valuesOf: ofPerson((one) => one.additionalName), form: comparableName },
  { name: 'name', valuesOf: ofAny((one) => ('members' in one ? [one.name] : [])), form: comparableName },
  { name: 'kind', valuesOf: ofAny((one) => ('members' in one ? [one.groupKind] : [])), form: comparableText },
  { name: 'birth date', valuesOf: ofPerson(birthDateOf), comparisons: ['birthDate'], form: asWritten },
  {
    name: 'birth place',
    valuesOf: ofPerson((one) => one.birthPlace),
    comparisons: ['birthPlace'],
    form: comparableText,
  },
  { name: 'sex', valuesOf: ofPerson(sexOf), comparisons: ['sex'], form: asWritten },
  {
    name: 'phones',
    valuesOf: ofAny((one) => one.phones.map(({ e164, number }) => e164 ?? number)),
    comparisons: ['phone'],
    form: asWritten,
  },
  { name: 'e-mail', valuesOf: ofPerson((one) => one.email), comparisons: ['email'], form: comparableText },
  {
    name: 'address',
    valuesOf: ofAny(({ address }) => [address]),
    comparisons: ['street', 'place'],
    form: comparableText,
  },
  { name: 'area', valuesOf: ofAny(({ area }) => [area]), comparisons: ['place'], form: comparableText },
  { name: 'identifiers', valuesOf: ofAny((one) => one.identifiers.map(identifierText)), form: asWritten },
  { name: 'came in', valuesOf: ({ submissions }) => submissions, form: asWritten },
  { name: 'groups', valuesOf: ({ groups }) => groups, form: asWritten },
  { name: 'members', valuesOf: ({ members }) => members, form: asWritten },
  {
    name: 'sources',
    valuesOf: (record) =>
      ordered(record).map(
        (view) => `${view.source}/${view.import}${view.state === 'present' ? '' : ` (${view.state})`}`,
      ),
    form: null,
  },
];

const distinct = (values: readonly (string | null)[]): readonly string[] => [
  ...new Set(values.filter((value) => value !== null && value !== '').map(String)),
];

/** Whether one of the values of the one is one of the other's. */
const haveOneInCommon = (one: readonly string[], other: readonly string[], form: (value: string) => string | null) => {
  const theirs = new Set(other.map(form));
  return one.map(form).some((value) => value !== null && theirs.has(value));
};

const agreementIn = (
  { comparisons = [], form }: Field,
  one: readonly string[],
  other: readonly string[],
  levels: ReadonlyMap<string, string>,
): Agreement => {
  if (form === null || one.length === 0 || other.length === 0) return undefined;
  if (haveOneInCommon(one, other, form)) return 'same';
  // Forms that are not equal may still be one person's: only the model's levels say how far they differ.
  const level = comparisons.map((name) => levels.get(name)).find((found) => found !== undefined);
  return level === undefined || level === 'same' || level === 'different' ? level : 'partly';
};

/** Fields that tell where a record comes from and nothing of the person. */
const impersonal: readonly string[] = ['sources'];

/** In the place of each value of somebody sealed off. */
const sealedValue = '(sealed)';

/** What is shown: of whoever is sealed off no value, only that there is one. */
const shown = (values: readonly string[], { sealed }: KnownRecord, field: string): readonly string[] =>
  sealed && !impersonal.includes(field) && values.length > 0 ? [sealedValue] : values;

/**
 * Lays two records side by side, field by field; a field of which neither says anything is left out. Of whoever is sealed
 * off only is shown how far the two agree.
 *
 * @param explanation the waterfall of the two, whose levels say how far values agree that are not equal; without it, or
 *   where it says nothing of a field, it cannot be told
 */
export const sideBySide = (
  one: KnownRecord,
  other: KnownRecord,
  explanation: Explanation | undefined,
): readonly FieldOfTwo[] => {
  const levels = new Map(explanation?.evidence.map(({ comparison, level }) => [comparison, level]));
  return fields.flatMap((field): FieldOfTwo[] => {
    const [mine, theirs] = [distinct(field.valuesOf(one)), distinct(field.valuesOf(other))];
    if (mine.length === 0 && theirs.length === 0) return [];
    return [
      {
        field: field.name,
        one: shown(mine, one, field.name),
        other: shown(theirs, other, field.name),
        agreement: agreementIn(field, mine, theirs, levels),
      },
    ];
  });
};
