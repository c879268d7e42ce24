import { canonical, same } from '../state/hash.ts';
import type { RowSet } from '../state/children.ts';
import type { Stored } from '../state/apply.ts';
import type { Json, Row } from '../tables/table.ts';

/** One field's values before and after, in full. A field's names are those of the events `Registrant` and `Group`. */
export interface Change {
  readonly field: string;
  readonly before: Json;
  readonly after: Json;
}

const column =
  (name: string) =>
  (row: Row): Json =>
    row[name] ?? null;

const partialDate =
  (prefix: string) =>
  (row: Row): Json => {
    const text = row[`${prefix}_text`];
    if (typeof text !== 'string') return null;
    return row[`${prefix}_imprecise`] === true ? `${text} (imprecise)` : text;
  };

const sharedFields = {
  status: column('status'),
  mergedInto: column('merged_into'),
  address: column('address'),
  area: column('area'),
  registrationDate: column('registration_date'),
};

const fieldsByKind: Readonly<Record<string, Readonly<Record<string, (row: Row) => Json>>>> = {
  individual: {
    ...sharedFields,
    fullName: column('name'),
    givenName: column('given_name'),
    familyName: column('family_name'),
    additionalName: column('addl_name'),
    sex: column('sex'),
    birthDate: partialDate('birth_date'),
    birthPlace: column('birth_place'),
    deceased: column('deceased'),
    deathDate: partialDate('death_date'),
    disabled: column('disabled'),
    // Nobody is told of almost everybody that they are not.
    sealed: (row) => (row['sealed'] === true ? true : null),
    email: column('email'),
  },
  group: {
    ...sharedFields,
    name: column('name'),
    groupKind: column('group_kind'),
    partial: column('is_partial_group'),
  },
};

const fieldsOf = new Map(Object.entries(fieldsByKind).map(([kind, fields]) => [kind, Object.entries(fields)]));

type Items = ReadonlyMap<string, Json>;

const none: Items = new Map();

const camelCase = (name: string): string => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

/** A row as an event would show it. */
const shown = (row: Row, ...hidden: string[]): Row =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([name]) => !hidden.includes(name))
      .map(([name, value]) => [camelCase(name), value]),
  );

const rowItems = (rows: RowSet, ...hidden: string[]): Items =>
  rows.size === 0 ? none : new Map([...rows].map(([key, row]) => [key, shown(row, ...hidden)]));

const textItems = (texts: Json | undefined): Items =>
  Array.isArray(texts) && texts.length > 0
    ? new Map((texts as readonly Json[]).map((text) => [canonical(text), text]))
    : none;

const idOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

const kindsByMember = (kinds: RowSet): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const row of kinds.values()) {
    const member = idOf(row['individual_id']);
    found.set(member, [...(found.get(member) ?? []), idOf(row['kind'])]);
  }
  return found;
};

/** Members as the events `Group` list them, with the head to whom the relation is. */
const memberItems = ({ memberships, kinds, relations }: Stored['children']): Items => {
  if (memberships.size === 0) return none;
  const kindsOf = kindsByMember(kinds);
  const relationOf = new Map([...relations.values()].map((row) => [idOf(row['source_id']), row]));
  const itemOf = (row: Row): Json => {
    const member = idOf(row['individual_id']);
    const known = relationOf.get(member);
    const relation = known?.['end_date'] === row['end_date'] ? known : undefined;
    return {
      registrantId: member,
      ...shown(row, 'group_id', 'individual_id'),
      kinds: [...(kindsOf.get(member) ?? [])].sort(),
      relation: relation?.['relation'] ?? null,
      relationTo: relation?.['destination_id'] ?? null,
    };
  };
  return new Map([...memberships].map(([key, row]) => [key, itemOf(row)]));
};

const lists = Object.entries<(stored: Stored) => Items>({
  identifiers: ({ children }) => rowItems(children.identifiers, 'registrant_id'),
  phones: ({ children }) => rowItems(children.phones, 'registrant_id', 'lookup'),
  members: ({ children }) => memberItems(children),
  programs: ({ row }) => textItems(row['proposed_programs']),
  sources: ({ children }) => textItems([...children.sources.values()].map((row) => row['record_key'] ?? null)),
});

/** Only the entries that differ, in the order of their keys; null when there are none on that side. */
const differing = (items: Items, others: Items): Json => {
  if (items.size === 0) return null;
  const left = [...items].filter(([key, item]) => !same(item, others.get(key)));
  return left.length === 0 ? null : left.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
};

const attributeChanges = (before: Json | undefined, after: Json | undefined): Change[] => {
  const old = (before ?? {}) as Row;
  const now = (after ?? {}) as Row;
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .sort()
    .map((name) => ({ field: `attributes.${name}`, before: old[name] ?? null, after: now[name] ?? null }));
};

/**
 * The fields that differ between two states of a registrant: those of its row, each attribute as `attributes.<name>`,
 * and `identifiers`, `phones`, `members`, `programs` and `sources` with the entries that differ. `sources` are the keys
 * of the records behind it: the same record seen through another import is no change.
 *
 * @param before undefined for a registrant that is new
 * @returns empty when the two are the same
 */
export const changesBetween = (before: Stored | undefined, after: Stored): readonly Change[] => {
  const changes: Change[] = [];
  const note = (field: string, from: Json, to: Json): void => {
    if (!same(from, to)) changes.push({ field, before: from, after: to });
  };
  for (const [field, read] of fieldsOf.get(idOf(after.row['kind'])) ?? [])
    note(field, before === undefined ? null : read(before.row), read(after.row));
  for (const { field, before: from, after: to } of attributeChanges(before?.row['attributes'], after.row['attributes']))
    note(field, from, to);
  for (const [field, read] of lists) {
    const old = before === undefined ? none : read(before);
    const now = read(after);
    note(field, differing(old, now), differing(now, old));
  }
  return changes;
};
