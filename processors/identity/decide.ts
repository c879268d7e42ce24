import type { Decision } from '../../core/streamProcessor.ts';
import type { Position } from '../../core/position.ts';
import type { ImportRun } from '../../schemas/generated/types.ts';
import { decideErasure, nothingErased } from './erasure/decide.ts';
import { accepted, eventsOf, writesOf } from './events.ts';
import type { Facts } from './facts.ts';
import { memberKeysOf } from './facts.ts';
import type { EntityIds } from './ids.ts';
import { outcomeOf } from './outcome.ts';
import type { Cause } from './publish.ts';
import { recluster, resolve } from './resolve.ts';
import type { Step } from './step.ts';
import { enrolmentWrite, erasedRemoval, memberWrites, modelWrite, verdictWrite } from './store/tables.ts';

type StepOf<Kind extends Step['kind']> = Extract<Step, { readonly kind: Kind }>;

/**
 * Decides what a source record means: which states are told anew, why, and what is stored. A record that is not newer
 * than what is known of it in its import is dropped: it counts as superseded when it is older, and else as unchanged.
 */
const decideView = (step: StepOf<'view'>, facts: Facts, idOf: EntityIds, at: Position): Decision => {
  const { view } = step;
  const cause: Cause = { rule: 'identifier', at, importRun: view.importRun, observedAt: view.observedAt };
  const resolution = resolve(step, facts, idOf, cause);
  const { node, membersBefore, isBack } = resolution;
  const writes = [
    ...writesOf(resolution, facts),
    ...memberWrites(node.recordKey, membersBefore, memberKeysOf(node)),
    ...(isBack ? [erasedRemoval(node.recordKey)] : []),
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
  facts.standing.judge(verdict);
  const reclustering = recluster(components, facts, idOf, cause);
  const writes = [verdictWrite(verdict), ...writesOf(reclustering, facts)];
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
  return accepted(writesOf(reclustering, facts), eventsOf(reclustering, facts, idOf, cause));
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
    case 'erasure':
      return decideErasure(step, facts, idOf, at);
    case 'nothing':
      return accepted([], [], [{ run: step.run, outcome: nothingErased }]);
    case 'run':
      return decideRun(step.run);
    case 'verdict':
      return decideVerdict(step, facts, idOf, at);
    case 'enrolment':
      facts.standing.enrol(step.enrolment);
      return accepted([enrolmentWrite(step.enrolment)], []);
    case 'activation':
      return decideActivation(step);
    case 'activation-step':
      return decideSlice(step, facts, idOf, at);
  }
};
