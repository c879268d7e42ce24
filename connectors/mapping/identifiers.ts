import type { MappedIdentifier } from '../../core/source.ts';
import { EtlError } from '../../core/errors.ts';
import type { MappingConfig } from './config.ts';
import { wrongType } from './errors.ts';
import { compileExpression } from './expression.ts';
import type { Stamp } from './identifierTypes.ts';
import { asCode, asList, asText, compileField, nothing } from './values.ts';

/** Reads the identifiers of an entry. */
export interface IdentifierReader {
  /** @throws EtlError (record) for the first one that breaks the mapping */
  readonly read: (json: unknown) => readonly MappedIdentifier[];
  /** Those that can be read, for an entry that is rejected anyway. */
  readonly readSome: (json: unknown) => readonly MappedIdentifier[];
  readonly fields: ReadonlySet<string>;
}

const none: IdentifierReader = { read: () => [], readSome: () => [], fields: new Set() };

/**
 * Compiles the mapping of identifiers. One without a value (null, or only spaces) is none; one without a type cannot
 * be told from others and breaks the mapping.
 *
 * @param key place in the configuration, for example `mapping.person.identifiers`
 */
export const compileIdentifiers = (
  config: MappingConfig['person']['identifiers'],
  key: string,
  tables: MappingConfig['values'],
  stamp: Stamp,
): IdentifierReader => {
  if (config === undefined || config === null) return none;
  const list = compileExpression(config.path, 'identifiers');
  const part = (name: 'type' | 'value' | 'issuer' | 'expiry') => {
    const own = config[name];
    return own === undefined || own === null
      ? nothing
      : compileField(own, `identifiers.${name}`, `${key}.${name}`, tables);
  };
  const [type, value, issuer, expiry] = [part('type'), part('value'), part('issuer'), part('expiry')];

  const readOne = (json: unknown, index: number): MappedIdentifier | undefined => {
    const at = `identifiers[${String(index)}]`;
    const readValue = asCode(value.evaluate(json), `${at}.value`);
    if (readValue === null || readValue.trim() === '') return undefined;
    const rawType = type.evaluate(json);
    const readType = asText(rawType, `${at}.type`);
    if (readType === null || readType.trim() === '') throw wrongType(`${at}.type`, 'a text', null);
    return {
      ...stamp(readType, readValue),
      value: readValue,
      issuer: asText(issuer.evaluate(json), `${at}.issuer`),
      expiry: asText(expiry.evaluate(json), `${at}.expiry`),
    };
  };

  return {
    read: (json) =>
      asList(list.evaluate(json), 'identifiers')
        .map(readOne)
        .filter((one) => one !== undefined),
    readSome: (json) =>
      tolerant(() => asList(list.evaluate(json), 'identifiers'), [])
        .map((one, index) => tolerant(() => readOne(one, index), undefined))
        .filter((one) => one !== undefined),
    fields: list.fields,
  };
};

/** What `read` gives, or `otherwise` when the record broke the mapping: its error is reported with the entry. */
export const tolerant = <Value>(read: () => Value, otherwise: Value): Value => {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof EtlError && thrown.fault === 'record') return otherwise;
    throw thrown;
  }
};
