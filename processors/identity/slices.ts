import type { Undecoded } from '../../core/streamProcessor.ts';

/** About how many records one step of an activation clusters anew. */
const RECORDS_OF_A_SLICE = 500;

/** Into how many slices so many records are cut; one at least. */
export const slicesOf = (records: number): number => Math.max(1, Math.ceil(records / RECORDS_OF_A_SLICE));

/** Key of a model's activation, whichever model: compaction keeps the newest alone. */
export const activationKey = 'model/active';

/** Key of a step of a model's activation. */
export const stepKey = (hash: string, slice: number, of: number): string =>
  `model/${hash}/step/${String(slice)}/${String(of)}`;

/**
 * For how many records an input of the resolver counts: a step for a slice of them; an activation, for which everybody is
 * weighed anew, for as many as there are. An erasure is decided on alone: it asks the database who belongs together, and
 * that is to be how things stand by then.
 */
export const weightOf = ({ key, value }: Undecoded): number => {
  if (key === activationKey || value === null) return Infinity;
  return key?.startsWith('model/') === true ? RECORDS_OF_A_SLICE : 1;
};
