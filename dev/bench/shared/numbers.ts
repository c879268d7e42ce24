import { wholeNumber } from '../../../runtime/cli/wholeNumber.ts';

/**
 * Reads an option of several whole numbers, parted by commas or given again and again.
 *
 * @param least the smallest that is taken
 * @returns in ascending order, each once
 */
export const wholeNumbers = (least: number) => {
  const read = wholeNumber(least);
  let given: readonly number[] = [];
  return (text: string): readonly number[] => {
    given = [...new Set([...given, ...text.split(',').map(read)])].sort((left, right) => left - right);
    return given;
  };
};
