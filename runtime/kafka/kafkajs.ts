import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import type * as Kafkajs from 'kafkajs';
import { withoutAborted } from './abortedFilter.ts';
import { withLastOffset, type DecodedBatch } from './emptyBatch.ts';
import { messagesByPartition, produceRequests, type ProduceRequests } from './produceRequest.ts';

const require = createRequire(import.meta.url);

type BatchDecoder = (decoder: unknown) => Promise<DecodedBatch>;

/** The parts of kafkajs' consumer group that lose their place: in the log, and in the group. */
interface ConsumerGroup {
  /** Null when the coordinator has said that it knows no such member. */
  readonly memberId: string | null;
  recoverFromOffsetOutOfRange: (error: Error) => Promise<void>;
  heartbeat: (options: unknown) => Promise<void>;
}

const UNKNOWN_MEMBER_ID = 25;

/**
 * A heartbeat of a member that is none any more fails, so that kafkajs joins again. As it is, it does nothing: when
 * joining again failed once because the coordinator, just back, is still loading, kafkajs goes on fetching the
 * partitions that it used to have, for ever, and without a sign.
 */
const heartbeatOfMembers = (heartbeat: ConsumerGroup['heartbeat']): ConsumerGroup['heartbeat'] => {
  const { createErrorFromCode } = require('kafkajs/src/protocol/error') as {
    readonly createErrorFromCode: (code: number) => Error;
  };
  return function beat(this: ConsumerGroup, options: unknown) {
    if (this.memberId === null) return Promise.reject(createErrorFromCode(UNKNOWN_MEMBER_ID));
    return heartbeat.call(this, options);
  };
};

/** Works for what the library loads at once; what it loads with its first use comes from the file as it is. */
const replaceModule = (path: string, replacement: (original: unknown) => unknown): void => {
  const file = require.resolve(path);
  const original: unknown = require(file);
  const loaded = require.cache[file];
  if (loaded === undefined) throw new Error(`${path} is not in the module cache after it was loaded`);
  loaded.exports = replacement(original);
};

interface ListOffsets {
  readonly protocol: (version: unknown) => (request: { readonly isolationLevel?: number }) => unknown;
}

const READ_UNCOMMITTED = 0;

/** Asks for the high watermark where kafkajs asks for the last stable offset without saying so. */
const highWatermark = (original: ListOffsets): ListOffsets => ({
  ...original,
  protocol: (version) => {
    const request = original.protocol(version);
    return (wanted) => request({ ...wanted, isolationLevel: wanted.isolationLevel ?? READ_UNCOMMITTED });
  },
});

const correct = (): void => {
  replaceModule('kafkajs/src/consumer/filterAbortedMessages', () => withoutAborted);
  replaceModule(
    'kafkajs/src/protocol/recordBatch/v0/decoder',
    (original) => async (decoder: unknown) => withLastOffset(await (original as BatchDecoder)(decoder)),
  );
  replaceModule('kafkajs/src/protocol/requests/listOffsets', (original) => highWatermark(original as ListOffsets));
  replaceModule('kafkajs/src/producer/groupMessagesPerPartition', () => messagesByPartition);
  replaceModule('kafkajs/src/protocol/requests/produce', (original) => produceRequests(original as ProduceRequests));
  const group = require('kafkajs/src/consumer/consumerGroup') as { readonly prototype: ConsumerGroup };
  // kafkajs commits the topic's default offset and goes on from there: a silent jump over what retention took, or back
  // to the beginning. Rejecting makes it a crash that is not restarted, which the consumer reports.
  group.prototype.recoverFromOffsetOutOfRange = (error) => Promise.reject(error);
  group.prototype.heartbeat = heartbeatOfMembers(group.prototype.heartbeat);
};

/**
 * Loads a copy of kafkajs 2.2.4 of our own with five corrections, each proven by an integration test: aborted records
 * ({@link withoutAborted}), batches shortened by compaction ({@link withLastOffset}), offsets that are out of range, high
 * watermarks (its admin client reports the last stable offset), and a membership that is lost
 * ({@link heartbeatOfMembers}); and with a faster way to make requests of messages ({@link produceRequests}, {@link messagesByPartition}).
 * Whoever else loads kafkajs in this process gets it as it is.
 */
const loadCorrected = (): typeof Kafkajs => {
  const root = dirname(require.resolve('kafkajs/package.json')) + sep;
  const mine = (): string[] => Object.keys(require.cache).filter((file) => file.startsWith(root));
  const others = mine().map((file) => [file, require.cache[file]] as const);
  const forget = (file: string): void => {
    Reflect.deleteProperty(require.cache, file);
  };
  mine().forEach(forget);
  try {
    correct();
    return require('kafkajs') as typeof Kafkajs;
  } finally {
    mine().forEach(forget);
    others.forEach(([file, loaded]) => (require.cache[file] = loaded));
  }
};

/** kafkajs with the corrections of this folder. Never exported from it. */
export const kafkajs = loadCorrected();
