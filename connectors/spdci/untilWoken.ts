import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves when `woken` is aborted, at once if it was already, or when the time is over. @throws the signal's reason */
export const untilWoken = async (woken: AbortSignal, milliseconds: number, signal: AbortSignal): Promise<void> => {
  await sleep(milliseconds, undefined, { signal: AbortSignal.any([signal, woken]) }).catch(() => {
    signal.throwIfAborted();
  });
};
