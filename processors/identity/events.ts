import type { Decision, Outcome, OutputEvent, RowWrite } from '../../core/streamProcessor.ts';
import type { IdentityDecision } from '../../schemas/generated/types.ts';
import type { Facts } from './facts.ts';
import type { EntityIds } from './ids.ts';
import type { Lineage } from './lineage.ts';
import type { Cause } from './publish.ts';
import { versionOf } from './publish.ts';
import type { Reclustering } from './resolve.ts';
import { erasedWrite, nodeWrite } from './store/tables.ts';

/** What an accepted input record leads to. */
export const accepted = (
  writes: readonly RowWrite[],
  events: readonly OutputEvent[],
  outcomes: readonly Outcome[] = [],
): Decision => ({ kind: 'accepted', writes, events, outcomes });

const decisionEvent = (lineage: Lineage, facts: Facts, idOf: EntityIds, cause: Cause, ordinal: number): OutputEvent => {
  const entityId = idOf(lineage.entity);
  const value: IdentityDecision = {
    entityId,
    entityKind: lineage.entityKind ?? facts.nodes.get(lineage.recordKey)?.kind ?? 'individual',
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
    weighed: lineage.weighed,
    overlap: lineage.overlap,
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

/** The events of states that are told anew, and then why. */
export const eventsWith = (
  states: readonly OutputEvent[],
  lineage: readonly Lineage[],
  facts: Facts,
  idOf: EntityIds,
  cause: Cause,
): OutputEvent[] => [
  ...states,
  ...lineage.map((one, index) => decisionEvent(one, facts, idOf, cause, states.length + index)),
];

/** The states that are told anew, and then why. */
export const eventsOf = (
  { publications, lineage }: Pick<Reclustering, 'publications' | 'lineage'>,
  facts: Facts,
  idOf: EntityIds,
  cause: Cause,
): OutputEvent[] =>
  eventsWith(
    publications.map(({ event }) => event),
    lineage,
    facts,
    idOf,
    cause,
  );

/** Every row that a reclustering changes. */
export const writesOf = (
  { changed, redirected }: Pick<Reclustering, 'changed' | 'redirected'>,
  facts: Facts,
): RowWrite[] => [
  ...[...changed].map(nodeWrite),
  ...[...redirected].flatMap(({ recordKey }) => {
    const erased = facts.erased.get(recordKey);
    return erased === undefined ? [] : erasedWrite(erased);
  }),
];
