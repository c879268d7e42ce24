import { MappingConfig } from '../../../../connectors/mapping/config.ts';
import type { MappingInput } from '../../../../connectors/mapping/config.ts';
import { compileEntryMapper, compileEntryReader } from '../../../../connectors/mapping/entry.ts';
import type { IdentifierType } from '../../../../core/identifierType.ts';
import type { MappedGroup, MappedPerson, SourceEntry } from '../../../../core/source.ts';

const types: readonly IdentifierType[] = [
  { name: 'National ID', aliases: ['NID'], uniqueness: 'unique', pattern: '\\d{4}' },
  { name: 'Household ID', aliases: [], uniqueness: 'unique' },
  { name: 'Ration Card', aliases: [], uniqueness: 'shared' },
];

const identifiers = { path: 'ids', type: 'type', value: 'value', expiry: 'until' };

/** A mapping with something of everything. */
const mapping: MappingInput = {
  person: {
    fields: {
      recordId: 'id',
      fullName: 'name.full',
      givenName: 'name.given',
      sex: { path: 'sex', values: 'sexes' },
      birthDate: 'born',
      disabled: 'disabled',
    },
    identifiers,
    phones: { path: 'phones', number: 'number', collected: 'since' },
    attributes: { village: 'place.village' },
    ignore: ['touched'],
  },
  group: {
    fields: { recordId: 'id', name: 'name', partial: 'partial' },
    identifiers,
    members: { path: 'members', person: 'who', kinds: 'kinds', startDate: 'since' },
  },
  values: { sexes: { '1': 'male', '2': 'female' } },
};

export const readPerson = (json: unknown, own: MappingInput = mapping): SourceEntry => {
  const [entry] = compileEntryReader(MappingConfig.parse(own), types, 'individual')(json);
  if (entry === undefined) throw new Error('no entry');
  return entry;
};

export const readGroup = (json: unknown, own: MappingInput = mapping): readonly SourceEntry[] =>
  compileEntryReader(MappingConfig.parse(own), types, 'group')(json);

export const personOf = (entry: SourceEntry | undefined): MappedPerson => {
  if (entry?.kind !== 'person') throw new Error(`not a person but ${entry?.kind ?? 'nothing'}`);
  return entry.person;
};

export const groupOf = (entry: SourceEntry | undefined): MappedGroup => {
  if (entry?.kind !== 'group') throw new Error(`not a group but ${entry?.kind ?? 'nothing'}`);
  return entry.group;
};

export const rejectedOf = (entry: SourceEntry | undefined): Extract<SourceEntry, { kind: 'rejected' }> => {
  if (entry?.kind !== 'rejected') throw new Error(`not rejected but ${entry?.kind ?? 'nothing'}`);
  return entry;
};

/** Maps the original JSON of a rejected entry of a group's import again. */
export const mapAgain = (raw: string, target: 'person' | 'group', own: MappingInput): readonly SourceEntry[] =>
  compileEntryMapper(MappingConfig.parse(own), types, 'group')(raw, target);

/** The mapping with other fields of persons. */
export const withPersonFields = (fields: NonNullable<MappingInput['person']>['fields']): MappingInput => ({
  ...mapping,
  person: { ...mapping.person, fields },
});
