import type { Undecoded } from '../../core/streamProcessor.ts';
import type { Reclustering } from '../../schemas/generated/types.ts';
import { hash53 } from './linkage/content/hash.ts';

/** About how many records one step of an activation clusters anew. */
const RECORDS_OF_A_SLICE = 500;

/** Into how many slices so many records are cut; one at least. */
export const slicesOf = (records: number): number => Math.max(1, Math.ceil(records / RECORDS_OF_A_SLICE));

/** Which of so many slices holds a record. */
export const inSlice = (recordKey: string, of: number): number => hash53(recordKey) % of;

/** Key of a step after a release or a changed policy. */
export const reclusteringKey = ({ scope, slice, of }: Omit<Reclustering, 'requestedAt'>): string =>
  `recluster/${scope}/${String(slice)}/${String(of)}`;

/** Key of a model's activation, whichever model: compaction keeps the newest alone. */
export const activationKey = 'model/active';

/** Key of a step of a model's activation. */
export const stepKey = (hash: string, slice: number, of: number): string =>
  `model/${hash}/step/${String(slice)}/${String(of)}`;

/**
 * For how many records an input of the resolver counts: a step for a slice of them; an activation, for which everybody is
 * weighed anew, for as many as there are. An erasure is decided on alone: it asks who belongs together as it is stored,
 * and that is to be how things stand by then.
 */
export const weightOf = ({ key, value }: Undecoded): number => {
  if (key === activationKey || value === null) return Infinity;
  return key?.startsWith('model/') === true || key?.startsWith('recluster/') === true ? RECORDS_OF_A_SLICE : 1;
};
