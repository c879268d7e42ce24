import type { AuditValueMode, FieldChange } from '../../../schemas/generated/AuditEvent.ts';
import { canonical } from '../state/hash.ts';
import type { Json } from '../tables/table.ts';
import type { Change } from './fields.ts';

/** What the events of the topic `audit` may hold of a person. */
export interface ValuePolicy {
  readonly mode: AuditValueMode;
  /** Keyed hash of a text, in hexadecimal; used with mode `hashed` alone. */
  readonly keyedHash: (text: string) => string;
}

const textOf = (value: Json): string => (typeof value === 'string' ? value : canonical(value));

/**
 * Changes as the topic may carry them. A hash is the HMAC-SHA-256, in hexadecimal, of subject, field and value: it shows
 * whether one person's field has come back to an earlier value, and cannot be compared between persons, where few
 * possible values (sex, a district) would give themselves away by how often they occur.
 */
export const publishedChanges = (
  changes: readonly Change[],
  subject: string,
  policy: ValuePolicy,
): readonly FieldChange[] => {
  const publish = (field: string, value: Json): string | null => {
    if (value === null || policy.mode === 'none') return null;
    if (policy.mode === 'full') return textOf(value);
    return policy.keyedHash(`audit\0${subject}\0${field}\0${textOf(value)}`);
  };
  return changes.map(({ field, before, after }) => ({
    field,
    before: publish(field, before),
    after: publish(field, after),
  }));
};
