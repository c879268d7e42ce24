/** An event as it will be published, byte for byte, with its place in the order of publication. */
export interface OutboxMessage {
  /** Input offset that it follows from. */
  readonly offset: number;
  /** Place among the events of that offset, from 0. */
  readonly ordinal: number;
  /** Full topic name. */
  readonly topic: string;
  readonly partition: number;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: a tombstone. */
  readonly value: Buffer | null;
}

/** Some of the messages, and the input offset below which everything is published once they are. */
export interface RelayChunk {
  readonly messages: readonly OutboxMessage[];
  readonly upTo: number;
}

/** How large a chunk may become. */
export interface ChunkLimits {
  readonly messages: number;
  /** Of the values, keys and headers that go to one partition. */
  readonly bytesPerPartition: number;
}

// A record's own overhead in a batch, and that of each header: lengths and varints, generously.
const RECORD_OVERHEAD = 32;

const sizeOf = ({ key, headers, value }: OutboxMessage): number => {
  let size = RECORD_OVERHEAD + Buffer.byteLength(key) + (value?.length ?? 0);
  for (const name in headers) size += name.length + Buffer.byteLength(headers[name] ?? '') + 4;
  return size;
};

const placeOf = ({ topic, partition }: OutboxMessage): string => `${topic}/${String(partition)}`;

/** Bytes of the messages by the place that they go to, on top of what went there before. */
const bytesByPlace = (
  messages: readonly OutboxMessage[],
  before: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> => {
  const bytes = new Map<string, number>();
  for (const message of messages) {
    const place = placeOf(message);
    bytes.set(place, (bytes.get(place) ?? before.get(place) ?? 0) + sizeOf(message));
  }
  return bytes;
};

/** Bytes that go to the partition which gets the most of them: what a topic must take in one batch. */
export const largestShare = (messages: readonly OutboxMessage[]): number =>
  Math.max(0, ...bytesByPlace(messages, new Map()).values());

/** Collects messages until the next input offset's would be too much. */
class Collector {
  readonly #limits: ChunkLimits;
  readonly #bytes = new Map<string, number>();
  messages: OutboxMessage[] = [];

  constructor(limits: ChunkLimits) {
    this.#limits = limits;
  }

  /** @returns false, and nothing is added, when it would be too much; the first are always taken */
  add(messages: readonly OutboxMessage[]): boolean {
    const bytes = bytesByPlace(messages, this.#bytes);
    const isFirst = this.messages.length === 0;
    if (!isFirst && this.messages.length + messages.length > this.#limits.messages) return false;
    for (const size of bytes.values()) if (!isFirst && size > this.#limits.bytesPerPartition) return false;
    for (const [place, size] of bytes) this.#bytes.set(place, size);
    for (const message of messages) this.messages.push(message);
    return true;
  }
}

const byOffset = (messages: readonly OutboxMessage[]): OutboxMessage[][] => {
  const groups: OutboxMessage[][] = [];
  for (const message of messages) {
    const last = groups[groups.length - 1];
    if (last?.[0]?.offset === message.offset) last.push(message);
    else groups.push([message]);
  }
  return groups;
};

/**
 * Cuts messages into chunks, each for one transaction that also says how far the input is published. The events of one
 * input offset stay together: a chunk that ended between them could not say so.
 *
 * @param messages in the order of offset and ordinal, all below `upTo`
 * @param upTo the input offset below which everything is published after the last chunk
 */
export const relayChunks = (
  messages: readonly OutboxMessage[],
  upTo: number,
  limits: ChunkLimits,
): readonly RelayChunk[] => {
  const chunks: RelayChunk[] = [];
  let current = new Collector(limits);
  for (const group of byOffset(messages)) {
    if (current.add(group)) continue;
    chunks.push({ messages: current.messages, upTo: group[0]?.offset ?? upTo });
    current = new Collector(limits);
    current.add(group);
  }
  if (current.messages.length > 0) chunks.push({ messages: current.messages, upTo });
  return chunks;
};
