import avro from 'avsc';
import type { Schema, Type } from 'avsc';
import type { EtlError } from '../../core/errors.ts';
import { failure } from './errors.ts';

/** A decoded value. */
export interface Decoded {
  /** Full Avro name of the value's type. */
  readonly type: string;
  /**
   * Shaped by this program's schema of that type, whatever version wrote it. Records are instances of a class without
   * methods, not plain objects: compare their fields, not the objects.
   */
  readonly value: unknown;
}

/** Decodes the Avro binary of one schema id, without the Confluent header; throws as {@link valueReader} says. */
export type ValueReader = (payload: Buffer) => Decoded;

/** The Avro type of a schema document. */
export const avroType = (schema: object): Type => avro.Type.forSchema(schema as Schema, { omitRecordMethods: true });

const refusing =
  (error: EtlError): ValueReader =>
  () => {
    throw error;
  };

const decodeError = (thrown: unknown, type: string): EtlError => {
  const message = thrown instanceof Error ? thrown.message : '';
  // avsc's messages may quote a value, so they are not passed on.
  return message.includes('precision loss')
    ? failure('VALUE_UNSAFE_NUMBER', 'record', 'a number is beyond 2⁵³; its producer must not send it', { type })
    : failure('VALUE_TRUNCATED', 'record', 'the value is shorter or longer than its schema says', { type });
};

const resolving = (ours: Type, theirs: Type): ValueReader => {
  const type = ours.name ?? '';
  // A resolver compiled per value costs a hundred times the decoding; none is needed for our own schema.
  const resolver = ours.equals(theirs) ? undefined : ours.createResolver(theirs);
  return (payload) => {
    try {
      return { type, value: ours.fromBuffer(payload, resolver) as unknown };
    } catch (thrown) {
      throw decodeError(thrown, type);
    }
  };
};

/**
 * The reader for values of one schema id. It always exists: where the schema cannot be used, it throws for each value.
 *
 * @param schema what the registry has under this id; undefined when it does not know it
 * @param ours our own types by full name
 * @param othersAsWritten take a value of any other type as its own schema shapes it
 */
export const valueReader = (
  id: number,
  schema: object | undefined,
  ours: ReadonlyMap<string, Type>,
  othersAsWritten = false,
): ValueReader => {
  if (schema === undefined) {
    const text = 'the schema registry does not know the schema of this value; restore the registry or its producer';
    return refusing(failure('SCHEMA_UNKNOWN', 'record', text, { schemaId: id }));
  }
  const theirs = avroType(schema);
  const name = theirs.name ?? '';
  const own = ours.get(name) ?? (othersAsWritten ? theirs : undefined);
  if (own === undefined) {
    const text = 'the value is of a type that this topic should not carry, or of a newer release';
    return refusing(failure('VALUE_OF_UNKNOWN_TYPE', 'record', text, { type: name, schemaId: id }));
  }
  try {
    return resolving(own, theirs);
  } catch (cause) {
    const text = 'a value was written with a schema that this release cannot read; upgrade this release';
    return refusing(failure('SCHEMA_INCOMPATIBLE', 'config', text, { type: name, schemaId: id }, cause));
  }
};
