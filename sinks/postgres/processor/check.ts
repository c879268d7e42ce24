import { validate } from 'uuid';
import { EtlError } from '../../../core/errors.ts';
import type { InputRecord } from '../../../core/streamProcessor.ts';
import { childNames, type ChildName } from '../state/children.ts';
import type { Desired } from '../state/desired.ts';
import type { Json } from '../tables/table.ts';

/** Names the sink in errors. */
export const component = 'sinks/postgres';

/** PostgreSQL's index entries end at 2,704 bytes; what identifies a row must fit with room for its other columns. */
const longestKey = 2000;

const reject = (code: string, message: string, field: string, at: InputRecord['at']): EtlError =>
  new EtlError(code, 'record', message, {
    component,
    field,
    details: { topic: at.topic, partition: at.partition, offset: at.offset },
  });

const isId = (value: Json | undefined): boolean => typeof value === 'string' && validate(value);

const fieldOf: Readonly<Record<ChildName, string>> = {
  identifiers: 'identifiers',
  phones: 'phones',
  sources: 'sources',
  memberships: 'members',
  kinds: 'members',
  relations: 'members',
};

const tooLong = (desired: Desired): string | undefined => {
  for (const name of childNames)
    for (const key of desired.listed[name].keys()) if (Buffer.byteLength(key) > longestKey) return fieldOf[name];
  return undefined;
};

/**
 * What would make the registry refuse the event's rows, as far as it can be told beforehand.
 *
 * @returns undefined when nothing speaks against it; else an error with fault `record` that names the field
 */
export const problemOf = (desired: Desired, at: InputRecord['at']): EtlError | undefined => {
  const notAnId = (field: string): EtlError =>
    reject('NOT_AN_ID', `${field} of the event is not a UUID: the component that wrote it is at fault`, field, at);
  const mergedInto = desired.columns['merged_into'] ?? null;
  if (!isId(desired.id)) return notAnId(desired.kind === 'group' ? 'groupId' : 'registrantId');
  if (mergedInto !== null && !isId(mergedInto)) return notAnId('mergedInto');
  for (const row of desired.listed.memberships.values())
    if (!isId(row['individual_id'])) return notAnId('members.registrantId');
  const field = tooLong(desired);
  return field === undefined
    ? undefined
    : reject(
        'VALUE_TOO_LONG',
        `an entry of ${field} is longer than ${String(longestKey)} bytes: correct it at the source`,
        field,
        at,
      );
};

/** The error for a record that is neither a registrant, nor a group, nor a run marker. */
export const unexpected = (input: InputRecord): EtlError =>
  reject(
    'UNEXPECTED_TYPE',
    `the registry takes no ${input.type ?? 'untyped value'} from topic ${input.at.topic}`,
    'type',
    input.at,
  );
