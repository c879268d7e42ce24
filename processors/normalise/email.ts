import { comparableText, displayText } from './text.ts';

const shape = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/u;

/** Mailboxes and domains that are typed to get past a form, and those that RFC 2606 reserves for examples. */
const nobody = new Set([
  'none',
  'noemail',
  'nomail',
  'na',
  'no',
  'nil',
  'null',
  'unknown',
  'test',
  'xxx',
  'abc',
  'noreply',
  'email',
]);
const nowhere =
  /^(?:example|test|none|noemail|nomail|nowhere|xxx|abc|invalid|localhost)\.[a-z.]+$|\.(?:example|test|invalid)$/u;

/**
 * An e-mail address to compare: lower case and nothing else, since what stands after a plus may belong to another person
 * of the household.
 *
 * @returns null for no address, for text that is none, and for placeholders. Never throws.
 * @see RFC 5321, section 2.4 (case of mailboxes); RFC 2606 (reserved domains)
 */
export const comparableEmail = (text: string | null): string | null => {
  if (text === null || text.length > 254) return null;
  const address = displayText(text)?.normalize('NFKC').toLowerCase() ?? '';
  if (!shape.test(address)) return null;
  const at = address.lastIndexOf('@');
  const isNobody = nobody.has(comparableText(address.slice(0, at)).replaceAll(' ', ''));
  return isNobody || nowhere.test(address.slice(at + 1)) ? null : address;
};
