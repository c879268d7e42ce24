import type { Position } from '../../../core/position.ts';
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
import { problemOf, unexpected } from './check.ts';
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
}

const nothing = (outcome: 'unchanged' | 'stale'): Effect => ({ outcome, writes: [], changes: [], after: undefined });

/** @param told false: nobody hears which fields have changed, so they are not compared */
const effectOf = (before: Stored | undefined, desired: Desired, told: boolean): Effect => {
  let sameContent = false;
  if (before !== undefined) {
    const version = before.row['version'] as number;
    sameContent = before.row['content_hash'] === desired.contentHash;
    if (desired.version < version || (desired.version === version && !sameContent)) return nothing('stale');
    if (sameContent && before.row['provenance_hash'] === desired.provenanceHash) return nothing('unchanged');
  }
  const after = applied(before, desired);
  const changes = told ? changesBetween(before, after) : [];
  if (before !== undefined && (told ? changes.length === 0 : sameContent)) {
    const same = unmoved(before, after);
    return { outcome: 'unchanged', writes: writesBetween(before, same), changes, after: same };
  }
  return { outcome: actionOf(before, after), writes: writesBetween(before, after), changes, after };
};

/** What is told of an event: its effect, then the drafts that it made. */
const toldOf = ({ outcome, changes }: Effect, drafts: Drafts): readonly Pick<AuditEntry, 'action' | 'changes'>[] => [
  ...(outcome === 'unchanged' || outcome === 'stale' ? [] : [{ action: outcome, changes }]),
  ...drafts.made.map(({ program }) => ({
    action: 'enrolled' as const,
    changes: [{ field: 'program', before: null, after: program }],
  })),
];

const decideRegistrant = (at: Position, desired: Desired, facts: Facts, context: DecisionContext): Decision => {
  const effect = effectOf(facts.stored.get(desired.id), desired, context.policy !== undefined);
  if (effect.after !== undefined) facts.stored.set(desired.id, effect.after);
  const drafts = effect.outcome === 'stale' ? { made: [], refused: [] } : draftsFor(desired, facts);
  const { policy } = context;
  const told = policy === undefined ? [] : toldOf(effect, drafts);
  const entries = told.map((one, ordinal) => ({
    ...one,
    eventId: context.eventId(at, ordinal),
    subject: desired,
    cause: at,
    ordinal,
    recordedAt: facts.recordedAt,
  }));
  const run = desired.importRun;
  return {
    kind: 'accepted',
    writes: [...effect.writes, ...drafts.made.map(({ write }) => write), ...entries.map(auditRow)],
    events: policy === undefined ? [] : entries.map((entry) => auditEvent(entry, policy)),
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
  if (input.type === 'org.registrystream.ImportRun' && input.value !== null)
    return decideImportRun(input, input.value as ImportRun, context.stage);
  const desired = facts.desired.get(input);
  if (desired === undefined) return { kind: 'rejected', error: unexpected(input) };
  const problem = problemOf(desired, input.at);
  if (problem !== undefined) return { kind: 'rejected', error: problem, run: desired.importRun };
  return decideRegistrant(input.at, desired, facts, context);
};
