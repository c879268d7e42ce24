/** A message to publish. */
export interface OutgoingMessage {
  /** Full topic name, with the deployment's prefix. */
  readonly topic: string;
  /** Without it the key decides, as in the Java client ({@link partitionFor}). */
  readonly partition?: number;
  /** Null only together with an explicit partition. */
  readonly key: string | null;
  /** Null: a tombstone. */
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** A message as it was read. */
export interface IncomingMessage {
  readonly offset: number;
  /** Kafka timestamp, milliseconds since 1970 UTC. */
  readonly timestamp: number;
  readonly key: string | null;
  readonly value: Buffer | null;
  /** As UTF-8 text; of a header that occurs more than once, the last value. */
  readonly headers: Readonly<Record<string, string>>;
}

type HeaderValue = Buffer | string | undefined;

/** What kafkajs hands out, as far as it is used here. */
export interface RawMessage {
  readonly offset: string;
  readonly timestamp: string;
  readonly key?: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, HeaderValue | readonly (Buffer | string)[]>>;
}

const noHeaders: Readonly<Record<string, string>> = Object.freeze({});

const headersOf = (raw: RawMessage['headers']): Readonly<Record<string, string>> => {
  if (raw === undefined) return noHeaders;
  const headers: Record<string, string> = {};
  for (const name in raw) {
    const value = raw[name];
    const last = Array.isArray(value) ? (value as readonly HeaderValue[])[value.length - 1] : (value as HeaderValue);
    if (last !== undefined) headers[name] = last.toString();
  }
  return headers;
};

/** A fetched message in the shape of this project: text keys and headers, offsets as numbers. */
export const incomingMessage = (raw: RawMessage): IncomingMessage => ({
  offset: Number(raw.offset),
  timestamp: Number(raw.timestamp),
  key: raw.key?.toString() ?? null,
  value: raw.value,
  headers: headersOf(raw.headers),
});
