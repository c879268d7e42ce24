import type { IdentifierStatus, SourceIdentifier } from '../../schemas/generated/types.ts';
import { readDay } from './date.ts';
import { displayText, latinDigits } from './text.ts';

/** An identifier in its canonical form, with what decides whether it may link records. */
export interface NormalisedIdentifier {
  readonly type: string;
  /** NFKC, upper case, native digits as 0–9, without spaces, hyphens, slashes and dots. */
  readonly value: string;
  readonly issuer: string | null;
  /** `YYYY-MM-DD`. */
  readonly expiry: string | null;
  readonly status: IdentifierStatus;
  /** True when the deployment says that one living person or group has it. */
  readonly unique: boolean;
}

/** Longer than any number that an authority gives out, and short enough for an index. */
const longest = 100;

/**
 * The form of an identifier in which two spellings of it are equal. Idempotent.
 *
 * @returns empty when nothing but signs was written
 */
export const canonicalIdentifier = (value: string): string => {
  if (/^[0-9A-Z]+$/u.test(value)) return value;
  // Upper case can be decomposed again (ΐ), so the composing comes last as well as first.
  return latinDigits(value.normalize('NFKC'))
    .toUpperCase()
    .normalize('NFKC')
    .toUpperCase()
    .normalize('NFKC')
    .replace(/[\p{C}\p{Z}\p{Pd}\s/\\._]+/gu, '')
    .normalize('NFKC');
};

const placeholderWords = new Set([
  ...['NA', 'N', 'NONE', 'NIL', 'NULL', 'NO', 'NOID', 'UNKNOWN', 'UNDEFINED', 'UNK', 'TBD', 'TBA', 'PENDING', 'TEST'],
  ...['NOTAVAILABLE', 'NOTAPPLICABLE', 'NOTGIVEN', 'NOTKNOWN', 'WITHOUT', 'NINGUNO', 'SINDATO', 'DESCONOCIDO', 'WALA'],
  ...['INCONNU', 'AUCUN', 'НЕТ', 'НЕИЗВЕСТНО', 'لايوجد', 'مجهول', 'غيرمعروف', 'X', 'XX', 'NOAPLICA', 'SANS', '?'],
  ...[
    'NOTIENE',
    'SINDOCUMENTO',
    'SINCEDULA',
    'NODOCUMENT',
    'NONUMBER',
    'WALANGID',
    'DUMMY',
    'SAMPLE',
    'TIDAKADA',
    'YOK',
  ],
  ...[
    'НЕТДАННЫХ',
    'БЕЗДОКУМЕНТА',
    'لایوجد',
    'بدون',
    'ندارد',
    'نامعلوم',
    'نییە',
    'अज्ञात',
    'नहीं',
    'የለም',
    'የለውም',
    'QWERTY',
  ],
]);

/**
 * Shapes that a person makes up: a group of up to four signs three times or more (123123123, ABABAB), letters before
 * nothing but zeros, nines or ones (CC0000000), the alphabet from its start with counting digits (ABC123), TEST1.
 */
const madeUp = [
  /^(?=.{6,24}$)(.{2,4})\1{2,}$/u,
  /^[A-Z]{1,3}(?:0{5,}|1{5,}|9{5,})$/u,
  /^ABC(?:DE?F?G?H?)?(?:123(?:45?6?7?8?9?0?)?)?$/u,
  /^(?:TEST|DUMMY|SAMPLE|FAKE|XXX)\d+$/u,
];

const isRun = (digits: string): boolean =>
  digits.length >= 4 && ('01234567890123456789'.startsWith(digits) || '12345678901234567890'.startsWith(digits));

/**
 * Whether a canonical value is what a clerk types to get past a form that wants a number: all the same character
 * (0000, XXXX), counting up from 0 or 1 (12345…) or down to it, another made-up pattern (ABC123, 123123123), or a word
 * for none.
 */
export const isPlaceholder = (canonical: string): boolean => {
  const value = canonical.replace(/[^\p{L}\p{N}?]/gu, '');
  if (value === '' || placeholderWords.has(value)) return true;
  if (/^(.)\1*$/u.test(value) && (value.length >= 3 || /^0+$/u.test(value))) return true;
  if (madeUp.some((shape) => shape.test(value))) return true;
  return isRun(value) || (value.length >= 4 && '9876543210'.startsWith(value)) || /^(?:9?87654321)0?$/u.test(value);
};

const statusOf = (
  identifier: SourceIdentifier,
  value: string,
  expiry: string | null,
  day: string,
): IdentifierStatus => {
  if (isPlaceholder(value)) return 'placeholder';
  if (identifier.uniqueness === 'shared') return 'shared';
  if (!identifier.wellFormed || value.length > longest) return 'invalid';
  return expiry !== null && expiry < day ? 'expired' : 'valid';
};

/**
 * Normalises an identifier and judges whether it is evidence.
 *
 * @param identifier as the registry gave it
 * @param day the day on which the registry showed it, `YYYY-MM-DD`: it is expired when its expiry lies before
 * @returns null when it has no value at all
 */
export const normaliseIdentifier = (identifier: SourceIdentifier, day: string): NormalisedIdentifier | null => {
  const shown = displayText(identifier.value);
  if (shown === null) return null;
  // A value of signs alone is kept as it is written, so that it can be seen and corrected.
  const value = canonicalIdentifier(shown) || shown;
  const expiry = readDay(identifier.expiry);
  return {
    type: displayText(identifier.type) ?? '',
    value,
    issuer: displayText(identifier.issuer),
    expiry,
    status: statusOf(identifier, value, expiry, day),
    unique: identifier.uniqueness === 'unique',
  };
};
