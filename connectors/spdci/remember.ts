/** Adds a text to a set that forgets the oldest ones, so that it never holds more than `most`. */
export const remember = (set: Set<string>, text: string, most: number): void => {
  set.add(text);
  for (const old of set) {
    if (set.size <= most) return;
    set.delete(old);
  }
};
