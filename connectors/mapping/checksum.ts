import { stdnum } from 'stdnum';
import { luhnChecksumValidate, verhoeffValidate } from 'stdnum/lib/cjs/util/checksum.js';

/** Tells whether a value (trimmed) carries the right check digits. */
export type Checksum = (value: string) => boolean;

const digitsOf = (value: string): string => value.replace(/[\s-]/g, '');

const overDigits =
  (validate: (digits: string) => boolean): Checksum =>
  (value) => {
    const digits = digitsOf(value);
    return /^\d{2,}$/.test(digits) && validate(digits);
  };

/**
 * Finds a checksum by the name that an {@link IdentifierType} gives it: `luhn` (ISO/IEC 7812-1), `verhoeff`, or
 * `<country>.<name>` of the stdnum library, the country in any case and with or without the underscore of `in_`.
 *
 * @returns undefined when there is no such checksum
 */
export const findChecksum = (name: string): Checksum | undefined => {
  if (name === 'luhn') return overDigits((digits) => luhnChecksumValidate(digits));
  if (name === 'verhoeff') return overDigits(verhoeffValidate);
  const [country = '', validatorName = ''] = name.split('.');
  const validators = stdnum[country.replace(/_$/, '').toUpperCase()];
  const validator = validators !== undefined && Object.hasOwn(validators, validatorName) && validators[validatorName];
  return validator ? (value) => validator.validate(value).isValid : undefined;
};
