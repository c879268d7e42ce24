import avro from 'avsc';
import type { Schema } from 'avsc';
import type { PublishedSchemas } from './published.ts';

type Schemas = Readonly<Record<string, object>>;

const typeOf = (schema: object): avro.Type => avro.Type.forSchema(schema as Schema);

const problemOf = (reader: object, writer: object): string | undefined => {
  try {
    typeOf(reader).createResolver(typeOf(writer));
    return undefined;
  } catch (thrown) {
    return thrown instanceof Error ? (thrown.message.split('\n', 1)[0] ?? '') : String(thrown);
  }
};

const problemsWith = (version: string, name: string, published: object, current: object | undefined): string[] => {
  if (current === undefined) return [`${name}: ${version} has it, and topics may hold it; it must stay`];
  const old = problemOf(current, published);
  const young = problemOf(published, current);
  return [
    ...(old === undefined ? [] : [`${name}: cannot read what ${version} has written: ${old}`]),
    ...(young === undefined ? [] : [`${name}: readers of ${version} cannot read what is written now: ${young}`]),
  ];
};

/**
 * Lays schemas beside those of every release, in both directions (FULL_TRANSITIVE): the schema registry refuses what
 * cannot read what was written before, and knows nothing of the readers downstream, who upgrade when they will.
 *
 * @returns a line for each release and type that does not go together with the current schemas; empty when all is well
 * @see https://avro.apache.org/docs/1.12.0/specification/#schema-resolution
 */
export const incompatibilities = (published: readonly PublishedSchemas[], current: Schemas): readonly string[] =>
  published.flatMap(({ version, schemas }) =>
    Object.entries(schemas).flatMap(([name, schema]) => problemsWith(version, name, schema, current[name])),
  );
