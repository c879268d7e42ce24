import { EtlError } from '../../core/errors.ts';
import type { Fault, FaultContext } from '../../core/errors.ts';

/** An error of this folder. */
export const failure = (
  code: string,
  fault: Fault,
  message: string,
  details: NonNullable<FaultContext['details']>,
  cause?: unknown,
): EtlError => new EtlError(code, fault, message, { component: 'runtime/subscribe', details }, cause);
