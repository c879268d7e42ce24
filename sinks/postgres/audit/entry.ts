import type { Position } from '../../../core/position.ts';
import type { OutputEvent, RowWrite } from '../../../core/streamProcessor.ts';
import type { AuditAction, AuditEvent } from '../../../schemas/generated/AuditEvent.ts';
import type { Desired } from '../state/desired.ts';
import { instant } from '../state/values.ts';
import { auditTable } from '../tables/operation.ts';
import type { Change } from './fields.ts';
import { publishedChanges, type ValuePolicy } from './values.ts';

/** One change with what is said of it. */
export interface AuditEntry {
  readonly eventId: string;
  readonly action: AuditAction;
  readonly changes: readonly Change[];
  /** The registrant's event that was applied. */
  readonly subject: Pick<Desired, 'id' | 'kind' | 'sourceNames' | 'importRun' | 'observedAt'>;
  readonly cause: Position;
  /** Index among the events that the cause has. */
  readonly ordinal: number;
  /** Milliseconds since 1970 UTC. */
  readonly recordedAt: number;
  /** Whether the subject is sealed off, or was before the change: then no values are kept of it. */
  readonly sealed: boolean;
}

/** Fields that say nothing of the person. */
const impersonal: readonly string[] = ['status', 'mergedInto', 'sealed', 'program'];

const keptChanges = ({ changes, sealed }: Pick<AuditEntry, 'changes' | 'sealed'>): readonly Change[] =>
  sealed
    ? changes.map((change) => (impersonal.includes(change.field) ? change : { ...change, before: null, after: null }))
    : changes;

/** Numbers as text that sorts as they do. */
const sortable = (number: number): string => String(number).padStart(16, '0');

/** The entry's row in `registry.audit_log`, with full values, but of nobody who is sealed off. Its key keeps the log's order within a batch. */
export const auditRow = ({ subject, cause, ordinal, ...entry }: AuditEntry): RowWrite => ({
  table: auditTable.name,
  key: `${sortable(cause.offset)}/${sortable(ordinal)}`,
  row: {
    event_id: entry.eventId,
    subject_id: subject.id,
    subject_kind: subject.kind,
    action: entry.action,
    changes: keptChanges(entry),
    sources: subject.sourceNames,
    import_run: subject.importRun,
    cause_topic: cause.topic,
    cause_partition: cause.partition,
    cause_offset: cause.offset,
    ordinal,
    event_time: instant(subject.observedAt),
    recorded_time: instant(entry.recordedAt),
  },
});

/** Key of an entry's event in the topic `audit`. */
export const auditKey = (
  subject: string,
  { partition, offset }: Pick<Position, 'partition' | 'offset'>,
  ordinal: number,
): string => `${subject}/${String(partition)}-${String(offset)}/${String(ordinal)}`;

/** The entry's event in the topic `audit`, with the values that the policy lets out. */
export const auditEvent = (entry: AuditEntry, policy: ValuePolicy): OutputEvent => {
  const { subject, cause, ordinal } = entry;
  // Whoever is sealed off is so everywhere: not even hashes leave the registry.
  const { mode } = entry.sealed ? { mode: 'none' as const } : policy;
  const value: AuditEvent = {
    eventId: entry.eventId,
    subjectId: subject.id,
    subjectKind: subject.kind,
    action: entry.action,
    changes: publishedChanges(entry.changes, subject.id, { ...policy, mode }),
    valueMode: mode,
    sources: subject.sourceNames,
    importRun: subject.importRun,
    cause,
    eventTime: subject.observedAt,
    recordedTime: entry.recordedAt,
  };
  return {
    topic: 'audit',
    key: auditKey(subject.id, cause, ordinal),
    partitionKey: subject.id,
    type: 'org.registrystream.AuditEvent',
    value,
    time: subject.observedAt,
  };
};
