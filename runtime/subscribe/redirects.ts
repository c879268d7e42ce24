/**
 * The id under which somebody stands now, over any number of merges.
 *
 * @param id as it was written down once, for example in an enrolment or a group's members
 * @param intoOf the redirect of an id; undefined or null for one that is none, or is not known
 * @returns the last id; of redirects that lead in a circle, which only a reader that is behind sees, the one where it closes
 */
export const followRedirects = (id: string, intoOf: (id: string) => string | null | undefined): string => {
  const passed = new Set<string>();
  let at = id;
  for (let next = intoOf(at); next !== undefined && next !== null && !passed.has(next); next = intoOf(at)) {
    passed.add(at);
    at = next;
  }
  return at;
};
