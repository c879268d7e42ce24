import type { MappedGroup, MappedPerson, SourceEntry } from '../../core/source.ts';
import { mask } from './mask.ts';

/** What a sample says about one target field of the mapping. */
export interface FieldSummary {
  readonly field: string;
  /** Records of the sample in which the mapping gave a value. */
  readonly filled: number;
  readonly of: number;
  /** The shape of the first value, masked. */
  readonly example: string;
}

/** What `check` shows of an import before anything is published. */
export interface SampleSummary {
  readonly persons: readonly FieldSummary[];
  readonly groups: readonly FieldSummary[];
  /** Entries that broke their mapping, by code and field. */
  readonly rejected: Readonly<Record<string, number>>;
  /** Identifier types that neither the connector nor the configuration knows: they identify nobody. */
  readonly unknownIdentifierTypes: readonly string[];
  /** Persons without a valid identifier of a unique type: alone, they cannot be keyed. */
  readonly withoutUniqueIdentifier: number;
}

type Fields = Readonly<Record<string, unknown>>;

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && Object.keys(value).length === 0);

const shape = (value: unknown): string => {
  if (Array.isArray(value)) return `${String(value.length)} ×`;
  if (typeof value === 'object' && value !== null) return Object.keys(value).join(', ');
  return mask(String(value));
};

const summarise = (records: readonly Fields[]): readonly FieldSummary[] =>
  Object.keys(records[0] ?? {}).map((field) => {
    const values = records.map((record) => record[field]).filter((value) => !isEmpty(value));
    return { field, filled: values.length, of: records.length, example: values.length > 0 ? shape(values[0]) : '' };
  });

/**
 * Sums a sample up without showing anybody's data.
 *
 * @param entries a first page as the connector mapped it
 */
export const summariseSample = (entries: readonly SourceEntry[]): SampleSummary => {
  const groups: MappedGroup[] = [];
  const persons: MappedPerson[] = [];
  const rejected: Record<string, number> = {};
  for (const entry of entries) {
    if (entry.kind === 'person') persons.push(entry.person);
    else if (entry.kind === 'group') {
      groups.push(entry.group);
      persons.push(...entry.group.members.map((member) => member.person));
    } else {
      const reason = [entry.error.code, entry.error.context.field].filter((part) => part !== undefined).join(' ');
      rejected[reason] = (rejected[reason] ?? 0) + 1;
    }
  }
  const identifiers = [...persons, ...groups].flatMap((record) => record.identifiers);
  const unknown = identifiers.filter((one) => one.uniqueness === 'unknown').map((one) => one.type);
  const identifiable = persons.filter((person) =>
    person.identifiers.some((one) => one.uniqueness === 'unique' && one.wellFormed),
  );
  return {
    persons: summarise(persons as unknown as Fields[]),
    groups: summarise(groups as unknown as Fields[]),
    rejected,
    unknownIdentifierTypes: [...new Set(unknown)].sort(),
    withoutUniqueIdentifier: persons.length - identifiable.length,
  };
};
