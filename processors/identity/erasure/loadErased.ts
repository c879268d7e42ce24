import type { Facts } from '../facts.ts';
import type { StateReader } from '../store/reader.ts';

/** Reads what is kept of the erased among some records, and of those that follow one of them. */
export const loadErased = async (recordKeys: Iterable<string>, facts: Facts, reader: StateReader): Promise<void> => {
  const keys = [...new Set(recordKeys)];
  if (keys.length === 0) return;
  for (const erased of await reader.erased(keys)) if (!facts.erased.has(erased.recordKey)) facts.erased.set(erased);
};
