import type { MappedPerson } from '../../core/source.ts';
import type { FirstSeen, RecordState, RecordTarget, SourceGroup, SourcePerson } from '../../schemas/generated/types.ts';
import type { ImportOptions } from './options.ts';
import type { IndexedRecord } from './indexedRecord.ts';
import type { GroupFields, RecordDraft } from './takeApart.ts';

/** Full Avro names of what a source publishes. */
export const typeNames = {
  person: 'org.registrystream.SourcePerson',
  group: 'org.registrystream.SourceGroup',
  run: 'org.registrystream.ImportRun',
  index: 'org.registrystream.SourceIndexEntry',
  checkpoint: 'org.registrystream.SourceCheckpoint',
  deadLetter: 'org.registrystream.DeadLetter',
} as const;

/** A record of `source.records` that is to be published. */
export interface SourceRecord {
  /** `<record key>/<import>`. */
  readonly key: string;
  readonly type: typeof typeNames.person | typeof typeNames.group;
  readonly value: SourcePerson | SourceGroup;
}

/** The key of a record in `source.records` and `source.index`. */
export const recordName = (recordKey: string, importName: string): string => `${recordKey}/${importName}`;

/** What is the same for all records of a page. */
export interface Publication {
  readonly source: string;
  readonly country: string;
  readonly import: ImportOptions;
  readonly run: string;
  /** When the page was polled, milliseconds since 1970 UTC. */
  readonly observedAt: number;
}

const firstSeenOf = (record: IndexedRecord, source: string): FirstSeen => ({
  time: record.firstSeenTime,
  source,
  sequence: record.firstSeenSequence,
});

/** What the configuration adds to a record. */
export const stampedFields = ({ country, import: { priority, programs } }: Publication, target: RecordTarget) => ({
  priority,
  country,
  programs: programs[target],
});

type Stamp = Pick<
  SourcePerson & SourceGroup,
  | 'recordKey'
  | 'source'
  | 'import'
  | 'priority'
  | 'country'
  | 'version'
  | 'state'
  | 'firstSeen'
  | 'observedAt'
  | 'importRun'
  | 'submission'
  | 'ownId'
  | 'programs'
  | 'contentHash'
  | 'raw'
>;

// Field by field: the registry's own record id is no field of the events, and objects of one shape are made faster.
const personOf = (fields: MappedPerson, stamp: Stamp): SourcePerson => ({
  ...stamp,
  fullName: fields.fullName,
  givenName: fields.givenName,
  familyName: fields.familyName,
  additionalName: fields.additionalName,
  sex: fields.sex,
  birthDate: fields.birthDate,
  birthPlace: fields.birthPlace,
  deathDate: fields.deathDate,
  deceased: fields.deceased,
  disabled: fields.disabled,
  sealed: fields.sealed ?? null,
  address: fields.address,
  area: fields.area,
  email: fields.email,
  registrationDate: fields.registrationDate,
  identifiers: fields.identifiers,
  phones: fields.phones,
  attributes: fields.attributes,
});

const groupOf = (fields: GroupFields, stamp: Stamp): SourceGroup => ({
  ...stamp,
  name: fields.name,
  groupKind: fields.groupKind,
  partial: fields.partial,
  address: fields.address,
  area: fields.area,
  registrationDate: fields.registrationDate,
  identifiers: fields.identifiers,
  phones: fields.phones,
  members: fields.members,
  attributes: fields.attributes,
});

/** The event for a draft whose index record is up to date. */
export const recordOf = (publication: Publication, draft: RecordDraft, record: IndexedRecord): SourceRecord => {
  const { source, run, observedAt } = publication;
  const { name, keepRaw, baseline } = publication.import;
  const stamp: Stamp = {
    ...stampedFields(publication, draft.target),
    recordKey: record.recordKey,
    source,
    import: name,
    version: record.version,
    state: record.state,
    firstSeen: firstSeenOf(record, source),
    observedAt,
    importRun: run,
    submission: draft.submission,
    ownId: baseline === true ? draft.fields.recordId : null,
    contentHash: record.contentHash,
    raw: keepRaw ? draft.raw : null,
  };
  return {
    key: recordName(record.recordKey, name),
    type: typeNames[draft.target],
    value: draft.target === 'person' ? personOf(draft.fields, stamp) : groupOf(draft.fields, stamp),
  };
};

/** The event that says that a record is no longer there: its last complete state, with what has changed about it. */
export const absentRecord = (
  last: SourcePerson | SourceGroup,
  change: {
    readonly state: RecordState;
    readonly version: number;
    readonly observedAt: number;
    readonly importRun: string;
  },
  type: SourceRecord['type'],
): SourceRecord => ({
  key: recordName(last.recordKey, last.import),
  type,
  value: { ...last, ...change },
});
