import { inventRegistry, type Row } from '../../../test/support/people/registry.ts';
import { group, nationalId, person } from '../../../test/unit/processors/support/records.ts';
import type { LogRecord } from '../../../runtime/models/logPublisher.ts';
import type { SourceGroup, SourcePerson } from '../../../schemas/generated/types.ts';
import { createRandom } from '../../simulator/random.ts';

/** Share of the entries that hold their person's national id. */
const IDENTIFIED = 0.3;
const COUNTRY = 'IQ';

const orNull = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);

const personOf = (row: Row, sequence: number, identified: boolean): SourcePerson =>
  person(`p${String(sequence)}`, {
    seen: sequence,
    country: COUNTRY,
    contentHash: `p${String(sequence)}`,
    submission: `g${row['submission_id'] ?? ''}`,
    identifiers: identified ? [nationalId(`${row['person'] ?? ''}-71`)] : [],
    phones: orNull(row['phone']) === null ? [] : [{ number: row['phone'] ?? '', collected: null, disabled: null }],
    fullName: null,
    givenName: orNull(row['given_name']),
    familyName: orNull(row['family_name']),
    sex: orNull(row['sex']),
    birthDate: orNull(row['birth_date']),
    address: orNull(row['address']),
    area: orNull(row['village']),
  });

const groupOf = (recordKey: string, members: readonly SourcePerson[], sequence: number): SourceGroup =>
  group(
    recordKey,
    members.map(({ recordKey: member }) => member),
    { seen: sequence, country: COUNTRY, contentHash: recordKey },
  );

const recordOf = (type: 'SourcePerson' | 'SourceGroup', value: SourcePerson | SourceGroup): LogRecord => ({
  key: `${value.recordKey}/${value.import}`,
  type: `org.registrystream.${type}`,
  value,
  time: value.observedAt,
});

/**
 * An invented registry as records of the log: about so many people's records in households, a fifth of the people twice,
 * three in ten records with a national id.
 */
export const registryRecords = (records: number, seed: number): LogRecord[] => {
  const random = createRandom(seed).fork('identified');
  const entries = new Map<string, SourcePerson[]>();
  inventRegistry(records, seed, { crossScript: 0.3, submissions: true }).forEach((row, sequence) => {
    const person = personOf(row, sequence, random.chance(IDENTIFIED));
    const entry = entries.get(person.submission ?? '');
    if (entry === undefined) entries.set(person.submission ?? '', [person]);
    else entry.push(person);
  });
  return [...entries].flatMap(([key, members], index) => [
    ...members.map((member) => recordOf('SourcePerson', member)),
    recordOf('SourceGroup', groupOf(key, members, records * 2 + index)),
  ]);
};
