const SEED = 0x9747b28c;
const MULTIPLIER = 0x5bd1e995;
const WORD = 4;

/**
 * MurmurHash2, 32 bits, with the seed of Kafka's Java client.
 *
 * @see https://github.com/apache/kafka/blob/trunk/clients/src/main/java/org/apache/kafka/common/utils/Utils.java
 */
const murmur2 = (data: Uint8Array): number => {
  const { length } = data;
  let hash = SEED ^ length;
  const words = length - (length % WORD);
  for (let at = 0; at < words; at += WORD) {
    let word = (data[at] ?? 0) | ((data[at + 1] ?? 0) << 8) | ((data[at + 2] ?? 0) << 16) | ((data[at + 3] ?? 0) << 24);
    word = Math.imul(word, MULTIPLIER);
    word = Math.imul(word ^ (word >>> 24), MULTIPLIER);
    hash = Math.imul(hash, MULTIPLIER) ^ word;
  }
  if (words < length) {
    for (let at = length - 1; at >= words; at -= 1) hash ^= (data[at] ?? 0) << (8 * (at - words));
    hash = Math.imul(hash, MULTIPLIER);
  }
  hash = Math.imul(hash ^ (hash >>> 13), MULTIPLIER);
  return hash ^ (hash >>> 15);
};

/**
 * The partition that a key belongs to, as Kafka's Java client chooses it (murmur2 of the key's UTF-8 bytes, modulo the
 * number of partitions), so that any other client finds and places keys alike. Our own, because the client library's
 * takes thirty times as long, and every event asks.
 *
 * @param partitions how many the topic has, at least 1
 */
export const partitionFor = (key: string, partitions: number): number =>
  (murmur2(Buffer.from(key)) & 0x7fffffff) % partitions;
