/** A longer copy of an array of numbers; what is new is 0. */
export const grown = <A extends Int32Array | Uint32Array | Uint8Array | Float64Array>(array: A, length: number): A => {
  const longer = new (array.constructor as new (length: number) => A)(length);
  longer.set(array);
  return longer;
};

/** The length to which an array grows that has become too short: half as long again, so that little lies idle. */
export const nextLength = (length: number): number => length + (length >> 1) + 16;
