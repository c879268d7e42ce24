import type { PersonProfile, TrainingRecord } from '../../../processors/identity/linkage/index.ts';
import { createDictionary } from '../../../processors/identity/linkage/index.ts';
import { recognise } from '../../../runtime/cli/records/columns.ts';
import { createProfileReader } from '../../../runtime/cli/records/profiles.ts';
import type { Row } from './registry.ts';

/** Invented rows as the commands read them. */
export interface InventedRecords {
  readonly profiles: readonly PersonProfile[];
  readonly personOf: readonly string[];
  readonly texts: readonly string[];
}

/** Reads invented rows by the names of their columns. */
export const readRows = (rows: readonly Row[], truth: string): InventedRecords => {
  const headers = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => headers.map((header) => row[header] ?? ''));
  const reader = createProfileReader(recognise(headers, { truth, without: [], mapping: {} }), cells);
  return {
    profiles: cells.map(reader.profileOf),
    personOf: rows.map((row) => row[truth] ?? ''),
    texts: reader.texts,
  };
};

/** Records to learn from, in an order that depends on their contents alone. */
export const trainingRecords = ({ profiles, texts }: InventedRecords): TrainingRecord[] => {
  const dictionary = createDictionary({ texts });
  return profiles
    .map((profile) => ({
      content: dictionary.contentOf(profile),
      submission: profile.submissions[0] ?? null,
      household: profile.household,
    }))
    .sort((a, b) => (a.content.id < b.content.id ? -1 : 1));
};
