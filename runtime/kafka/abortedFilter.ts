/** What the filter needs to know of a fetched record; kafkajs' messages have this shape. */
export interface FetchedRecord {
  readonly offset: string;
  readonly key: Buffer | null;
  readonly isControlRecord: boolean;
  readonly batchContext?: { readonly producerId?: string; readonly inTransaction?: boolean };
}

/** An aborted transaction as the broker lists it beside the records of a read_committed fetch. */
export interface AbortedTransaction {
  readonly producerId: string | number | bigint;
  readonly firstOffset: string | number | bigint;
}

const ABORT_MARKER = 0;

/** Key of a control record: version int16, type int16 (0 abort, 1 commit). Kafka protocol, "Control Batches". */
const controlType = (key: Buffer | null): number => (key !== null && key.length >= 4 ? key.readInt16BE(2) : -1);

const byFirstOffset = (left: { readonly first: bigint }, right: { readonly first: bigint }): number =>
  left.first < right.first ? -1 : Number(left.first > right.first);

/**
 * Drops the records of aborted transactions by the rule of the Java client
 * (`org.apache.kafka.clients.consumer.internals.CompletedFetch`): in offset order, *every* transaction whose first
 * offset has been reached marks its producer as aborted, and the producer's abort marker ends that.
 *
 * kafkajs 2.2.4 takes at most one transaction from the list per record and takes any control record with key
 * `0 0 0 0` for the marker, so with interleaved transactions it hands out records that were never committed.
 *
 * @param fetched the records of one partition in offset order, control records among them, and the broker's list
 * @returns the committed records and all control records (kafkajs removes these itself)
 */
export const withoutAborted = <R extends FetchedRecord>(fetched: {
  readonly messages: readonly R[];
  readonly abortedTransactions?: readonly AbortedTransaction[] | null;
}): R[] => {
  const pending = (fetched.abortedTransactions ?? [])
    .map(({ producerId, firstOffset }) => ({ producer: String(producerId), first: BigInt(firstOffset) }))
    .sort(byFirstOffset);
  if (pending.length === 0) return [...fetched.messages];
  const aborted = new Set<string>();
  let reached = 0;
  return fetched.messages.filter((record) => {
    const offset = BigInt(record.offset);
    for (let next = pending[reached]; next !== undefined && next.first <= offset; next = pending[++reached]) {
      aborted.add(next.producer);
    }
    const producer = record.batchContext?.producerId ?? '';
    if (record.isControlRecord) {
      if (controlType(record.key) === ABORT_MARKER) aborted.delete(producer);
      return true;
    }
    return !(record.batchContext?.inTransaction === true && aborted.has(producer));
  });
};
