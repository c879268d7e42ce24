import { createDictionary, trainModel, type Training } from '../../../processors/identity/linkage/index.ts';
import type { Output } from '../output.ts';
import type { Progress } from '../progress.ts';
import type { LoadedRecords } from './load.ts';

export interface LearnOptions {
  /** Records that the registry is expected to hold; default as many as there are. */
  readonly size?: number;
  readonly sample?: number;
  readonly seed?: number;
}

/** Records to learn from. */
export type LearnableRecords = Pick<LoadedRecords, 'profiles' | 'texts'>;

/** Where the records to learn from are found. */
export type LoadLearnable = (output: Output, progress: Progress, signal: AbortSignal) => Promise<LearnableRecords>;

/** Trains a model on records, without looking at any truth. */
export const learn = ({ profiles, texts }: LearnableRecords, options: LearnOptions, progress: Progress): Training => {
  const dictionary = createDictionary({ texts });
  const records = profiles.map((profile) => ({
    content: dictionary.contentOf(profile),
    submission: profile.submissions[0] ?? null,
    household: profile.household,
  }));
  // The order of the rows must not matter: equal files give equal models.
  records.sort((a, b) => (a.content.id < b.content.id ? -1 : a.content.id > b.content.id ? 1 : 0));
  return trainModel(records, {
    texts,
    ...options,
    onStep: (step) => {
      progress.show(`training: ${step}`);
    },
  });
};
