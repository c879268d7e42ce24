import { InvalidArgumentError } from 'commander';

/** Reads an option that is a whole number in digits alone. */
export const digits = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('must be a whole number.');
  return Number(text);
};

/** Reads an option that is a whole number, however it is written. @param least the smallest that is taken */
export const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const number = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(number) && number >= least) return number;
    throw new InvalidArgumentError(`it must be a whole number from ${String(least)}.`);
  };
