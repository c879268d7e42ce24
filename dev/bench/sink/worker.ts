/** A sink in a process of its own, up and waiting for the word to begin. */
export interface Worker {
  readonly pid: number;
  /** From here on it consumes; the clock starts when this is called. */
  begin(): Promise<void>;
  /** @throws Error when it cannot go on, with its reason */
  check(): Promise<void>;
  /** Waits until what was written is told, too, where the sink tells; then ends it. */
  stop(): Promise<void>;
}
