import type { Decision, OutputEvent, RowWrite } from '../../core/streamProcessor.ts';
import type { IdentityDecision, ImportRun } from '../../schemas/generated/types.ts';
import type { Facts } from './facts.ts';
import { memberKeysOf } from './facts.ts';
import type { EntityIds } from './ids.ts';
import type { Lineage } from './lineage.ts';
import type { Node } from './node.ts';
import { outcomeOf } from './outcome.ts';
import type { RecordOutcome } from './outcome.ts';
import type { Cause } from './publish.ts';
import { versionOf } from './publish.ts';
import type { Resolution } from './resolve.ts';
import { resolve } from './resolve.ts';
import { claimWrites, memberWrites, nodeWrite } from './store/tables.ts';
import { faultOf } from './validate.ts';
import type { View } from './view.ts';

const decisionEvent = (lineage: Lineage, node: Node, idOf: EntityIds, cause: Cause, ordinal: number): OutputEvent => {
  const entityId = idOf(lineage.entity);
  const value: IdentityDecision = {
    entityId,
    entityKind: node.kind,
    kind: lineage.kind,
    recordKey: lineage.recordKey,
    rule: lineage.rule,
    evidence: lineage.evidence,
    conflicts: lineage.conflicts,
    otherEntityIds: lineage.others.map(idOf).sort(),
    version: versionOf(cause),
    cause: cause.at,
    importRun: cause.importRun,
    observedAt: cause.observedAt,
    weighed: null,
  };
  return {
    topic: 'identity.decisions',
    key: `${entityId}/${String(value.version)}/${String(ordinal)}`,
    partitionKey: entityId,
    type: 'org.registrystream.IdentityDecision',
    value,
    time: cause.observedAt,
  };
};

const writesOf = (resolution: Resolution): RowWrite[] => {
  const { node, profileBefore, membersBefore, changed } = resolution;
  return [
    ...[...changed].map(nodeWrite),
    ...claimWrites(node.recordKey, profileBefore, node.profile),
    ...memberWrites(node.recordKey, membersBefore, memberKeysOf(node)),
  ];
};

/**
 * Decides what a source record means: which states are told anew, why, and what is stored. A record that is not newer
 * than what is known of it in its import is dropped: it counts as superseded when it is older, and else as unchanged.
 */
export const decideRecord = (view: View, facts: Facts, idOf: EntityIds, cause: Cause): Decision => {
  const run = view.importRun;
  const known = facts.nodes.get(view.recordKey);
  const error = faultOf(view, known);
  if (error !== undefined) return { kind: 'rejected', error, run };
  const stored = known?.views.get(view.import);
  if (stored !== undefined && stored.version >= view.version) {
    const outcome: RecordOutcome = stored.version > view.version ? 'superseded' : 'unchanged';
    return { kind: 'accepted', writes: [], events: [], outcomes: [{ run, outcome }] };
  }
  const resolution = resolve(view, facts, idOf, cause);
  const states = resolution.publications.map(({ event }) => event);
  const decisions = resolution.lineage.map((lineage, index) =>
    decisionEvent(lineage, resolution.node, idOf, cause, states.length + index),
  );
  const outcome = outcomeOf(view, resolution);
  return {
    kind: 'accepted',
    writes: writesOf(resolution),
    events: [...states, ...decisions],
    outcomes: [{ run, outcome }],
  };
};

/** A run marker is passed on to every partition of what the resolver publishes: all before it has arrived. */
export const decideRun = (run: ImportRun): Decision => ({
  kind: 'accepted',
  writes: [],
  events: ['registrants', 'groups'].map((topic) => ({
    topic,
    key: `run/${run.runId}/${run.phase}`,
    type: 'org.registrystream.ImportRun',
    value: run,
    everyPartition: true,
    time: run.endedAt ?? run.startedAt,
  })),
  outcomes: [],
});
