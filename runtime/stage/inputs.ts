import { EtlError } from '../../core/errors.ts';
import type { Position } from '../../core/position.ts';
import type { InputRecord } from '../../core/streamProcessor.ts';
import type { Codec, IncomingMessage } from '../kafka/index.ts';
import { COMPONENT } from './context.ts';

/** A message with its place, and either the record that it holds or the reason why it holds none. */
export type Input =
  | { readonly at: Position; readonly message: IncomingMessage; readonly record: InputRecord }
  | {
      readonly at: Position;
      readonly message: IncomingMessage;
      readonly record: undefined;
      readonly error: EtlError;
      /** What the message says, where it could be read and is refused for another reason. */
      readonly told?: unknown;
    };

const decoded = (message: IncomingMessage, at: Position, codec: Pick<Codec, 'decode'>): InputRecord => {
  const { key, value, headers, timestamp } = message;
  if (key === null) {
    const text = 'a record without a key cannot be placed; its producer must give it one';
    throw new EtlError('KEY_MISSING', 'record', text, { component: COMPONENT, field: 'key' });
  }
  const { type, value: content } = value === null ? { type: undefined, value: null } : codec.decode(value);
  return { at, key, type, value: content, headers, timestamp };
};

/**
 * Decodes a message whose schema has been loaded. What cannot be decoded comes back with its reason, for the
 * dead-letter topic.
 *
 * @throws EtlError of any other fault than `record`: those say nothing about the one message
 */
export const readInput = (message: IncomingMessage, at: Position, codec: Pick<Codec, 'decode'>): Input => {
  try {
    return { at, message, record: decoded(message, at, codec) };
  } catch (thrown) {
    if (thrown instanceof EtlError && thrown.fault === 'record')
      return { at, message, record: undefined, error: thrown };
    throw thrown;
  }
};

/** A message that is not to be decided on, for a reason that lies in what follows from it. */
export const refusedInput = (
  message: IncomingMessage,
  at: Position,
  codec: Pick<Codec, 'decode'>,
  error: EtlError,
): Input => ({ at, message, record: undefined, error, told: readInput(message, at, codec).record?.value });
