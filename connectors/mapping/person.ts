import type { MappedIdentifier, MappedPerson } from '../../core/source.ts';
import { compileAttributes } from './attributes.ts';
import { personFields } from './config.ts';
import type { MappingConfig } from './config.ts';
import { compileIdentifiers, tolerant } from './identifiers.ts';
import type { Stamp } from './identifierTypes.ts';
import { compilePhones } from './phones.ts';
import { compileFields } from './fields.ts';
import type { JsonObject } from './fields.ts';
import { asBoolean, asCode, asText, textLimits } from './values.ts';

/** Reads a person, on her own or as a member. */
export interface PersonReader {
  /** @throws EtlError (record) naming the first field that breaks the mapping */
  readonly read: (json: JsonObject) => MappedPerson;
  /** What can still be known of a person who is rejected. */
  readonly readSome: (json: JsonObject) => {
    readonly recordId: string | null;
    readonly identifiers: readonly MappedIdentifier[];
  };
}

/**
 * Compiles the mapping of persons.
 *
 * @throws EtlError (config) for a value table that does not exist
 */
export const compilePerson = (mapping: MappingConfig, stamp: Stamp): PersonReader => {
  const { person, values } = mapping;
  const fields = compileFields(personFields, person.fields, 'mapping.person.fields', values);
  const identifiers = compileIdentifiers(person.identifiers, 'mapping.person.identifiers', values, stamp);
  const phones = compilePhones(person.phones, 'mapping.person.phones', values);
  const attributes = compileAttributes(person, [...fields.read, ...identifiers.fields, ...phones.fields]);

  type Field = (typeof personFields)[number];
  const text = (json: JsonObject, field: Field): string | null => asText(fields.get(field)(json), field);
  const nameText = (json: JsonObject, field: Field): string | null =>
    asText(fields.get(field)(json), field, textLimits.name);
  const sealed = (json: JsonObject): { readonly sealed?: boolean } => {
    const found = asBoolean(fields.get('sealed')(json), 'sealed');
    // Left out where nothing is known: the content of a record must not change because it could have been said.
    return found === null ? {} : { sealed: found };
  };
  const recordId = (json: JsonObject): string | null => asCode(fields.get('recordId')(json), 'recordId');

  return {
    read: (json) => ({
      recordId: recordId(json),
      fullName: nameText(json, 'fullName'),
      givenName: nameText(json, 'givenName'),
      familyName: nameText(json, 'familyName'),
      additionalName: nameText(json, 'additionalName'),
      sex: text(json, 'sex'),
      birthDate: text(json, 'birthDate'),
      birthPlace: text(json, 'birthPlace'),
      deathDate: text(json, 'deathDate'),
      deceased: asBoolean(fields.get('deceased')(json), 'deceased'),
      disabled: asBoolean(fields.get('disabled')(json), 'disabled'),
      ...sealed(json),
      address: text(json, 'address'),
      area: text(json, 'area'),
      email: text(json, 'email'),
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
