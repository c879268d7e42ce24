import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';
import type { CountryCode } from 'libphonenumber-js';
import type { Phone, SourcePhone } from '../../schemas/generated/types.ts';
import { readDay } from './date.ts';
import { displayText, latinDigits } from './text.ts';

/** Longer than any phone number with spaces, extension and country code; the library gives up at 250. */
const longest = 64;

/**
 * A phone number in E.164 form.
 *
 * @param number as collected, in any decimal digits
 * @param country ISO 3166-1 alpha-2: the region of a number without a country code
 * @returns `+` and digits, or null when the text is not a number that the region could give out. Never throws.
 * @see ITU-T E.164
 */
export const readPhone = (number: string, country: string): string | null => {
  if (number.length > longest) return null;
  const region = country.toUpperCase();
  const parsed = parsePhoneNumberFromString(
    latinDigits(number),
    isSupportedCountry(region) ? (region satisfies CountryCode) : undefined,
  );
  return parsed?.isPossible() === true ? parsed.number : null;
};

/** A phone with its text kept and its E.164 form where the text could be read; null when there is no text at all. */
export const normalisePhone = (phone: SourcePhone, country: string): Phone | null => {
  const number = displayText(phone.number);
  if (number === null) return null;
  return {
    number,
    e164: readPhone(number, country),
    collected: readDay(phone.collected),
    disabled: readDay(phone.disabled),
  };
};
