import { EtlError, type Fault, type FaultContext } from '../../core/errors.ts';
import type { Config } from '../config/schema.ts';
import type { StageObserver } from '../stage/index.ts';
import type { StageName } from './stages.ts';

/** What a stage's thread is started with: everything that crosses the border of a thread is copied. */
export interface StageThreadData {
  readonly stage: StageName;
  readonly config: Config;
}

/** What the host tells the thread. */
export interface StopRequest {
  readonly kind: 'stop';
  /** Milliseconds, see `Stage.stop`. */
  readonly deadline: number;
}

/** An {@link EtlError} as a thread can hand it over: a copy of the error itself would lose code and fault. */
export interface ErrorMessage {
  readonly code: string;
  readonly fault: Fault;
  readonly message: string;
  readonly context: FaultContext;
  readonly stack: string | undefined;
  readonly cause: ErrorMessage | string | undefined;
}

type Observed = {
  [Name in keyof StageObserver]: {
    readonly kind: 'observed';
    readonly name: Name;
    readonly values: Parameters<StageObserver[Name]>;
  };
}[keyof StageObserver];

/** What the thread tells the host: what its stage's observer heard, and how the stage ended. */
export type ThreadMessage = Observed | { readonly kind: 'ended'; readonly error: ErrorMessage | undefined };

/** An error on its way out of a thread. Of a cause that nobody typed only the name goes, for its message may quote a row. */
export const errorMessage = (error: EtlError): ErrorMessage => {
  const { code, fault, message, context, stack, cause } = error;
  const causeOf = (thrown: unknown): ErrorMessage['cause'] => {
    if (thrown === undefined) return undefined;
    if (thrown instanceof EtlError) return errorMessage(thrown);
    return thrown instanceof Error ? thrown.name : typeof thrown;
  };
  return { code, fault, message, context, stack, cause: causeOf(cause) };
};

/** The error that {@link errorMessage} was made of, with the stack of where it happened. */
export const errorOf = ({ code, fault, message, context, stack, cause }: ErrorMessage): EtlError => {
  const inner = typeof cause === 'object' ? errorOf(cause) : cause === undefined ? undefined : new Error(cause);
  const error = new EtlError(code, fault, message, context, inner);
  if (stack !== undefined) error.stack = stack;
  return error;
};
