import type { Undecoded } from '../../core/streamProcessor.ts';
import type { IncomingMessage } from '../kafka/index.ts';

/** A part of the input that is decided on and committed together: offsets `from` to `to`, the latter not included. */
export interface Piece {
  readonly messages: readonly IncomingMessage[];
  readonly from: number;
  readonly to: number;
}

/** How large a piece may become. */
export interface PieceLimits {
  readonly records: number;
  /** Of the values; a piece of one record may be larger. */
  readonly bytes: number;
  /** For how many records one counts; see `StreamProcessor.weight`. */
  readonly weight?: (message: Undecoded) => number;
}

/**
 * Cuts what was fetched into pieces without a gap between them. The first begins where the batch does and the last ends
 * where the batch does: offsets that hold no record (control records, compaction) belong to the piece before them.
 */
export const piecesOf = (batch: Piece, limits: PieceLimits): readonly Piece[] => {
  const pieces: Piece[] = [];
  let from = batch.from;
  let messages: IncomingMessage[] = [];
  let bytes = 0;
  let records = 0;
  for (const message of batch.messages) {
    const size = message.value?.length ?? 0;
    const weight = limits.weight?.(message) ?? 1;
    if (messages.length > 0 && (records + weight > limits.records || bytes + size > limits.bytes)) {
      pieces.push({ messages, from, to: message.offset });
      from = message.offset;
      messages = [];
      bytes = 0;
      records = 0;
    }
    messages.push(message);
    bytes += size;
    records += weight;
  }
  pieces.push({ messages, from, to: batch.to });
  return pieces;
};

/** Two pieces that together are this one; it must have at least two records. */
export const halvesOf = (piece: Piece): readonly [Piece, Piece] => {
  const middle = Math.floor(piece.messages.length / 2);
  const border = piece.messages[middle]?.offset ?? piece.to;
  return [
    { messages: piece.messages.slice(0, middle), from: piece.from, to: border },
    { messages: piece.messages.slice(middle), from: border, to: piece.to },
  ];
};
