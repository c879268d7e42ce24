import type { FieldConfig, MappingConfig } from './config.ts';
import { mappingConfigError, notEvaluable, tooLong, wrongType } from './errors.ts';
import { compileExpression } from './expression.ts';
import type { Expression } from './expression.ts';

/** Most characters (UTF-16 code units) that a field takes; more is a broken record, not a long name. */
export const textLimits = { name: 1_000, text: 10_000, attribute: 20_000 } as const;

type ValueTables = MappingConfig['values'];

const fold = (text: string): string => text.trim().toLowerCase();

const translator = (tables: ValueTables, name: string, key: string): ((value: unknown) => unknown) => {
  const table = tables[name];
  if (table === undefined) {
    throw mappingConfigError(
      'MAPPING_TABLE_MISSING',
      key,
      `names the table ${name}, which is not under mapping.values`,
    );
  }
  const entries = new Map(Object.entries(table).map(([from, to]) => [fold(from), to] as const));
  return (value) => {
    if (typeof value !== 'string' && typeof value !== 'boolean' && typeof value !== 'number') return value;
    const found = entries.get(fold(String(value)));
    return found === undefined ? value : found;
  };
};

/**
 * Compiles a field's expression and its value table into one function.
 *
 * @param field the target field, for errors
 * @param key the key of the configuration, for errors
 * @throws EtlError `MAPPING_TABLE_MISSING` (config)
 */
export const compileField = (config: FieldConfig, field: string, key: string, tables: ValueTables): Expression => {
  if (typeof config === 'string') return compileExpression(config, field);
  const { evaluate, fields } = compileExpression(config.path, field);
  const translate = translator(tables, config.values, key);
  return { evaluate: (json) => translate(evaluate(json)), fields };
};

/** A field that the mapping leaves out. */
export const nothing: Expression = { evaluate: () => null, fields: new Set() };

/**
 * A text or nothing, as the registry wrote it.
 *
 * @throws EtlError `FIELD_WRONG_TYPE`, `FIELD_TOO_LONG` (record)
 */
export const asText = (value: unknown, field: string, limit: number = textLimits.text): string | null => {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'string') throw wrongType(field, 'a text', value);
  if (value.length > limit) throw tooLong(field, limit, value.length);
  return value;
};

/**
 * A text, or a whole number that a registry wrote without quotation marks (an id, a phone number). Numbers that
 * JavaScript cannot hold exactly have lost digits by now and are refused.
 *
 * @throws EtlError `FIELD_WRONG_TYPE`, `FIELD_TOO_LONG` (record)
 */
export const asCode = (value: unknown, field: string): string | null =>
  typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : asText(value, field);

/** True, false or nothing. @throws EtlError `FIELD_WRONG_TYPE` (record) */
export const asBoolean = (value: unknown, field: string): boolean | null => {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'boolean') throw wrongType(field, 'true or false', value);
  return value;
};

/** A list; nothing counts as an empty one. @throws EtlError `FIELD_WRONG_TYPE` (record) */
export const asList = (value: unknown, field: string): readonly unknown[] => {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw wrongType(field, 'a list', value);
  return value as readonly unknown[];
};

/** Value of an attribute as JSON text; undefined when there is nothing to keep. @throws EtlError (record) */
export const asAttribute = (value: unknown, field: string): string | undefined => {
  if (value === null || value === undefined) return undefined;
  // An expression may give what JSON has no text for (a function reference).
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw notEvaluable(field);
  if (text.length > textLimits.attribute) throw tooLong(field, textLimits.attribute, text.length);
  return text;
};
