import { crc32c } from './crc32c.ts';
import {
  begin,
  finish,
  position,
  setUint32,
  writeBytes,
  writeInt16,
  writeInt32,
  writeInt64,
  writeInt8,
  writeNumber,
  writeString,
  writeWithLength,
  written,
  type Bytes,
} from './requestBytes.ts';

/** A message as kafkajs hands it over. */
export interface ProducedMessage {
  readonly key?: unknown;
  readonly value?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970, as text; absent: the time of the request. */
  readonly timestamp?: unknown;
}

/** What goes to one partition: one record batch. */
export interface ProducedPartition {
  readonly partition: number;
  readonly firstSequence?: number;
  readonly messages: readonly ProducedMessage[];
}

/** What kafkajs makes a Produce request of. */
export interface Produce {
  readonly acks: number;
  readonly timeout: number;
  readonly transactionalId?: string | null;
  readonly producerId?: string | number;
  readonly producerEpoch?: number;
  /** 0: none. */
  readonly compression?: number;
  readonly topicData: readonly { readonly topic: string; readonly partitions: readonly ProducedPartition[] }[];
}

/** An encoded request, as far as kafkajs asks for it. */
export interface Encoded {
  readonly buf: Buffer;
  readonly buffer: Buffer;
}

/** Produce requests as kafkajs makes them: for each version of the protocol, of what is to be sent, a request and more. */
export interface ProduceRequests {
  readonly protocol: (of: {
    readonly version: number;
  }) => (of: Produce) => { readonly request: { readonly encode: () => Promise<Encoded> } };
}

/** Before it there are no record batches. */
const FIRST_VERSION = 3;
const MAGIC = 2;
const TRANSACTIONAL = 16;
const NO_PRODUCER = -1;

const isBytes = (value: unknown): value is Bytes =>
  typeof value === 'string' || value === null || Buffer.isBuffer(value);

/** True for a message as this project sends them: one value a header, no time of its own. */
const isOurs = ({ key = null, value = null, headers = {}, timestamp }: ProducedMessage): boolean => {
  if ((timestamp ?? null) !== null || !isBytes(key) || !isBytes(value)) return false;
  for (const name in headers) if (!isBytes(headers[name])) return false;
  return true;
};

const writeRecord = ({
  message: { key = null, value = null, headers = {} },
  index,
}: {
  readonly message: ProducedMessage;
  readonly index: number;
}): void => {
  writeInt8(0);
  writeNumber(0);
  writeNumber(index);
  writeBytes(key as Bytes);
  writeBytes(value as Bytes);
  const names = Object.keys(headers);
  writeNumber(names.length);
  for (const name of names) {
    writeBytes(name);
    writeBytes(headers[name] as Bytes);
  }
};

/** Passes over four bytes. @returns fills in how many bytes follow them, once they are written */
const reserveSize = (): (() => void) => {
  const place = position();
  writeInt32(0);
  return () => {
    setUint32(position() - place - 4, place);
  };
};

const writeBatch = ({ messages, firstSequence = 0 }: ProducedPartition, of: Produce, now: bigint): void => {
  writeInt64(0n);
  const size = reserveSize();
  writeInt32(0);
  writeInt8(MAGIC);
  const checksum = position();
  writeInt32(0);
  const body = position();
  writeInt16((of.transactionalId ?? '') === '' ? 0 : TRANSACTIONAL);
  writeInt32(messages.length - 1);
  writeInt64(now);
  writeInt64(now);
  writeInt64(BigInt(of.producerId ?? NO_PRODUCER));
  writeInt16(of.producerEpoch ?? 0);
  writeInt32(firstSequence);
  writeInt32(messages.length);
  messages.forEach((message, index) => {
    writeWithLength(writeRecord, { message, index });
  });
  setUint32(crc32c(written(), body, position()), checksum);
  size();
};

const encoded = (of: Produce): Buffer => {
  const now = BigInt(Date.now());
  begin();
  writeString(of.transactionalId ?? null);
  writeInt16(of.acks);
  writeInt32(of.timeout);
  writeInt32(of.topicData.length);
  for (const { topic, partitions } of of.topicData) {
    writeString(topic);
    writeInt32(partitions.length);
    for (const one of partitions) {
      writeInt32(one.partition);
      const size = reserveSize();
      writeBatch(one, of, now);
      size();
    }
  }
  return finish();
};

const isOurRequest = ({ compression = 0, topicData }: Produce): boolean =>
  compression === 0 &&
  topicData.every(({ partitions }) =>
    partitions.every(({ messages }) => messages.length > 0 && messages.every((message) => isOurs(message))),
  );

/**
 * Encodes Produce requests as kafkajs does, byte for byte, at a fraction of the cost: the library copies each record
 * eight times on its way, into buffers that it clears and doubles again and again, and makes an object and a buffer of
 * half a kilobyte for each record and each of its headers. What is not as we send it (compressed, several values of one
 * header, times of its own) goes the library's way.
 *
 * It takes the place of all versions at once, because the library loads the module of a version with its first request.
 *
 * @param original the library's requests
 * @see https://kafka.apache.org/documentation/#recordbatch
 * @see https://kafka.apache.org/protocol#The_Messages_Produce
 */
export const produceRequests = <Requests extends ProduceRequests>(original: Requests): Requests => ({
  ...original,
  protocol: ({ version }: { readonly version: number }) => {
    const make = original.protocol({ version });
    return (of: Produce) => {
      const made = make(of);
      if (version < FIRST_VERSION || !isOurRequest(of)) return made;
      const encode = (): Promise<Encoded> => {
        const buf = encoded(of);
        return Promise.resolve({ buf, buffer: buf });
      };
      return { ...made, request: { ...made.request, encode } };
    };
  },
});

/** How kafkajs asks for messages by partition. */
export interface Grouping {
  readonly topic: string;
  readonly partitionMetadata: readonly unknown[];
  readonly messages: readonly ProducedMessage[];
  readonly partitioner: (of: {
    readonly topic: string;
    readonly partitionMetadata: readonly unknown[];
    readonly message: ProducedMessage;
  }) => number;
}

/** Messages by partition, in their order; the library copies a partition's list for each message that it adds to it. */
export const messagesByPartition = ({
  topic,
  partitionMetadata,
  messages,
  partitioner,
}: Grouping): Readonly<Record<string, readonly ProducedMessage[]>> => {
  const found: Record<string, ProducedMessage[]> = {};
  if (partitionMetadata.length === 0) return found;
  for (const message of messages) {
    const partition = String(partitioner({ topic, partitionMetadata, message }));
    (found[partition] ??= []).push(message);
  }
  return found;
};
