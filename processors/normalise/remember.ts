/**
 * Remembers what a pure function answered: words of names and addresses repeat, and folding one costs more than finding
 * it. When the limit is reached everything is forgotten, so memory is bounded and no order of use has to be kept.
 *
 * @param answer a function whose answer depends on the text alone, and whose answers nobody changes
 * @param limit texts to remember
 */
export const remember = <T>(answer: (text: string) => T, limit: number): ((text: string) => T) => {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    // Null is an answer too; undefined is none of any function here.
    if (found !== undefined) return found;
    const fresh = answer(text);
    if (known.size >= limit) known.clear();
    known.set(text, fresh);
    return fresh;
  };
};
