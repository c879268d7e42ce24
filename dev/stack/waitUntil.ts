import { setTimeout as pause } from 'node:timers/promises';

/**
 * Looks again and again until a condition holds.
 *
 * @param holds may throw, which counts as no
 * @param patienceMs how long to look, in milliseconds
 * @param everyMs the pause between two looks, in milliseconds
 * @returns whether it came to hold in time
 */
export const waitUntil = async (
  holds: () => boolean | Promise<boolean>,
  patienceMs: number,
  everyMs = 50,
): Promise<boolean> => {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    if (
      await Promise.resolve()
        .then(holds)
        .catch(() => false)
    )
      return true;
    if (performance.now() >= deadline) return false;
    await pause(everyMs);
  }
};
