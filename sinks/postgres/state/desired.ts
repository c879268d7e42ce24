import type { Group } from '../../../schemas/generated/Group.ts';
import type { PartialDate } from '../../../schemas/generated/PartialDate.ts';
import type { Registrant } from '../../../schemas/generated/Registrant.ts';
import type { EntityKind } from '../../../schemas/generated/IdentityDecision.ts';
import type { Json, Row } from '../tables/table.ts';
import { listedChildren, listedMembers, type Children, type RowSet } from './children.ts';
import { hashOf } from './hash.ts';
import { attributeValues, firstDay, instant, isoDay, sortedEntries } from './values.ts';

/** What an event says its registrant is, as rows. */
export interface Desired {
  readonly id: string;
  readonly kind: EntityKind;
  readonly version: number;
  /** The registrant's row as it is when the registrant is new: all its times are when a source was seen to tell this. */
  readonly columns: Row;
  /** What the event lists: rows that it does not list are ended or removed when it is applied. */
  readonly listed: Children;
  readonly programs: readonly string[];
  /** Names of the sources, sorted. */
  readonly sourceNames: readonly string[];
  readonly importRun: string;
  /** Whether what caused the state is a record of a registry that is adopted. */
  readonly baseline: boolean;
  readonly observedAt: number;
  /** Equal when the event changes nothing that programmes see. */
  readonly contentHash: string;
  /** Equal when the event changes nothing of where the data comes from. */
  readonly provenanceHash: string;
}

const distinct = (values: readonly string[]): readonly string[] =>
  values.length < 2 ? values : [...new Set(values)].sort();

type PersonFields = Pick<
  Registrant,
  | 'givenName'
  | 'familyName'
  | 'additionalName'
  | 'sex'
  | 'birthDate'
  | 'birthPlace'
  | 'deceased'
  | 'deathDate'
  | 'disabled'
  | 'sealed'
  | 'email'
>;

/** What only individuals have, as it is for groups. */
const noPerson: PersonFields = {
  givenName: null,
  familyName: null,
  additionalName: null,
  sex: null,
  birthDate: null,
  birthPlace: null,
  deceased: null,
  deathDate: null,
  disabled: null,
  sealed: false,
  email: null,
};

interface Parts {
  readonly id: string;
  readonly kind: EntityKind;
  readonly event: Registrant | Group;
  readonly name: string | null;
  readonly person: PersonFields;
  readonly group: Pick<Group, 'groupKind' | 'partial'>;
  readonly listed: Children;
}

type UnfinishedRow = Record<string, Json | undefined>;

/**
 * One literal, because rows put together from pieces take several times as long to make and to copy. The columns at its
 * end are what the content hash leaves out: it is made before they are set, and JSON passes over what is undefined.
 */
const columnsOf = ({ id, kind, event, name, person, group }: Parts): UnfinishedRow => ({
  id,
  kind,
  group_kind: group.groupKind,
  is_partial_group: group.partial,
  status: event.status,
  merged_into: event.mergedInto,
  imported_from_social_registry: true,
  name,
  given_name: person.givenName,
  family_name: person.familyName,
  addl_name: person.additionalName,
  sex: person.sex,
  birth_date: firstDay(person.birthDate),
  birth_date_precision: precisionOf(person.birthDate),
  birth_date_text: textOf(person.birthDate),
  birth_date_imprecise: isImprecise(person.birthDate),
  birth_place: person.birthPlace,
  deceased: person.deceased,
  death_date: firstDay(person.deathDate),
  death_date_precision: precisionOf(person.deathDate),
  death_date_text: textOf(person.deathDate),
  death_date_imprecise: isImprecise(person.deathDate),
  disabled: person.disabled,
  address: event.address,
  area: event.area,
  email: person.email,
  registration_date: isoDay(event.registrationDate),
  attributes: attributeValues(event.attributes),
  proposed_programs: distinct(event.programs),
  field_sources: undefined,
  sealed: undefined,
  version: undefined,
  content_hash: undefined,
  provenance_hash: undefined,
  last_synced_at: undefined,
  created_at: undefined,
  updated_at: undefined,
});

const precisionOf = (date: PartialDate | null): Json => date?.precision ?? null;
const textOf = (date: PartialDate | null): Json => date?.value ?? null;
const isImprecise = (date: PartialDate | null): Json => date?.imprecise ?? null;

const sortedRows = (rows: RowSet): readonly Row[] =>
  rows.size < 2
    ? [...rows.values()]
    : [...rows].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, row]) => row);

/** Where nothing was adopted, rows say what they said before anything could be: JSON passes over what is undefined. */
const withoutAbsentId = (row: Row): Row =>
  row['own_id'] === null ? ({ ...row, own_id: undefined } as UnfinishedRow as Row) : row;

const desired = (parts: Parts): Desired => {
  const { id, kind, event, listed } = parts;
  const columns = columnsOf(parts);
  const { sealed } = parts.person;
  const { sources, ...content } = listed;
  const fieldSources = sortedEntries(event.fieldSources);
  const recordKeys = distinct(event.sources.map((source) => source.recordKey));
  const contentHash = hashOf([
    columns as Row,
    recordKeys,
    ...Object.values(content).map(sortedRows),
    // Who is not sealed off says what everybody said before anybody could be.
    ...(sealed ? ['sealed'] : []),
  ]);
  const provenanceHash = hashOf([fieldSources, sortedRows(sources).map(withoutAbsentId)]);
  const seen = instant(event.observedAt);
  columns['field_sources'] = fieldSources;
  columns['sealed'] = sealed;
  columns['version'] = event.version;
  columns['content_hash'] = contentHash;
  columns['provenance_hash'] = provenanceHash;
  columns['last_synced_at'] = seen;
  columns['created_at'] = seen;
  columns['updated_at'] = seen;
  return {
    id,
    kind,
    version: event.version,
    columns: columns as Row,
    listed,
    programs: distinct(event.programs),
    sourceNames: distinct(event.sources.map((source) => source.source)),
    importRun: event.importRun,
    baseline: event.baseline,
    observedAt: event.observedAt,
    contentHash,
    provenanceHash,
  };
};

/** The rows that an individual's event asks for. */
export const desiredIndividual = (event: Registrant): Desired =>
  desired({
    id: event.registrantId,
    kind: 'individual',
    event,
    name: event.fullName,
    person: event,
    group: { groupKind: null, partial: null },
    listed: listedChildren(event.registrantId, event),
  });

/**
 * The rows that a group's event asks for.
 *
 * @param uniqueKinds membership kinds that at most one current member has, the head's kind first
 */
export const desiredGroup = (event: Group, uniqueKinds: readonly string[]): Desired =>
  desired({
    id: event.groupId,
    kind: 'group',
    event,
    name: event.name,
    person: noPerson,
    group: event,
    listed: { ...listedChildren(event.groupId, event), ...listedMembers(event, uniqueKinds) },
  });
