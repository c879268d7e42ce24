import type { Query } from '../../core/streamProcessor.ts';
import type { PersonProfile } from './linkage/index.ts';
import { graphRecordOf } from './memory.ts';
import { postgresReader } from './store/postgresReader.ts';
import type { View } from './view.ts';
import { isSealed } from './weighedProfile.ts';

const membersIn = (views: readonly View[]): string[] =>
  views.flatMap((view) => (view.kind === 'group' ? view.fields.members.map(({ recordKey }) => recordKey) : []));

/**
 * What of every stored person's record is weighed, to learn from: as the stream weighs it, with two things more. The
 * household is the first group by record key that lists the person; and valid identifiers stay: the stream links by them
 * before anything is weighed, and pairs that share one are the surest to learn from.
 *
 * @param query only reads
 * @param onRead told how many records have been read; what it rejects with ends the reading
 */
export const trainingProfiles = async (
  query: Query,
  onRead: (records: number) => Promise<void>,
): Promise<readonly PersonProfile[]> => {
  const profiles = new Map<string, PersonProfile>();
  const householdOf = new Map<string, string>();
  let read = 0;
  for await (const page of postgresReader(query).everybody()) {
    for (const stored of page) {
      const { recordKey, person } = graphRecordOf(stored);
      // Pages come by record key, so that the first group to list somebody has the lowest one.
      for (const member of membersIn(stored.views)) if (!householdOf.has(member)) householdOf.set(member, recordKey);
      // Of whoever is sealed off nothing is learned, of households least of all.
      if (person !== undefined && !isSealed(stored.views)) profiles.set(recordKey, person);
    }
    read += page.length;
    await onRead(read);
  }
  return [...profiles].map(([recordKey, profile]) => ({ ...profile, household: householdOf.get(recordKey) ?? null }));
};
