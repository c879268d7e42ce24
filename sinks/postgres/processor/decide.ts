import type { Decision, InputRecord, RowWrite } from '../../../core/streamProcessor.ts';
import type { EventIds } from '../../../schemas/eventId.ts';
import type { AuditAction } from '../../../schemas/generated/AuditEvent.ts';
import type { ImportRun } from '../../../schemas/generated/ImportRun.ts';
import { actionOf } from '../audit/action.ts';
import { auditEvent, auditRow, type AuditEntry } from '../audit/entry.ts';
import { changesBetween, type Change } from '../audit/fields.ts';
import type { ValuePolicy } from '../audit/values.ts';
import { applied, unmoved, writesBetween, type Stored } from '../state/apply.ts';
import type { Desired } from '../state/desired.ts';
import { listedOnly, withoutMember } from '../state/forget.ts';
import { forgetAudit } from '../tables/erasure.ts';
import { problemOf, unexpected } from './check.ts';
import { auditTombstones, decideErasure } from './erasure.ts';
import { forgetsRecord, forgottenMember } from './headers.ts';
import { draftsFor, type Drafts } from './drafts.ts';
import type { Facts } from './facts.ts';
import { decideImportRun } from './importRun.ts';

/** What decisions need to know of the deployment. */
export interface DecisionContext {
  readonly stage: string;
  readonly eventId: EventIds;
  /** What the topic `audit` may hold of values; undefined: no change is told. */
  readonly policy: ValuePolicy | undefined;
}

/** What an event does to its registrant. */
interface Effect {
  readonly outcome: Exclude<AuditAction, 'enrolled'> | 'unchanged' | 'stale';
  readonly writes: readonly RowWrite[];
  readonly changes: readonly Change[];
  /** The registrant afterwards; undefined when it stays as it is. */
  readonly after: Stored | undefined;
  /** Whether what was told of the registrant before is to be forgotten. */
  readonly forgets?: boolean;
}

const nothing = (outcome: 'unchanged' | 'stale'): Effect => ({ outcome, writes: [], changes: [], after: undefined });

/**
 * What a state does that follows from the erasure of a record behind the registrant: what that record told goes without a
 * trace. What was before is not told, and the audit log loses its values.
 */
const forgettingEffect = (before: Stored, desired: Desired, told: boolean): Effect => {
  const after = applied(listedOnly(before, desired), desired);
  const isSame = before.row['content_hash'] === desired.contentHash;
  const changes = told && !isSame ? changesBetween(before, after).map((change) => ({ ...change, before: null })) : [];
  const outcome = isSame ? 'erased' : actionOf(before, after);
  return { outcome, writes: [...writesBetween(before, after), forgetAudit(desired.id)], changes, after, forgets: true };
};

const creation = (desired: Desired, told: boolean): Effect => {
  const after = applied(undefined, desired);
  const changes = told ? changesBetween(undefined, after) : [];
  return { outcome: 'created', writes: writesBetween(undefined, after), changes, after };
};

const withoutForgotten = (stored: Stored, desired: Desired, headers: InputRecord['headers']): Stored => {
  const member = forgottenMember(headers);
  return member === undefined ? stored : withoutMember(stored, member, desired);
};

/** @param told false: nobody hears which fields have changed, so they are not compared */
const effectOf = (
  stored: Stored | undefined,
  desired: Desired,
  headers: InputRecord['headers'],
  told: boolean,
): Effect => {
  if (stored === undefined) return creation(desired, told);
  const version = stored.row['version'] as number;
  const sameContent = stored.row['content_hash'] === desired.contentHash;
  if (desired.version < version || (desired.version === version && !sameContent)) return nothing('stale');
  if (forgetsRecord(headers) && desired.version > version) return forgettingEffect(stored, desired, told);
  if (sameContent && stored.row['provenance_hash'] === desired.provenanceHash) return nothing('unchanged');
  const before = withoutForgotten(stored, desired, headers);
  const after = applied(before, desired);
  const changes = told ? changesBetween(before, after) : [];
  if (told ? changes.length === 0 : sameContent) {
    const same = unmoved(stored, after);
    return { outcome: 'unchanged', writes: writesBetween(stored, same), changes, after: same };
  }
  return { outcome: actionOf(stored, after), writes: writesBetween(stored, after), changes, after };
};

/** What is told of an event: its effect, then the drafts that it made. */
const toldOf = ({ outcome, changes }: Effect, drafts: Drafts): readonly Pick<AuditEntry, 'action' | 'changes'>[] => [
  ...(outcome === 'unchanged' || outcome === 'stale' ? [] : [{ action: outcome, changes }]),
  ...drafts.made.map(({ program }) => ({
    action: 'enrolled' as const,
    changes: [{ field: 'program', before: null, after: program }],
  })),
];

const decideRegistrant = (
  { at, headers }: InputRecord,
  desired: Desired,
  facts: Facts,
  context: DecisionContext,
): Decision => {
  const { policy } = context;
  const before = facts.stored.get(desired.id);
  const effect = effectOf(before, desired, headers, policy !== undefined);
  if (effect.after !== undefined) facts.stored.set(desired.id, effect.after);
  const drafts = effect.outcome === 'stale' ? { made: [], refused: [] } : draftsFor(desired, facts);
  const told = policy === undefined ? [] : toldOf(effect, drafts);
  // What was told earlier is taken back whether or not anything is told now.
  const forgotten = effect.forgets === true ? auditTombstones(desired.id, facts, desired.observedAt) : [];
  const entries = told.map((one, index) => ({
    ...one,
    eventId: context.eventId(at, forgotten.length + index),
    subject: desired,
    cause: at,
    ordinal: forgotten.length + index,
    recordedAt: facts.recordedAt,
    sealed: before?.row['sealed'] === true || desired.columns['sealed'] === true,
  }));
  const run = desired.importRun;
  return {
    kind: 'accepted',
    writes: [...effect.writes, ...drafts.made.map(({ write }) => write), ...entries.map(auditRow)],
    events: policy === undefined ? forgotten : [...forgotten, ...entries.map((entry) => auditEvent(entry, policy))],
    outcomes: [
      { run, outcome: effect.outcome },
      ...(drafts.made.length > 0 ? [{ run, outcome: 'draft-made', count: drafts.made.length }] : []),
      ...(drafts.refused.length > 0 ? [{ run, outcome: 'draft-refused', count: drafts.refused.length }] : []),
    ],
  };
};

/**
 * Decides what one record of `registrants` or `groups` does to the registry, and notes it in `facts`. A state older than
 * the one applied is `stale`; one that says the same is `unchanged`, and what differs only in the source records behind
 * it is written without an audit event, because programmes see no change.
 */
export const decide = (input: InputRecord, facts: Facts, context: DecisionContext): Decision => {
  if (input.value === null) return decideErasure(input, facts, context);
  if (input.type === 'org.registrystream.ImportRun')
    return decideImportRun(input, input.value as ImportRun, context.stage);
  const desired = facts.desired.get(input);
  if (desired === undefined) return { kind: 'rejected', error: unexpected(input) };
  const problem = problemOf(desired, input.at);
  if (problem !== undefined) return { kind: 'rejected', error: problem, run: desired.importRun };
  return decideRegistrant(input, desired, facts, context);
};
