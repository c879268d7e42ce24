import type { MappedPhone } from '../../core/source.ts';
import type { MappingConfig } from './config.ts';
import { compileExpression } from './expression.ts';
import { asCode, asList, asText, compileField, nothing } from './values.ts';

/** Reads the phones of an entry. */
export interface PhoneReader {
  /** @throws EtlError (record) for the first one that breaks the mapping */
  readonly read: (json: unknown) => readonly MappedPhone[];
  readonly fields: ReadonlySet<string>;
}

/**
 * Compiles the mapping of phones. One without a number (null, or only spaces) is none.
 *
 * @param key place in the configuration, for example `mapping.person.phones`
 */
export const compilePhones = (
  config: MappingConfig['person']['phones'],
  key: string,
  tables: MappingConfig['values'],
): PhoneReader => {
  if (config === undefined || config === null) return { read: () => [], fields: new Set() };
  const list = compileExpression(config.path, 'phones');
  const part = (name: 'number' | 'collected' | 'disabled') => {
    const own = config[name];
    return own === undefined || own === null ? nothing : compileField(own, `phones.${name}`, `${key}.${name}`, tables);
  };
  const [number, collected, disabled] = [part('number'), part('collected'), part('disabled')];

  const readOne = (json: unknown, index: number): readonly MappedPhone[] => {
    const at = `phones[${String(index)}]`;
    const readNumber = asCode(number.evaluate(json), `${at}.number`);
    if (readNumber === null || readNumber.trim() === '') return [];
    return [
      {
        number: readNumber,
        collected: asText(collected.evaluate(json), `${at}.collected`),
        disabled: asText(disabled.evaluate(json), `${at}.disabled`),
      },
    ];
  };
  return { read: (json) => asList(list.evaluate(json), 'phones').flatMap(readOne), fields: list.fields };
};
