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
import { decideReclustering } from './restraint/reclustering.ts';
import { restrainedView } from './restraint/withhold.ts';
import type { Step } from './step.ts';
import { enrolmentWrite, erasedRemoval, memberWrites, modelWrite, verdictWrite } from './store/tables.ts';

type StepOf<Kind extends Step['kind']> = Extract<Step, { readonly kind: Kind }>;
type Aside = Exclude<Step, { readonly components: unknown }>;

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
  const { importRun, observedAt, ownId } = view;
  const cause: Cause = { rule: 'identifier', at, importRun, isBaseline: ownId !== undefined, observedAt };
  const resolution = resolve({ ...step, view }, facts, idOf, cause);
  const { node, membersBefore, isBack } = resolution;
  const writes = [
    ...writesOf(resolution, facts),
    ...memberWrites(node.recordKey, membersBefore, memberKeysOf(node)),
    ...(isBack ? [erasedRemoval(node.recordKey)] : []),
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

/** Decides on an input record that changes nobody's registrant by itself. */
const decideAside = (step: Aside, facts: Facts): Decision => {
  switch (step.kind) {
    case 'refused':
      return { kind: 'rejected', error: step.error, ...(step.run === undefined ? {} : { run: step.run }) };
    case 'stale':
      return accepted([], [], [{ run: step.view.importRun, outcome: step.outcome }]);
    case 'nothing':
      return accepted([], [], [{ run: step.run, outcome: nothingErased }]);
    case 'run':
      return decideRun(step.run);
    case 'enrolment':
      facts.standing.enrol(step.enrolment);
      return accepted([enrolmentWrite(step.enrolment)], []);
    case 'activation':
      return decideActivation(step);
    case 'restraint':
      facts.restraint.apply(step.restraint);
      return accepted(facts.restraint.takeWrites(), []);
  }
};

/** Decides on an input record that may change to whom somebody belongs. */
const decideConcerned = (step: Exclude<Step, Aside>, facts: Facts, idOf: EntityIds, at: Position): Decision => {
  switch (step.kind) {
    case 'view':
      return decideView(step, facts, idOf, at);
    case 'erasure':
      return decideErasure(step, facts, idOf, at);
    case 'verdict':
      return decideVerdict(step, facts, idOf, at);
    case 'activation-step':
      return decideSlice(step, facts, idOf, at);
    case 'reclustering':
      return decideReclustering(step, facts, idOf, at);
  }
};

/** Decides on an input record by what it does to the graph. */
export const decideStep = (step: Step, facts: Facts, idOf: EntityIds, at: Position): Decision =>
  'components' in step ? decideConcerned(step, facts, idOf, at) : decideAside(step, facts);
