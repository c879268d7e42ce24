import type { MappingConfig } from './config.ts';
import { compileExpression } from './expression.ts';
import { asAttribute } from './values.ts';

/** Reads what has no home among the target fields; each value as JSON text. @throws EtlError (record) */
export type AttributeReader = (json: Readonly<Record<string, unknown>>) => Readonly<Record<string, string>>;

/**
 * Compiles what becomes an attribute: every field of the entry that no expression of the mapping reads and that is not
 * ignored, and the attributes that have an expression of their own.
 *
 * @param mapped fields of the entry that the expressions of the target fields read
 */
export const compileAttributes = (
  config: Pick<MappingConfig['person'], 'attributes' | 'ignore'>,
  mapped: Iterable<string>,
): AttributeReader => {
  const own = Object.entries(config.attributes).map(
    ([name, text]) => [name, compileExpression(text, `attributes.${name}`)] as const,
  );
  const known = new Set([...mapped, ...config.ignore, ...own.flatMap(([, expression]) => [...expression.fields])]);
  return (json) => {
    const found: [string, string][] = [];
    for (const name of Object.keys(json)) {
      if (known.has(name)) continue;
      const text = asAttribute(json[name], `attributes.${name}`);
      if (text !== undefined) found.push([name, text]);
    }
    for (const [name, expression] of own) {
      const text = asAttribute(expression.evaluate(json), `attributes.${name}`);
      if (text !== undefined) found.push([name, text]);
    }
    // fromEntries, not assignment: a field may be called __proto__.
    return Object.fromEntries(found);
  };
};
