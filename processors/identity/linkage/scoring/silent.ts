import { emailKey, phoneKey } from '../blocking/rules.ts';
import { fieldIndex } from '../comparisons/compare.ts';
import { setLevels } from '../comparisons/sets.ts';
import type { Content } from '../content/values.ts';

/** Keys of values that too many hold for agreement in them to say anything. */
export type SilentKeys = ReadonlySet<number>;

const same = setLevels.indexOf('same');

const fields = [
  { field: fieldIndex.phone, valuesOf: ({ phones }: Content) => phones, keyOf: phoneKey },
  { field: fieldIndex.email, valuesOf: ({ emails }: Content) => emails, keyOf: emailKey },
] as const;

/** Keys of a content's values that may fall silent. */
export const valueKeysOf = (content: Content): number[] =>
  fields.flatMap(({ valuesOf, keyOf }) => valuesOf(content).map(keyOf));

/** Whether two contents agree in a field by values alone that too many hold. */
const agreesInSilence = (
  { valuesOf, keyOf }: (typeof fields)[number],
  [a, b]: readonly [Content, Content],
  silent: SilentKeys,
): boolean => {
  const theirs = new Set(valuesOf(b).map(keyOf));
  return valuesOf(a).every((value) => {
    const key = keyOf(value);
    return !theirs.has(key) || silent.has(key);
  });
};

/**
 * Makes agreement in a phone number or an e-mail address unknown where every value that two contents share is held by
 * too many: an office's number, an agent's, a placeholder that no list knows. That two such contents differ otherwise
 * still counts.
 *
 * @param levels as compared; changed in place
 */
export const hush = (a: Content, b: Content, levels: Int8Array, silent: SilentKeys | undefined): void => {
  if (silent === undefined || silent.size === 0) return;
  for (const one of fields) {
    if (levels[one.field] === same && agreesInSilence(one, [a, b], silent)) levels[one.field] = -1;
  }
};
