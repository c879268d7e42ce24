import type { Group } from '../../../schemas/generated/Group.ts';
import type { Registrant } from '../../../schemas/generated/Registrant.ts';
import type { EntityKind } from '../../../schemas/generated/IdentityDecision.ts';
import type { Json, Row } from '../tables/table.ts';
import { listedChildren, listedMembers, noChildren, type Children, type RowSet } from './children.ts';
import { hashOf } from './hash.ts';
import { attributeValues, dateColumns, isoDay, sortedEntries } from './values.ts';

/** What an event says its registrant is, as rows. */
export interface Desired {
  readonly id: string;
  readonly kind: EntityKind;
  readonly version: number;
  /** The registrant's row, without its hashes and times. */
  readonly columns: Row;
  /** What the event lists: rows that it does not list are ended or removed when it is applied. */
  readonly listed: Children;
  readonly programs: readonly string[];
  /** Names of the sources, sorted. */
  readonly sourceNames: readonly string[];
  readonly importRun: string;
  readonly observedAt: number;
  /** Equal when the event changes nothing that programmes see. */
  readonly contentHash: string;
  /** Equal when the event changes nothing of where the data comes from. */
  readonly provenanceHash: string;
}

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();

const individualColumns = (event: Registrant): Row => ({
  group_kind: null,
  is_partial_group: null,
  name: event.fullName,
  given_name: event.givenName,
  family_name: event.familyName,
  addl_name: event.additionalName,
  sex: event.sex,
  ...dateColumns('birth_date', event.birthDate),
  birth_place: event.birthPlace,
  deceased: event.deceased,
  ...dateColumns('death_date', event.deathDate),
  disabled: event.disabled,
  email: event.email,
});

const groupColumns = (event: Group): Row => ({
  group_kind: event.groupKind,
  is_partial_group: event.partial,
  name: event.name,
  given_name: null,
  family_name: null,
  addl_name: null,
  sex: null,
  ...dateColumns('birth_date', null),
  birth_place: null,
  deceased: null,
  ...dateColumns('death_date', null),
  disabled: null,
  email: null,
});

const sharedColumns = (id: string, kind: EntityKind, event: Registrant | Group): Row => ({
  id,
  kind,
  status: event.status,
  merged_into: event.mergedInto,
  imported_from_social_registry: true,
  address: event.address,
  area: event.area,
  registration_date: isoDay(event.registrationDate),
  attributes: attributeValues(event.attributes),
  proposed_programs: distinct(event.programs),
});

const sortedRows = (rows: RowSet): Json =>
  [...rows].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, row]) => row);

const desired = (id: string, kind: EntityKind, event: Registrant | Group, own: Row, listed: Children): Desired => {
  const columns: Row = { ...sharedColumns(id, kind, event), ...own };
  const { sources, ...content } = listed;
  const fieldSources = sortedEntries(event.fieldSources);
  const recordKeys = distinct(event.sources.map((source) => source.recordKey));
  return {
    id,
    kind,
    version: event.version,
    columns: { ...columns, field_sources: fieldSources },
    listed,
    programs: distinct(event.programs),
    sourceNames: distinct(event.sources.map((source) => source.source)),
    importRun: event.importRun,
    observedAt: event.observedAt,
    contentHash: hashOf([columns, recordKeys, ...Object.values(content).map(sortedRows)]),
    provenanceHash: hashOf([fieldSources, sortedRows(sources)]),
  };
};

/** The rows that an individual's event asks for. */
export const desiredIndividual = (event: Registrant): Desired =>
  desired(event.registrantId, 'individual', event, individualColumns(event), listedChildren(event.registrantId, event));

/**
 * The rows that a group's event asks for.
 *
 * @param uniqueKinds membership kinds that at most one current member has, the head's kind first
 */
export const desiredGroup = (event: Group, uniqueKinds: readonly string[]): Desired =>
  desired(event.groupId, 'group', event, groupColumns(event), {
    ...noChildren,
    ...listedChildren(event.groupId, event),
    ...listedMembers(event, uniqueKinds),
  });
