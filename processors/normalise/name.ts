import { comparableText, displayText } from './text.ts';

/**
 * A name to show: as the registry wrote it, less invisible marks and the commas and spaces that templates leave at its
 * ends (`"DOE, "` for a person without a given name).
 *
 * @returns null when nothing readable is left
 */
export const displayName = (name: string | null): string | null =>
  displayText(displayText(name)?.replace(/^[\s,;]+|[\s,;]+$/gu, '') ?? null);

/**
 * A name to compare, given name before family name: `"DOE, JANE "` and `"Jane Doe"` both give `jane doe`. A comma with
 * words on both sides turns them round; more than one comma is a list, and nothing is turned.
 *
 * @returns words parted by single spaces; null when there are none
 */
export const comparableName = (name: string | null): string | null => {
  if (name === null) return null;
  const [family, given, ...rest] = name
    .split(/[,،]/u)
    .map(comparableText)
    .filter((part) => part !== '');
  if (family === undefined) return null;
  if (given === undefined) return family;
  return rest.length === 0 ? `${given} ${family}` : [family, given, ...rest].join(' ');
};
