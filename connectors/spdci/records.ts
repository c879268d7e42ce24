import { asObject } from '../dci/envelope.ts';
import type { JsonObject } from '../dci/envelope.ts';
import { duplicateRecords, otherKind } from './errors.ts';

type Target = 'individual' | 'group';

const has = (record: JsonObject, ...names: readonly string[]): boolean => names.some((name) => name in record);

/** What a record unmistakably is; undefined when it might be either. */
export const kindOf = (record: JsonObject): Target | undefined => {
  const type = record['@type'];
  // Written with and without the name of the vocabulary: Group, spdci:Group, SRPerson.
  if (typeof type === 'string' && /(^|[:/])(group|household)$/i.test(type)) return 'group';
  if (typeof type === 'string' && /(person|member)$/i.test(type)) return 'individual';
  if (has(record, 'member_list', 'group_identifier')) return 'group';
  return has(record, 'demographic_info', 'birth_date', 'member_identifier') ? 'individual' : undefined;
};

const identified = (record: JsonObject): boolean =>
  ['identifier', 'member_identifier', 'group_identifier'].some((name) => {
    const list = record[name];
    return Array.isArray(list) ? list.length > 0 : asObject(list) !== undefined;
  }) || asObject(record['demographic_info']) !== undefined;

/**
 * Refuses a page that no honest answer to the query is: with records of the other kind, or with one twice. (People
 * without identifiers may be equal in all that is known of them.)
 *
 * @throws EtlError `ANSWER_OF_ANOTHER_KIND` (config), `DUPLICATE_RECORDS` (transient)
 */
export const checkRecords = (records: readonly unknown[], target: Target): void => {
  const seen = new Map<string, number>();
  records.forEach((json, index) => {
    const record = asObject(json);
    if (record === undefined) return;
    const kind = kindOf(record);
    if (kind !== undefined && kind !== target) throw otherKind(index + 1, target);
    if (!identified(record)) return;
    const text = JSON.stringify(record);
    const first = seen.get(text);
    if (first !== undefined) throw duplicateRecords(first, index + 1);
    seen.set(text, index + 1);
  });
};
