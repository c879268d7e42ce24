import { EtlError } from '../../core/errors.ts';
import { MissingToolError } from './tools.mjs';

const component = 'dev/stack';

/**
 * An error of the embedded stack, for whoever runs it to put right.
 *
 * @param code `STACK_TOOL_MISSING`, `STACK_NOT_READY`, `STACK_ADDRESS_WRONG`, `STACK_STATE_UNREADABLE`,
 *   `STACK_SERVICE_NOT_OURS` or `STACK_SET_UP_FAILED`
 * @param message what is wrong and what to do about it
 */
export const stackError = (code: string, message: string, cause?: unknown): EtlError =>
  new EtlError(code, 'config', message, { component }, cause);

/** Gives what the plain JavaScript of the set-up threw its type. */
export const asStackError = (thrown: unknown): unknown =>
  thrown instanceof MissingToolError ? stackError(thrown.code, thrown.message, thrown) : thrown;
