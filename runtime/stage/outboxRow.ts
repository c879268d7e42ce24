import type { OutboxMessage } from './outboxMessage.ts';

/** Messages as the outbox keeps them: all of a claim in one row, which is written and deleted as a whole. */
export interface OutboxRow {
  /** All but the values, as JSON; see {@link IndexEntry}. */
  readonly messages: string;
  /** The values, one after the other. */
  readonly payload: Buffer;
}

/** Offset, ordinal, topic, partition, key, headers, and how many bytes of the payload are the value; null: a tombstone. */
type IndexEntry = readonly [number, number, string, number, string, OutboxMessage['headers'], number | null];

/** @param messages in the order of publication */
export const outboxRow = (messages: readonly OutboxMessage[]): OutboxRow => ({
  messages: JSON.stringify(
    messages.map(({ offset, ordinal, topic, partition, key, headers, value }): IndexEntry => {
      return [offset, ordinal, topic, partition, key, headers, value?.length ?? null];
    }),
  ),
  payload: Buffer.concat(messages.flatMap(({ value }) => value ?? [])),
});

/** The very messages that {@link outboxRow} was made of. */
export const messagesOfRow = ({ messages, payload }: OutboxRow): readonly OutboxMessage[] => {
  let at = 0;
  return (JSON.parse(messages) as readonly IndexEntry[]).map(
    ([offset, ordinal, topic, partition, key, headers, length]) => {
      const value = length === null ? null : payload.subarray(at, at + length);
      at += length ?? 0;
      return { offset, ordinal, topic, partition, key, headers, value };
    },
  );
};
