import { pino, type Logger } from 'pino';
import { EtlError } from '../../core/errors.ts';

/** Levels in the order of their weight. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Writes one line of the log. `context` holds names, counts, offsets and keyed hashes; never a person's data. */
export type Log = (level: LogLevel, message: string, context?: Readonly<Record<string, unknown>>) => void;

/**
 * A log of JSON lines on standard error, so that standard output stays free for results.
 *
 * @param level the least that is written
 */
export const createLog = (level: LogLevel): Log => {
  const logger: Logger = pino({ name: 'registry-stream', level }, pino.destination({ dest: 2, sync: false }));
  return (at, message, context) => {
    logger[at](context ?? {}, message);
  };
};

/**
 * What the log may say of an error: type, code, fault, context and the causes' types, never the causes' messages, which
 * may quote a row or a record.
 */
export const describeError = (error: unknown): Readonly<Record<string, unknown>> => {
  if (!(error instanceof EtlError)) return { error: error instanceof Error ? error.name : typeof error };
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) };
  return {
    error: error.name,
    code: error.code,
    fault: error.fault,
    message: error.message,
    ...error.context,
    ...cause,
  };
};
