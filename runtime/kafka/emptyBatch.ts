/** A record batch as kafkajs decodes it, as far as its offsets go. */
export interface DecodedBatch {
  readonly firstOffset: string;
  readonly lastOffsetDelta: number;
  readonly maxTimestamp: string;
  readonly records: readonly { readonly offset: string }[];
}

/**
 * Ends a batch that compaction has shortened with a placeholder at its true last offset.
 *
 * The cleaner keeps a batch's offsets when it removes its last records, and keeps a batch without any record when it
 * still carries the producer's state. kafkajs 2.2.4 knows a batch's end only from its records: it asks for the same
 * offset again and again, without an event and without a pause. The placeholder looks like a control record, so that
 * kafkajs moves past it and shows it to nobody. (The Java client uses the batch's last offset:
 * `CompletedFetch.nextFetchedRecord`.)
 */
export const withLastOffset = <B extends DecodedBatch>(batch: B): B => {
  const last = BigInt(batch.firstOffset) + BigInt(batch.lastOffsetDelta);
  const present = batch.records[batch.records.length - 1];
  if (present !== undefined && BigInt(present.offset) >= last) return batch;
  const placeholder = {
    offset: String(last),
    timestamp: batch.maxTimestamp,
    attributes: 0,
    key: null,
    value: null,
    headers: {},
    isControlRecord: true,
    batchContext: batch,
  };
  return { ...batch, records: [...batch.records, placeholder] };
};
