/**
 * Which of a source's imports a command was asked for.
 *
 * @param imports names of the source's imports
 * @param asked names that were asked for; all when absent
 * @returns what the source worker is told: `imports` only if names were asked for; undefined when the source has none
 */
export const chosenImports = (
  imports: readonly string[],
  asked: readonly string[] | undefined,
): { readonly imports?: readonly string[] } | undefined => {
  if (asked === undefined) return {};
  const chosen = asked.filter((one) => imports.includes(one));
  return chosen.length === 0 ? undefined : { imports: chosen };
};
