/**
 * Waits for work and tells the broker meanwhile that this process lives.
 *
 * @param pause milliseconds between two signs of life
 * @throws what the work throws; else what the first heartbeat that failed threw, once the work is over
 */
export const withHeartbeats = async (
  work: Promise<void>,
  heartbeat: () => Promise<void>,
  pause: number,
): Promise<void> => {
  let failed: { readonly thrown: unknown } | undefined;
  let beating: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    beating = beating.then(heartbeat).catch((thrown: unknown) => {
      failed ??= { thrown };
    });
  }, pause);
  try {
    await work;
  } finally {
    clearInterval(timer);
  }
  await beating;
  if (failed !== undefined) throw failed.thrown;
};
