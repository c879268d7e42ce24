import { validate } from 'uuid';
import type { Decision, InputRecord, OutputEvent, Undecoded } from '../../../core/streamProcessor.ts';
import { timeOf } from '../../../core/streamProcessor.ts';
import { auditEvent, auditKey, auditRow } from '../audit/entry.ts';
import type { ValuePolicy } from '../audit/values.ts';
import type { EventIds } from '../../../schemas/eventId.ts';
import { eraseRegistrant } from '../tables/erasure.ts';
import type { Facts } from './facts.ts';
import { forgetsRecord } from './headers.ts';

/** What is told of erasures under no run of an import. */
const erasureRun = 'erasure';

/** An erasure is decided on alone: it reaches rows that a batch could write at the same time. */
export const weightOf = ({ value, headers }: Undecoded): number =>
  value === null || forgetsRecord(headers) ? Infinity : 1;

/**
 * Takes what was told of a registrant so far out of the topic `audit`: its entries hold hashes of values, or the values.
 * They come first, so that the entry which tells of the erasure stays.
 */
export const auditTombstones = (id: string, facts: Facts, time: number): OutputEvent[] =>
  (facts.audited.get(id) ?? []).map(({ cause, ordinal }) => ({
    topic: 'audit',
    key: auditKey(id, cause, ordinal),
    partitionKey: id,
    type: 'org.registrystream.AuditEvent',
    value: null,
    time,
  }));

/**
 * Decides what a tombstone of `registrants` or `groups` means: the registrant is erased, with its enrolments, and nothing
 * of it stays but one entry in the audit log that says so; without audit not even that. Of one that is not there, or was
 * erased before, there is nothing to erase and nothing to tell.
 */
export const decideErasure = (
  record: InputRecord,
  facts: Facts,
  { eventId, policy }: { readonly eventId: EventIds; readonly policy: ValuePolicy | undefined },
): Decision => {
  const { at, key, headers } = record;
  const time = timeOf(record);
  const run = headers['import-run'] ?? erasureRun;
  const stored = validate(key) ? facts.stored.get(key) : undefined;
  if (stored === undefined)
    return { kind: 'accepted', writes: [], events: [], outcomes: [{ run, outcome: 'nothing-erased' }] };
  facts.stored.delete(key);
  const tombstones = auditTombstones(key, facts, time);
  const outcomes = [{ run, outcome: 'erased' }];
  if (policy === undefined) return { kind: 'accepted', writes: eraseRegistrant(key), events: tombstones, outcomes };
  const entry = {
    eventId: eventId(at, tombstones.length),
    action: 'erased' as const,
    changes: [],
    subject: {
      id: key,
      kind: at.topic === 'groups' ? ('group' as const) : ('individual' as const),
      sourceNames: [],
      importRun: run,
      observedAt: time,
    },
    cause: at,
    ordinal: tombstones.length,
    recordedAt: facts.recordedAt,
    sealed: false,
  };
  return {
    kind: 'accepted',
    writes: [...eraseRegistrant(key), auditRow(entry)],
    events: [...tombstones, auditEvent(entry, policy)],
    outcomes,
  };
};
