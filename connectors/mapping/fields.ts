import type { FieldConfig, MappingConfig } from './config.ts';
import { compileField, nothing } from './values.ts';

/** An entry of a registry's answer. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The compiled expressions of a target's fields. */
export interface Fields<Field extends string> {
  readonly get: (field: Field) => (json: JsonObject) => unknown;
  /** Fields of the entry that the expressions read. */
  readonly read: ReadonlySet<string>;
}

/**
 * Compiles one expression for each target field; a field without one gives null.
 *
 * @param key place in the configuration, for example `mapping.person.fields`
 * @throws EtlError `MAPPING_TABLE_MISSING` (config)
 */
export const compileFields = <Field extends string>(
  names: readonly Field[],
  config: Readonly<Partial<Record<string, FieldConfig | null>>>,
  key: string,
  tables: MappingConfig['values'],
): Fields<Field> => {
  const read = new Set<string>();
  const compiled = new Map(
    names.map((name) => {
      const own = config[name];
      const expression = own ? compileField(own, name, `${key}.${name}`, tables) : nothing;
      for (const field of expression.fields) read.add(field);
      return [name, expression.evaluate] as const;
    }),
  );
  return { get: (field) => compiled.get(field) ?? nothing.evaluate, read };
};

/** True for a JSON object: neither null nor a list. */
export const isJsonObject = (json: unknown): json is JsonObject =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
