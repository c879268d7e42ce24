import type { MappedGroup, MappedIdentifier } from '../../core/source.ts';
import { compileAttributes } from './attributes.ts';
import { groupFields } from './config.ts';
import type { MappingConfig } from './config.ts';
import { compileFields } from './fields.ts';
import type { JsonObject } from './fields.ts';
import { compileIdentifiers, tolerant } from './identifiers.ts';
import type { Stamp } from './identifierTypes.ts';
import { compilePhones } from './phones.ts';
import { asBoolean, asCode, asText, textLimits } from './values.ts';

/** Reads a group without its members. */
export interface GroupReader {
  /** @throws EtlError (record) naming the first field that breaks the mapping */
  readonly read: (json: JsonObject) => Omit<MappedGroup, 'members'>;
  /** What can still be known of a group that is rejected. */
  readonly readSome: (json: JsonObject) => {
    readonly recordId: string | null;
    readonly identifiers: readonly MappedIdentifier[];
  };
}

/**
 * Compiles the mapping of groups.
 *
 * @param memberFields fields of the entry that the mapping of members reads
 * @throws EtlError (config) for a value table that does not exist
 */
export const compileGroup = (mapping: MappingConfig, stamp: Stamp, memberFields: ReadonlySet<string>): GroupReader => {
  const { group, values } = mapping;
  const fields = compileFields(groupFields, group.fields, 'mapping.group.fields', values);
  const identifiers = compileIdentifiers(group.identifiers, 'mapping.group.identifiers', values, stamp);
  const phones = compilePhones(group.phones, 'mapping.group.phones', values);
  const attributes = compileAttributes(group, [
    ...fields.read,
    ...identifiers.fields,
    ...phones.fields,
    ...memberFields,
  ]);

  const text = (json: JsonObject, field: (typeof groupFields)[number]): string | null =>
    asText(fields.get(field)(json), field);
  const recordId = (json: JsonObject): string | null => asCode(fields.get('recordId')(json), 'recordId');

  return {
    read: (json) => ({
      recordId: recordId(json),
      name: asText(fields.get('name')(json), 'name', textLimits.name),
      groupKind: text(json, 'groupKind'),
      partial: asBoolean(fields.get('partial')(json), 'partial'),
      address: text(json, 'address'),
      area: text(json, 'area'),
      registrationDate: text(json, 'registrationDate'),
      identifiers: identifiers.read(json),
      phones: phones.read(json),
      attributes: attributes(json),
    }),
    readSome: (json) => ({
      recordId: tolerant(() => recordId(json), null),
      identifiers: identifiers.readSome(json),
    }),
  };
};
