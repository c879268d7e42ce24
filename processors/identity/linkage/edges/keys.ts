import { EtlError } from '../../../../core/errors.ts';

const checked = (key: number): number => {
  if (Number.isSafeInteger(key)) return key;
  const message = `A blocking key is ${String(key)}, not an integer of at most 53 bits; correct the blocking rule that made it.`;
  throw new EtlError('BLOCKING_KEY_NOT_INTEGER', 'bug', message, { component: 'processors/identity' });
};

/**
 * Blocking keys, ascending and each once, in an array of their own.
 *
 * @throws EtlError `BLOCKING_KEY_NOT_INTEGER` (bug)
 */
export const sortedKeys = (keys: readonly number[]): Float64Array => {
  const sorted = new Float64Array(keys.length);
  let count = 0;
  for (const key of keys) {
    // By insertion: records have a dozen keys, for which calling the sort of the platform costs more than sorting.
    let place = count;
    checked(key);
    while (place > 0 && (sorted[place - 1] as number) > key) place--;
    if (place > 0 && sorted[place - 1] === key) continue;
    sorted.copyWithin(place + 1, place, count);
    sorted[place] = key;
    count++;
  }
  return count === sorted.length ? sorted : sorted.subarray(0, count);
};
