import type { DeadLetter } from '../../schemas/generated/types.ts';

/** What a topic holds under the key of a letter's record. */
export interface KnownRecord {
  /** Highest version of its states since it was erased, if it was; undefined when none of them has one. */
  readonly version: number | undefined;
  /** Offset of the last tombstone under its key; undefined when it was never erased. */
  readonly erasedAt?: number;
  /** Offset of its last message. */
  readonly lastOffset: number;
  /** The bytes of the state with the highest version, where they were asked for. */
  readonly value: Buffer | undefined;
}

/** Whether the record of a stage's letter may go back to its topic. */
export type RecordVerdict =
  | { readonly kind: 'redrive'; readonly value: Buffer }
  | { readonly kind: 'superseded'; readonly detail: string }
  | { readonly kind: 'impossible'; readonly detail: string };

const impossible = (detail: string): RecordVerdict => ({ kind: 'impossible', detail });
const superseded = (detail: string): RecordVerdict => ({ kind: 'superseded', detail });

/** Why a newer state of the record has passed; undefined when none has. */
const newerThan = (offset: number, version: number | undefined, known: KnownRecord): string | undefined => {
  if (known.erasedAt !== undefined && known.erasedAt > offset)
    return `the record was erased at offset ${String(known.erasedAt)}`;
  if (version === undefined)
    return known.lastOffset > offset
      ? `a later record of its key has passed at offset ${String(known.lastOffset)}`
      : undefined;
  return known.version !== undefined && known.version > version
    ? `version ${String(version)} is older than version ${String(known.version)}, which has passed`
    : undefined;
};

/**
 * Decides whether a record may be published again: never behind a newer state of its own key. The last message of a key
 * is all that a compacted topic keeps, and an older state would be kept in place of the newer one.
 *
 * @param letter with its original bytes
 * @param version of the record; undefined when it has none that can be read, then its place in the log decides
 * @param known what the topic holds under its key; undefined when nothing
 */
export const recordVerdict = (
  letter: DeadLetter,
  version: number | undefined,
  known: KnownRecord | undefined,
): RecordVerdict => {
  const { originalKey, originalValue, position, truncated } = letter;
  if (position === null) return impossible('it never stood in a topic');
  if (originalKey === null) return impossible('it has no key: correct its producer, and discard the letter');
  if (originalValue === null) return impossible('it is a tombstone, which says nothing that could be said again');
  const newer = known === undefined ? undefined : newerThan(position.offset, version, known);
  if (newer !== undefined) return superseded(newer);
  if (!truncated) return { kind: 'redrive', value: originalValue };
  if (known?.value !== undefined && known.version === version) return { kind: 'redrive', value: known.value };
  return impossible('the letter keeps only a part of its bytes, and the topic no longer has them');
};
