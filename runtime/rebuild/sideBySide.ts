import { rebuildError } from './errors.ts';

/** Takes what is to be done next; undefined when nothing is left. */
export type Next<T> = () => T | undefined;

/**
 * Does work several at a time. When one fails, those at work end what they have, and what nobody has begun is left.
 *
 * @param all in the order in which they are begun
 * @param workers at once, at most
 * @param work of one worker: takes the next until there is none
 * @param doing what is being done, for the operator
 * @throws EtlError what the first that failed could not go on with, as {@link rebuildError} says it
 */
export const sideBySide = async <T>(
  all: readonly T[],
  workers: number,
  work: (next: Next<T>) => Promise<void>,
  doing: string,
): Promise<void> => {
  const left = [...all];
  const worker = async (): Promise<void> => {
    try {
      await work(() => left.shift());
    } catch (thrown) {
      left.length = 0;
      throw thrown;
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(workers, all.length) }, worker));
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw rebuildError(failed.reason, doing);
};
