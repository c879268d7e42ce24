import type { Decision, Outcome, OutputEvent, RowWrite } from '../../core/streamProcessor.ts';
import type { Position } from '../../core/position.ts';
import type { IdentityDecision, ImportRun } from '../../schemas/generated/types.ts';
import type { Facts } from './facts.ts';
import { memberKeysOf, nodesOf } from './facts.ts';
import type { Component } from './graph/component.ts';
import type { EntityIds } from './ids.ts';
import type { Lineage } from './lineage.ts';
import type { Node } from './node.ts';
import { outcomeOf } from './outcome.ts';
import { withheldIn } from './profile.ts';
import type { Cause } from './publish.ts';
import { versionOf } from './publish.ts';
import type { Reclustering } from './resolve.ts';
import { recluster, resolve } from './resolve.ts';
import { isHold } from './restraint/hold.ts';
import { releasedViews, restrainedView } from './restraint/withhold.ts';
import { inSlice } from './slices.ts';
import type { Step } from './step.ts';
import { enrolmentWrite, memberWrites, modelWrite, nodeWrite, verdictWrite } from './store/tables.ts';

type StepOf<Kind extends Step['kind']> = Extract<Step, { readonly kind: Kind }>;

const decisionEvent = (lineage: Lineage, facts: Facts, idOf: EntityIds, cause: Cause, ordinal: number): OutputEvent => {
  const entityId = idOf(lineage.entity);
  const value: IdentityDecision = {
    entityId,
    entityKind: facts.nodes.get(lineage.recordKey)?.kind ?? 'individual',
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

/** The states that are told anew, and then why. */
const eventsOf = (
  { publications, lineage }: Pick<Reclustering, 'publications' | 'lineage'>,
  facts: Facts,
  idOf: EntityIds,
  cause: Cause,
): OutputEvent[] => {
  const states = publications.map(({ event }) => event);
  return [...states, ...lineage.map((one, index) => decisionEvent(one, facts, idOf, cause, states.length + index))];
};

const accepted = (
  writes: readonly RowWrite[],
  events: readonly OutputEvent[],
  outcomes: readonly Outcome[] = [],
): Decision => ({ kind: 'accepted', writes, events, outcomes });

/**
 * Decides what a source record means: which states are told anew, why, and what is stored. A record that is not newer
 * than what is known of it in its import is dropped: it counts as superseded when it is older, and else as unchanged.
 */
const decideView = (step: StepOf<'view'>, facts: Facts, idOf: EntityIds, at: Position): Decision => {
  const { restraint } = facts;
  const { area } = step.profile;
  const known = facts.nodes.get(step.view.recordKey);
  restraint.move(known?.profile.area, area);
  const view = restrainedView(step.view, known?.views, area, restraint);
  const cause: Cause = { rule: 'identifier', at, importRun: view.importRun, observedAt: view.observedAt };
  const resolution = resolve({ ...step, view }, facts, idOf, cause);
  const { node, membersBefore, changed } = resolution;
  const writes = [
    ...[...changed].map(nodeWrite),
    ...memberWrites(node.recordKey, membersBefore, memberKeysOf(node)),
    ...restraint.takeWrites(),
  ];
  const outcomes = [{ run: view.importRun, outcome: outcomeOf(view, resolution) }];
  return accepted(writes, eventsOf(resolution, facts, idOf, cause), outcomes);
};

/** A run marker is passed on to every partition of what the resolver publishes: all before it has arrived. */
const decideRun = (run: ImportRun): Decision =>
  accepted(
    [],
    ['registrants', 'groups'].map((topic) => ({
      topic,
      key: `run/${run.runId}/${run.phase}`,
      type: 'org.registrystream.ImportRun',
      value: run,
      everyPartition: true,
      time: run.endedAt ?? run.startedAt,
    })),
  );

const decideVerdict = ({ verdict, components }: StepOf<'verdict'>, facts: Facts, idOf: EntityIds, at: Position) => {
  const importRun = `verdict/${verdict.lowerRecordKey}/${verdict.higherRecordKey}`;
  const cause: Cause = { rule: 'verdict', at, importRun, observedAt: verdict.decidedAt };
  const reclustering = recluster(components, facts, idOf, cause);
  const writes = [verdictWrite(verdict), ...[...reclustering.changed].map(nodeWrite)];
  return accepted(writes, eventsOf(reclustering, facts, idOf, cause));
};

const decideActivation = ({ before, now }: StepOf<'activation'>): Decision =>
  accepted(
    before === undefined || before.hash === now.hash
      ? [modelWrite(before ?? now, true)]
      : [modelWrite(before, false), modelWrite(now, true)],
    [],
  );

const decideSlice = (step: StepOf<'activation-step'>, facts: Facts, idOf: EntityIds, at: Position): Decision => {
  const cause: Cause = { rule: 'weighed', at, importRun: `model/${step.hash}`, observedAt: step.activatedAt };
  const reclustering = recluster(step.components, facts, idOf, cause);
  return accepted([...reclustering.changed].map(nodeWrite), eventsOf(reclustering, facts, idOf, cause));
};

const isHeld = (recordKey: string, facts: Facts): boolean =>
  facts.nodes.get(recordKey)?.review?.conflicts.some(isHold) === true;

/** Lets go what nothing holds any more in some components; returns whose views have changed by it. */
const letGo = (components: readonly Component[], facts: Facts): Node[] =>
  components
    .filter(({ touched }) => touched)
    .flatMap(({ recordKeys }) => nodesOf(recordKeys, facts))
    .filter((node) => {
      const released = releasedViews(node.views, node.profile.area, facts.restraint);
      if (released === undefined) return false;
      node.views = released;
      node.profile = { ...node.profile, withheld: withheldIn(released.values()) };
      return true;
    });

/** After a release those who are held are looked at anew, after a changed policy everybody; a slice at a time. */
const decideReclustering = (
  { step, components }: StepOf<'reclustering'>,
  facts: Facts,
  idOf: EntityIds,
  at: Position,
): Decision => {
  const { scope, slice, of, requestedAt } = step;
  const rule = scope === 'held' ? 'hold' : 'policy';
  const cause: Cause = { rule, at, importRun: `${rule}/${String(requestedAt)}`, observedAt: requestedAt };
  const concerned =
    scope === 'all'
      ? components
      : components.map((component) => ({
          ...component,
          touched: component.recordKeys.some((key) => inSlice(key, of) === slice && isHeld(key, facts)),
        }));
  const released = letGo(concerned, facts);
  const reclustering = recluster(concerned, facts, idOf, cause);
  const changed = new Set([...released, ...reclustering.changed]);
  return accepted([...changed].map(nodeWrite), eventsOf(reclustering, facts, idOf, cause));
};

/** Decides on an input record by what it does to the graph. */
export const decideStep = (step: Step, facts: Facts, idOf: EntityIds, at: Position): Decision => {
  switch (step.kind) {
    case 'refused':
      return { kind: 'rejected', error: step.error, ...(step.run === undefined ? {} : { run: step.run }) };
    case 'stale':
      return accepted([], [], [{ run: step.view.importRun, outcome: step.outcome }]);
    case 'view':
      return decideView(step, facts, idOf, at);
    case 'run':
      return decideRun(step.run);
    case 'verdict':
      return decideVerdict(step, facts, idOf, at);
    case 'enrolment':
      return accepted([enrolmentWrite(step.enrolment)], []);
    case 'activation':
      return decideActivation(step);
    case 'activation-step':
      return decideSlice(step, facts, idOf, at);
    case 'restraint':
      facts.restraint.apply(step.restraint);
      return accepted(facts.restraint.takeWrites(), []);
    case 'reclustering':
      return decideReclustering(step, facts, idOf, at);
  }
};
