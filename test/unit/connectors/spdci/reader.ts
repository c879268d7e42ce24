import { compileEntryReader } from '../../../../connectors/mapping/entry.ts';
import { identifierTypes } from '../../../../connectors/spdci/identifierTypes.ts';
import { preset } from '../../../../connectors/spdci/preset.ts';
import type { MappedGroup, MappedPerson, SourceEntry } from '../../../../core/source.ts';

/** What the preset makes of a record in an import of individuals. */
export const readIndividual = compileEntryReader(preset, identifierTypes, 'individual');

/** What the preset makes of a record in a group import. */
export const readGroup = compileEntryReader(preset, identifierTypes, 'group');

/** The person that the preset makes of a record. */
export const readPerson = (json: unknown): MappedPerson => {
  const [entry] = readIndividual(json);
  if (entry?.kind !== 'person') throw new Error(`not a person but ${JSON.stringify(entry)}`);
  return entry.person;
};

/** The group among what was read. */
export const groupOf = (entries: readonly SourceEntry[]): MappedGroup => {
  const [entry] = entries;
  if (entry?.kind !== 'group') throw new Error(`not a group but ${JSON.stringify(entries)}`);
  return entry.group;
};
