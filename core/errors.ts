/**
 * Who has to act when something is wrong.
 *
 * - `transient`: nobody; retry with backoff.
 * - `record`: a data steward; the record goes to the dead-letter topic and the rest goes on.
 * - `config`: the operator; stop before anything is polled.
 * - `bug`: us; crash the process, restart, lose nothing.
 */
export type Fault = 'transient' | 'record' | 'config' | 'bug';

/** Where the error happened, in terms that hold no personal data. */
export interface FaultContext {
  /** The component that noticed it, for example `connectors/openg2p` or `stage/registry`. */
  readonly component: string;
  /** The keyed hash that names the record; never an identifier of a person. */
  readonly recordKey?: string;
  /** The field of the record, or the key of the configuration, that is at fault. */
  readonly field?: string;
  /** Further facts for the operator: counts, addresses, offsets. Never a person's data. */
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}

/**
 * The one error type of the product.
 *
 * @param code stable, upper snake case, for programs and for searching the documentation
 * @param fault who has to act
 * @param message one sentence for a person: what is wrong and what to do about it; never a person's data
 * @param context where it happened
 * @param cause what was caught, if anything
 */
export class EtlError extends Error {
  override readonly name: string = 'EtlError';
  readonly code: string;
  readonly fault: Fault;
  readonly context: FaultContext;

  constructor(code: string, fault: Fault, message: string, context: FaultContext, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.fault = fault;
    this.context = context;
  }
}

/**
 * Makes anything that was thrown an {@link EtlError}; one that already is one comes back as it is.
 *
 * @param thrown whatever a catch clause received
 * @param fallback code, fault and context for what is not typed yet; an unknown error is our `bug` unless said otherwise
 */
export const asEtlError = (
  thrown: unknown,
  fallback: { readonly code: string; readonly fault: Fault; readonly message: string; readonly context: FaultContext },
): EtlError =>
  thrown instanceof EtlError
    ? thrown
    : new EtlError(fallback.code, fallback.fault, fallback.message, fallback.context, thrown);
