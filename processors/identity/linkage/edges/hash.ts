/** Spreads 32 bits over 32 bits. Source: the finaliser of MurmurHash3 (Austin Appleby, public domain). */
export const spread = (bits: number): number => {
  let hash = bits;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
};

/** Hashes text to 32 bits (FNV-1a, spread). Source: http://www.isthe.com/chongo/tech/comp/fnv/ */
export const hashText = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return spread(hash);
};

/** The place of a hash in a table of any size. */
export const placeOf = (hash: number, size: number): number => ((hash >>> 0) * size * 2 ** -32) | 0;
