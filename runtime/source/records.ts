import type { FirstSeen, RecordState, RecordTarget, SourceGroup, SourcePerson } from '../../schemas/generated/types.ts';
import type { ImportOptions } from './options.ts';
import type { IndexedRecord } from './sourceIndex.ts';
import type { RecordDraft } from './takeApart.ts';

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

/** The event for a draft whose index record is up to date. */
export const recordOf = (publication: Publication, draft: RecordDraft, record: IndexedRecord): SourceRecord => {
  const { source, run, observedAt } = publication;
  const { name, keepRaw } = publication.import;
  const stamp = {
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
    contentHash: record.contentHash,
    raw: keepRaw ? draft.raw : null,
  };
  return {
    key: recordName(record.recordKey, name),
    type: typeNames[draft.target],
    value: { ...draft.fields, ...stamp },
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
