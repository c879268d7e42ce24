import { latinDigits } from '../text.ts';

/**
 * Shapes of postcodes that can be nothing else, or that stand where a postcode stands. A number of five or six digits
 * counts when it is no house number, which stands first; one of four when it is the last word.
 *
 * @see Universal Postal Union, addressing systems by country
 */
const shapes: readonly RegExp[] = [
  /(?<=(?:postcode|postal code|zip ?code|zip|pin ?code|pin|c\.?p\.?|plz|индекс)[:. #]*)(?<code>\d{4,6}(?:-\d{3,4})?)\b/u,
  // United Kingdom, Canada.
  /\b(?<code>[a-z]{1,2}\d[a-z\d]? \d[a-z]{2})\b/u,
  /\b(?<code>[a-z]\d[a-z][ -]?\d[a-z]\d)\b/u,
  // Brazil, Portugal, Japan, the long form of the United States.
  /(?<=\D)\b(?<code>\d{5}-\d{3,4}|\d{4}-\d{3}|\d{3}-\d{4})\b/u,
  /(?<=\S[\s,]+)\b(?<code>\d{3} \d{3}|\d{5,6})\b(?!.*\b\d{5,6}\b)/u,
  /(?<=\S[\s,]+)\b(?<code>\d{4})$/u,
];

/**
 * Takes a postcode out of an address.
 *
 * @param text an address in lower case
 * @returns the address without it, native digits as 0–9, and the postcode in digits and letters alone, or null
 */
export const extractPostcode = (text: string): readonly [rest: string, postcode: string | null] => {
  const address = latinDigits(text).trim();
  if (!/\d{3}|[a-z]\d/u.test(address)) return [address, null];
  for (const shape of shapes) {
    const found = shape.exec(address);
    const code = found?.groups?.['code'];
    if (found === null || code === undefined) continue;
    const rest = address.slice(0, found.index) + ' ' + address.slice(found.index + code.length);
    return [rest, code.replace(/[^a-z0-9]/gu, '')];
  }
  return [address, null];
};
