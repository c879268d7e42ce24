/**
 * Runs one try with a signal that fires when the caller's does or when the time is up, and forgets both afterwards.
 * (`AbortSignal.any` keeps a reference in a signal that lives as long as the program.)
 *
 * @param timeoutMs time for the try, milliseconds
 * @param onTimeout makes the error for a try whose time is up
 * @throws the caller's reason when its signal fired, the error of `onTimeout` when the time was up, else what `run` threw
 */
export const withDeadline = async <Result>(
  signal: AbortSignal,
  timeoutMs: number,
  onTimeout: () => Error,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> => {
  signal.throwIfAborted();
  const controller = new AbortController();
  const relay = (): void => {
    controller.abort(signal.reason);
  };
  const timer = setTimeout(() => {
    controller.abort(onTimeout());
  }, timeoutMs);
  signal.addEventListener('abort', relay, { once: true });
  try {
    return await run(controller.signal);
  } catch (thrown) {
    if (controller.signal.aborted) throw controller.signal.reason;
    throw thrown;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', relay);
  }
};
