import { setImmediate } from 'node:timers/promises';
import type { InputRecord } from '../../core/streamProcessor.ts';
import { EtlError } from '../../core/errors.ts';
import type { ModelActivation, ModelActivationStep, Verdict } from '../../schemas/generated/types.ts';
import { packCompared } from './graph/compared.ts';
import type { Component } from './graph/component.ts';
import type { Facts } from './facts.ts';
import { addMember, emptyFacts, memberKeysOf } from './facts.ts';
import { resolverInput } from './input.ts';
import type { ResolverInput } from './input.ts';
import type { ResolverMemory } from './memory.ts';
import { graphRecordOf } from './memory.ts';
import type { Node } from './node.ts';
import { profileOf } from './profile.ts';
import type { Step } from './step.ts';
import type { StateReader, StoredNode, StoredViews } from './store/reader.ts';
import { faultOf, misplacedVerdict, unknownRecord } from './validate.ts';
import type { View } from './view.ts';

/** After so many records others have a turn. */
const turn = 32;

/** A batch as it was read. */
export interface Batch {
  readonly facts: Facts;
  readonly steps: ReadonlyMap<InputRecord, Step>;
}

const nodeOf = (stored: StoredNode): Node => ({
  recordKey: stored.recordKey,
  kind: stored.kind,
  views: new Map(stored.views.map((view) => [view.import, view])),
  profile: profileOf(stored.kind, stored.views),
  anchor: stored.anchor,
  review: stored.review,
  published: stored.published,
  compared: stored.compared,
});

/** Loads nodes that are not loaded yet. */
const loadNodes = async (recordKeys: Iterable<string>, facts: Facts, reader: StateReader): Promise<void> => {
  const missing = [...recordKeys].filter((recordKey) => !facts.nodes.has(recordKey));
  if (missing.length === 0) return;
  for (const stored of await reader.nodes(missing)) facts.nodes.set(stored.recordKey, nodeOf(stored));
};

/** Takes a batch into the graph, record by record, and notes what each does to it. */
class Steps {
  readonly all = new Map<InputRecord, Step>();
  /** Records as the batch leaves them. */
  readonly #changed = new Map<string, StoredViews>();
  readonly #facts: Facts;
  readonly #memory: ResolverMemory;
  readonly #reader: StateReader;

  constructor(facts: Facts, memory: ResolverMemory, reader: StateReader) {
    this.#facts = facts;
    this.#memory = memory;
    this.#reader = reader;
  }

  async take(record: InputRecord, input: ResolverInput): Promise<void> {
    this.all.set(record, await this.#stepOf(record, input));
  }

  async #stepOf({ type, key }: InputRecord, input: ResolverInput): Promise<Step> {
    switch (input.kind) {
      case 'view':
        return this.#view(input.view);
      case 'run':
        return input;
      case 'verdict':
        return this.#verdict(input.verdict);
      case 'enrolment': {
        const { registrantId, program, state } = input.enrolment;
        this.#memory.graph.enrol(registrantId, program, state);
        return input;
      }
      case 'activation':
        return this.#activation(input.activation);
      case 'activation-step':
        return this.#slice(input.step);
      case 'unknown':
        return { kind: 'refused', error: unknownRecord(type, key) };
    }
  }

  #view(view: View): Step {
    const { recordKey } = view;
    const node = this.#facts.nodes.get(recordKey);
    const known =
      this.#changed.get(recordKey) ?? (node && { recordKey, kind: node.kind, views: [...node.views.values()] });
    const error = faultOf(view, known);
    if (error !== undefined) return { kind: 'refused', error, run: view.importRun };
    const stored = known?.views.find((one) => one.import === view.import);
    if (stored !== undefined && stored.version >= view.version) {
      return { kind: 'stale', view, outcome: stored.version > view.version ? 'superseded' : 'unchanged' };
    }
    const others = known?.views.filter((one) => one.import !== view.import) ?? [];
    const changed = { recordKey, kind: view.kind, views: [...others, view] };
    this.#changed.set(recordKey, changed);
    const record = graphRecordOf(changed);
    const { graph } = this.#memory;
    const comparison = graph.compare(record);
    const components = graph.componentsOf(graph.put(recordKey, comparison));
    const compared = packCompared(comparison, graph.linkage);
    return { kind: 'view', view, profile: record.profile, compared, components };
  }

  #verdict(verdict: Verdict): Step {
    const { lowerRecordKey, higherRecordKey, judgement } = verdict;
    const error = misplacedVerdict(verdict);
    if (error !== undefined) return { kind: 'refused', error };
    const { graph } = this.#memory;
    return {
      kind: 'verdict',
      verdict,
      components: graph.componentsOf(graph.judge(lowerRecordKey, higherRecordKey, judgement)),
    };
  }

  async #activation(activation: ModelActivation): Promise<Step> {
    try {
      return { kind: 'activation', ...(await this.#memory.activate(activation, this.#changed, this.#reader)) };
    } catch (thrown) {
      if (thrown instanceof EtlError && thrown.fault === 'record') return { kind: 'refused', error: thrown };
      throw thrown;
    }
  }

  #slice({ hash, slice, of, activatedAt }: ModelActivationStep): Step {
    const { model, graph } = this.#memory;
    // The steps of a model that another has followed do nothing: the later one brings its own.
    const keys = model?.hash === hash ? this.#memory.slice(hash, slice, of) : [];
    return { kind: 'activation-step', hash, slice, activatedAt, components: graph.componentsOf(keys) };
  }
}

const componentsIn = (step: Step): readonly Component[] => ('components' in step ? step.components : []);

/** Persons that may come to belong to another registrant than before: those that are not, or were not, alone. */
const movable = (steps: Iterable<Step>, facts: Facts): Set<string> => {
  const found = new Set<string>();
  for (const step of steps) {
    for (const { recordKeys } of componentsIn(step)) {
      for (const recordKey of recordKeys) {
        const node = facts.nodes.get(recordKey);
        if (recordKeys.length > 1 || (node !== undefined && node.anchor !== recordKey)) found.add(recordKey);
      }
    }
  }
  return found;
};

/** Loads the groups that list somebody who may move, with all that belongs to the same group, and their members' anchors. */
const loadGroups = async (batch: Batch, memory: ResolverMemory, reader: StateReader): Promise<void> => {
  const { facts, steps } = batch;
  const persons = [...movable(steps.values(), facts)];
  const groups = new Set(persons.length === 0 ? [] : await reader.groupsWith(persons));
  const members = new Set<string>();
  for (const step of steps.values()) {
    if (step.kind !== 'view' || step.view.kind !== 'group') continue;
    groups.add(step.view.recordKey);
    for (const { recordKey } of step.view.fields.members) members.add(recordKey);
  }
  await loadNodes(new Set(memory.graph.componentsOf(groups).flatMap(({ recordKeys }) => recordKeys)), facts, reader);
  for (const node of facts.nodes.values()) {
    for (const member of memberKeysOf(node)) {
      addMember(facts, member, node.recordKey);
      members.add(member);
    }
  }
  const elsewhere = [...members].filter((member) => !facts.nodes.has(member));
  if (elsewhere.length === 0) return;
  for (const [member, anchor] of await reader.anchors(elsewhere)) facts.anchors.set(member, anchor);
};

/**
 * Takes a batch into the resolver's memory, and reads all that it takes to decide on it: its records as they stand, every
 * record that they are connected with at any moment of the batch, the groups that list one whose registrant may change,
 * and the registrants of those groups' members.
 */
export const readBatch = async (
  records: readonly InputRecord[],
  memory: ResolverMemory,
  reader: StateReader,
): Promise<Batch> => {
  const facts = emptyFacts();
  const inputs = records.map((record) => [record, resolverInput(record)] as const);
  const own = inputs.flatMap(([, input]) => (input.kind === 'view' ? [input.view.recordKey] : []));
  await loadNodes(new Set(own), facts, reader);
  const steps = new Steps(facts, memory, reader);
  for (const [index, [record, input]] of inputs.entries()) {
    await steps.take(record, input);
    // Heartbeats must not wait for a long batch.
    if (index % turn === turn - 1) await setImmediate();
  }
  const batch = { facts, steps: steps.all };
  const connected = [...steps.all.values()].flatMap(componentsIn).flatMap(({ recordKeys }) => recordKeys);
  await loadNodes(new Set(connected), facts, reader);
  await loadGroups(batch, memory, reader);
  return batch;
};
