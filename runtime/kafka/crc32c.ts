/** Castagnoli's polynomial, its bits reversed. */
const POLYNOMIAL = 0x82f63b78;
/** Bytes that are taken at once. */
const SLICES = 8;

/** In a row for each place of a byte among the eight: what the byte adds to the checksum when zeros follow it. */
const tables = ((): readonly Int32Array[] => {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    return crc;
  });
  const all = [first];
  for (let slice = 1; slice < SLICES; slice += 1)
    all.push((all[slice - 1] ?? first).map((crc) => (first[crc & 0xff] ?? 0) ^ (crc >>> 8)));
  return all;
})();

const [T0, T1, T2, T3, T4, T5, T6, T7] = tables as unknown as readonly [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
];

/**
 * The checksum of a record batch: CRC-32C, eight bytes at once.
 *
 * @param start index of the first byte
 * @param end index after the last
 * @see Kounavis and Berry, "Novel Table Lookup-Based Algorithms for High-Performance CRC Generation", 2008
 * @see https://kafka.apache.org/documentation/#recordbatch
 */
export const crc32c = (bytes: Uint8Array, start: number, end: number): number => {
  let crc = -1;
  let at = start;
  // Indices are within the arrays, so that `as number` only says what noUncheckedIndexedAccess cannot see.
  for (const last = end - SLICES; at <= last; at += SLICES) {
    crc ^=
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    crc =
      (T7[crc & 0xff] as number) ^
      (T6[(crc >>> 8) & 0xff] as number) ^
      (T5[(crc >>> 16) & 0xff] as number) ^
      (T4[crc >>> 24] as number) ^
      (T3[bytes[at + 4] as number] as number) ^
      (T2[bytes[at + 5] as number] as number) ^
      (T1[bytes[at + 6] as number] as number) ^
      (T0[bytes[at + 7] as number] as number);
  }
  for (; at < end; at += 1) crc = (T0[(crc ^ (bytes[at] as number)) & 0xff] as number) ^ (crc >>> 8);
  return ~crc >>> 0;
};
