import type { Group } from '../../../schemas/generated/Group.ts';
import type { Identifier } from '../../../schemas/generated/Identifier.ts';
import type { Phone } from '../../../schemas/generated/Phone.ts';
import type { Provenance } from '../../../schemas/generated/Provenance.ts';
import { membershipKindTable, membershipTable, relationTable } from '../tables/group.ts';
import { identifierTable, phoneTable, sourceTable } from '../tables/registrant.ts';
import { rowKey, type Row, type TableSpecification } from '../tables/table.ts';
import { instant, isoDay } from './values.ts';

/** Rows of one table that belong to one registrant, by their key. */
export type RowSet = ReadonlyMap<string, Row>;

/** The tables whose rows belong to a registrant, apart from its own. */
export const childTables = {
  identifiers: identifierTable,
  phones: phoneTable,
  sources: sourceTable,
  memberships: membershipTable,
  kinds: membershipKindTable,
  relations: relationTable,
} as const satisfies Record<string, TableSpecification>;

/** Name of a list of rows that belong to a registrant. */
export type ChildName = keyof typeof childTables;

/** All of them. */
export const childNames = Object.keys(childTables) as readonly ChildName[];

/** All rows that belong to a registrant, apart from its own. */
export type Children = Readonly<Record<ChildName, RowSet>>;

const empty: RowSet = new Map();

/** The rows of a registrant that has none. */
export const noChildren: Children = {
  identifiers: empty,
  phones: empty,
  sources: empty,
  memberships: empty,
  kinds: empty,
  relations: empty,
};

/** Rows by key; of several with one key, the first that is current (whose `end` column is empty), else the first. */
const rowSet = (table: TableSpecification, rows: readonly Row[], end?: string): RowSet => {
  if (rows.length === 0) return empty;
  const set = new Map<string, Row>();
  for (const row of rows) {
    const key = rowKey(table, row);
    const known = set.get(key);
    if (known === undefined || (end !== undefined && known[end] !== null && row[end] === null)) set.set(key, row);
  }
  return set;
};

const identifierRow = (registrant: string, identifier: Identifier): Row => ({
  registrant_id: registrant,
  type: identifier.type,
  value: identifier.value,
  issuer: identifier.issuer,
  expiry: isoDay(identifier.expiry),
  status: identifier.status,
  end_date: isoDay(identifier.endDate),
});

const phoneRow = (registrant: string, phone: Phone): Row => ({
  registrant_id: registrant,
  lookup: phone.e164 ?? phone.number,
  number: phone.number,
  e164: phone.e164,
  collected: isoDay(phone.collected),
  disabled: isoDay(phone.disabled),
});

const sourceRow = (registrant: string, source: Provenance): Row => ({
  registrant_id: registrant,
  record_key: source.recordKey,
  import: source.import,
  source: source.source,
  state: source.state,
  version: source.version,
  first_seen_at: instant(source.firstSeen.time),
  first_seen_source: source.firstSeen.source,
  first_seen_sequence: source.firstSeen.sequence,
  observed_at: instant(source.observedAt),
  import_run: source.importRun,
});

/** What individuals and groups have in common. */
export interface Listed {
  readonly identifiers: readonly Identifier[];
  readonly phones: readonly Phone[];
  readonly sources: readonly Provenance[];
}

/** The rows that an event lists for its registrant. */
export const listedChildren = (id: string, event: Listed): Children => ({
  ...noChildren,
  identifiers: rowSet(
    identifierTable,
    event.identifiers.map((one) => identifierRow(id, one)),
    'end_date',
  ),
  phones: rowSet(
    phoneTable,
    event.phones.map((one) => phoneRow(id, one)),
    'disabled',
  ),
  sources: rowSet(
    sourceTable,
    event.sources.map((one) => sourceRow(id, one)),
  ),
});

/** The head is the first current member that has the first of the unique kinds. */
const headOf = (group: Group, uniqueKinds: readonly string[]): string | null =>
  group.members.find((one) => one.endDate === null && one.kinds.some((kind) => kind === uniqueKinds[0]))
    ?.registrantId ?? null;

/** The rows that a group's event lists for its members. */
export const listedMembers = (
  group: Group,
  uniqueKinds: readonly string[],
): Pick<Children, 'memberships' | 'kinds' | 'relations'> => {
  const head = headOf(group, uniqueKinds);
  const times = (member: Group['members'][number]) => ({
    group_id: group.groupId,
    start_date: isoDay(member.startDate),
    end_date: isoDay(member.endDate),
  });
  const memberships = group.members.map((one): Row => ({ individual_id: one.registrantId, ...times(one) }));
  const kinds = group.members.flatMap((one) =>
    one.kinds.map((kind): Row => ({
      group_id: group.groupId,
      individual_id: one.registrantId,
      kind,
      is_unique: uniqueKinds.includes(kind),
      end_date: isoDay(one.endDate),
    })),
  );
  const relations = group.members.flatMap((one): Row[] =>
    one.relation === null
      ? []
      : [{ source_id: one.registrantId, destination_id: head, relation: one.relation, ...times(one) }],
  );
  return {
    memberships: rowSet(membershipTable, memberships, 'end_date'),
    kinds: rowSet(membershipKindTable, kinds, 'end_date'),
    relations: rowSet(relationTable, relations, 'end_date'),
  };
};
