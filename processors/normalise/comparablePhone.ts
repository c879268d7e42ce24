/** Digits at the end of a number that are compared with the patterns of placeholders: a subscriber's number. */
const tail = 7;

const upwards = '01234567890123456789';
const downwards = '98765432109876543210';

/**
 * A phone number that may be evidence.
 *
 * @param e164 as `readPhone` gives it
 * @returns null for no number, and for what clerks type to get past a form: the last seven digits all the same
 *   (0000000, 9999999) or counting up or down (1234567, 7654321)
 */
export const comparablePhone = (e164: string | null): string | null => {
  if (e164 === null) return null;
  const end = e164.slice(-tail);
  const isPattern = /^(\d)\1*$/u.test(end) || upwards.includes(end) || downwards.includes(end);
  return isPattern ? null : e164;
};
