type Json = Readonly<Record<string, unknown>>;

/** What an answer of an SPDCI registry can be made to lie about; the rest of it is right. */
export const lieKinds = [
  /** The transaction id of another request. */
  'wrong-transaction',
  /** The reference id of another request. */
  'wrong-reference',
  /** The result of another asynchronous search. */
  'wrong-correlation',
  /** Meant for another receiver. */
  'wrong-receiver',
  /** The number of another page. */
  'wrong-page',
  /** One record twice. */
  'duplicate-record',
  /** A next cursor for ever, always the same. */
  'endless-cursor',
  /** Another total with each answer: no lie that matters. */
  'wrong-total',
  /** A group among the people, or a person among the groups. */
  'other-kind',
  /** The records of somebody else under the signature. */
  'forged',
  /** The item says that the search is pending. */
  'pending',
] as const;

export type LieKind = (typeof lieKinds)[number];

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A copy of an answer with one place of it changed. */
const changed = (value: unknown, path: readonly (string | number)[], change: (found: unknown) => unknown): unknown => {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (index === step ? changed(item, rest, change) : item));
  return isObject(value) ? { ...value, [step]: changed(value[step], rest, change) } : value;
};

const item = ['message', 'search_response', 0] as const;
const records = [...item, 'data', 'reg_records'] as const;

const onRecords =
  (change: (list: readonly unknown[]) => readonly unknown[]) =>
  (body: unknown): unknown =>
    changed(body, records, (list) => (Array.isArray(list) && list.length > 0 ? change(list) : list));

const otherKind = (record: unknown): Json =>
  isObject(record) && 'member_list' in record ? { '@type': 'Person' } : { '@type': 'Group', member_list: [] };

/** Somebody with identifiers twice at the front: of people without any, nobody can say that they are not two. */
const twice = (list: readonly unknown[]): readonly unknown[] => {
  const known = list.find((record) => isObject(record) && ('identifier' in record || 'group_identifier' in record));
  return known === undefined ? list : [known, known, ...list.slice(2)];
};

const lies: Readonly<Record<LieKind, (body: unknown) => unknown>> = {
  'wrong-transaction': (body) => changed(body, ['message', 'transaction_id'], () => 'another'),
  'wrong-reference': (body) => changed(body, [...item, 'reference_id'], () => 'another'),
  'wrong-correlation': (body) =>
    changed(body, ['message', 'txnstatus_response', 'txn_status', 'correlation_id'], () => 'another'),
  'wrong-receiver': (body) => changed(body, ['header', 'receiver_id'], () => 'another'),
  'wrong-page': (body) => changed(body, [...item, 'pagination', 'page_number'], (number) => Number(number) + 1),
  'duplicate-record': onRecords(twice),
  'endless-cursor': (body) => changed(body, [...item, 'pagination', 'next_cursor'], () => 'aWQ6MA'),
  'wrong-total': (body) => changed(body, [...item, 'pagination', 'total_count'], (total) => `${String(total)}7`),
  'other-kind': onRecords((list) => [otherKind(list[0]), ...list.slice(1)]),
  forged: onRecords((list) => list.toReversed()),
  pending: (body) => changed(body, item, (found) => ({ ...(found as Json), status: 'pdng', data: null })),
};

const isLie = (kind: string): kind is LieKind => Object.hasOwn(lies, kind);

/** The body that a kind of lie makes of the right one; undefined when it is no kind of lie. */
export const lie = (kind: string, body: unknown): unknown => (isLie(kind) ? lies[kind](body) : undefined);
