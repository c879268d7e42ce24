import { EtlError } from '../../core/errors.ts';

const component = 'connectors/mapping';

/** A value of another JSON type than the field takes. The message names the types, never the value. */
export const wrongType = (field: string, expected: string, value: unknown): EtlError =>
  new EtlError(
    'FIELD_WRONG_TYPE',
    'record',
    `${field} must be ${expected}, but the registry gave ${jsonType(value)}: correct the record, or the mapping of ${field}`,
    { component, field, details: { expected, found: jsonType(value) } },
  );

/** A text longer than any real value of the field; lengths are counted in UTF-16 code units. */
export const tooLong = (field: string, limit: number, length: number): EtlError =>
  new EtlError(
    'FIELD_TOO_LONG',
    'record',
    `${field} has ${String(length)} characters, at most ${String(limit)} are taken: correct the record in the registry`,
    { component, field, details: { limit, length } },
  );

/** An expression that compiles but cannot be evaluated on this record, for example a function given a wrong type. */
export const notEvaluable = (field: string): EtlError =>
  new EtlError(
    'MAPPING_FAILED',
    'record',
    `the mapping of ${field} cannot be evaluated on this record: make the expression take what the registry gives`,
    { component, field },
  );

/** A group of which a member could not be read: publishing it would look as if the member had left. */
export const memberRejected = (rejected: number, members: number): EtlError =>
  new EtlError(
    'GROUP_MEMBER_REJECTED',
    'record',
    `${String(rejected)} of ${String(members)} members cannot be read, so the group stays as it was last seen: ` +
      'correct the members that are rejected beside it',
    { component, field: 'members', details: { rejected, members } },
  );

/** A part of the configuration that cannot work; `key` is its place in the file, below the connection. */
export const mappingConfigError = (code: string, key: string, problem: string): EtlError =>
  new EtlError(code, 'config', `${key} ${problem}`, { component, field: key });

/** The JSON type of a value as a message names it. */
const jsonType = (value: unknown): string => {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
};
