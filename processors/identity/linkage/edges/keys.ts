import { EtlError } from '../../../../core/errors.ts';

/** Up to how many keys are compared with each other one by one, which costs less than a set. */
const few = 40;

const hasRepeated = (keys: readonly number[]): boolean => {
  if (keys.length > few) return true;
  for (let index = 1; index < keys.length; index++) {
    const key = keys[index];
    for (let before = 0; before < index; before++) if (keys[before] === key) return true;
  }
  return false;
};

/**
 * Blocking keys, each once.
 *
 * @throws EtlError `BLOCKING_KEY_NOT_INTEGER` (bug)
 */
export const uniqueKeys = (keys: readonly number[]): readonly number[] => {
  for (const key of keys) {
    if (Number.isSafeInteger(key)) continue;
    const message = `A blocking key is ${String(key)}, not an integer of at most 53 bits; correct the rule that made it.`;
    throw new EtlError('BLOCKING_KEY_NOT_INTEGER', 'bug', message, { component: 'processors/identity' });
  }
  return hasRepeated(keys) ? [...new Set(keys)] : keys;
};
