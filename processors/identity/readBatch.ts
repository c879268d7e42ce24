import { setImmediate } from 'node:timers/promises';
import type { InputRecord } from '../../core/streamProcessor.ts';
import { EtlError } from '../../core/errors.ts';
import type {
  EntityKind,
  ModelActivation,
  ModelActivationStep,
  Reclustering,
  Verdict,
} from '../../schemas/generated/types.ts';
import { packCompared } from './graph/compared.ts';
import type { Component } from './graph/component.ts';
import type { Facts } from './facts.ts';
import { emptyFacts } from './facts.ts';
import { loadGroups } from './groups/loadGroups.ts';
import { resolverInput } from './input.ts';
import type { ErasureInput } from './erasure/input.ts';
import type { ResolverInput } from './input.ts';
import type { ResolverMemory } from './memory.ts';
import { graphRecordOf } from './memory.ts';
import { loadErased } from './erasure/loadErased.ts';
import { loadNodes } from './loadNodes.ts';
import type { RecordState } from './recordState.ts';
import type { Step } from './step.ts';
import { componentsIn } from './step.ts';
import type { StateReader, StoredViews } from './store/reader.ts';
import { faultOf, misplacedVerdict, unknownRecord } from './validate.ts';
import type { View } from './view.ts';

/** After so many records others have a turn. */
const turn = 32;

/** A batch as it was read. */
export interface Batch {
  readonly facts: Facts;
  readonly steps: ReadonlyMap<InputRecord, Step>;
}

/** Takes a batch into the graph, record by record, and notes what each does to it. */
class Steps {
  readonly all = new Map<InputRecord, Step>();
  /** Components of groups as they were before the batch, of those that it changes. */
  readonly groupsBefore = new Map<string, Component>();
  /** Records as the batch leaves them; null for what was erased. */
  readonly #changed = new Map<string, StoredViews | null>();
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
      case 'nothing':
        return input;
      case 'erasure':
        return this.#erasure(input);
      case 'verdict':
        return this.#verdict(input.verdict);
      case 'enrolment': {
        const { registrantId, program, state } = input.enrolment;
        this.#facts.standing.rememberEnrolments(registrantId);
        this.#memory.graph.enrol(registrantId, program, state);
        return input;
      }
      case 'activation':
        return this.#activation(input.activation);
      case 'activation-step':
        return this.#slice(input.step);
      case 'restraint':
        return input;
      case 'reclustering':
        return this.#reclustering(input.step);
      case 'unknown':
        return { kind: 'refused', error: unknownRecord(type, key) };
    }
  }

  #view(view: View): Step {
    const { recordKey } = view;
    const known = this.#known(recordKey);
    const error = faultOf(view, known);
    if (error !== undefined) return { kind: 'refused', error, run: view.importRun };
    const stored = known?.views.find((one) => one.import === view.import);
    if (stored !== undefined && stored.version >= view.version) {
      return { kind: 'stale', view, outcome: stored.version > view.version ? 'superseded' : 'unchanged' };
    }
    const others = known?.views.filter((one) => one.import !== view.import) ?? [];
    const changed = { recordKey, kind: view.kind, views: [...others, view] };
    return { kind: 'view', view, ...this.#put(changed) };
  }

  /** Takes a record that is new or has changed into the graph. */
  #put(changed: StoredViews): RecordState & { readonly components: readonly Component[] } {
    const { recordKey } = changed;
    this.#changed.set(recordKey, changed);
    const record = graphRecordOf(changed);
    const { graph } = this.#memory;
    const comparison = graph.compare(record);
    const state = { profile: record.profile, compared: packCompared(comparison, graph.linkage) };
    if (changed.kind === 'individual')
      return { ...state, components: graph.componentsOf(graph.put(recordKey, comparison)) };
    const { before, after } = graph.putGroup(recordKey, comparison);
    this.#rememberBefore(before);
    return { ...state, components: after };
  }

  /** A record as the batch has it by now; undefined when it is not there. */
  #known(recordKey: string): StoredViews | undefined {
    const changed = this.#changed.get(recordKey);
    if (changed !== undefined) return changed ?? undefined;
    const node = this.#facts.nodes.get(recordKey);
    return node && { recordKey, kind: node.kind, views: [...node.views.values()] };
  }

  #erasure({ recordKey, import: door, origin }: Extract<ErasureInput, { kind: 'erasure' }>): Step {
    const known = this.#known(recordKey);
    const views = known?.views.filter((view) => view.import !== door) ?? [];
    const step = { kind: 'erasure', recordKey, import: door, origin, rest: null, components: [], judged: [] } as const;
    const isKnown = known !== undefined && views.length < known.views.length;
    if (known !== undefined && !isKnown) return { ...step, isKnown };
    if (known !== undefined && views.length > 0) {
      const changed = { ...known, views };
      const { components, ...rest } = this.#put(changed);
      return { ...step, isKnown, rest, components };
    }
    return { ...step, isKnown, ...this.#takeOut(recordKey, known?.kind) };
  }

  /** Takes a record of which nothing is left out of the graph. */
  #takeOut(
    recordKey: string,
    kind: EntityKind | undefined,
  ): { readonly judged: readonly string[]; readonly components: readonly Component[] } {
    const { graph } = this.#memory;
    this.#changed.set(recordKey, null);
    if (kind === 'group') this.#rememberBefore(graph.componentsOf([recordKey]));
    const { touched, judged } = graph.erase(recordKey);
    const anchor = this.#facts.nodes.get(recordKey)?.anchor;
    // Until a model's step has passed, records stand together that its evidence does not connect.
    const fellows = anchor == null ? [] : this.#memory.places.linkedTo(anchor);
    return { judged, components: graph.componentsOf([...touched, ...fellows, anchor ?? recordKey]) };
  }

  #verdict(verdict: Verdict): Step {
    const { lowerRecordKey, higherRecordKey, judgement } = verdict;
    const error = misplacedVerdict(verdict);
    if (error !== undefined) return { kind: 'refused', error };
    const { graph } = this.#memory;
    this.#facts.standing.remember(lowerRecordKey, higherRecordKey);
    this.#rememberBefore(graph.componentsOf([lowerRecordKey, higherRecordKey]));
    return {
      kind: 'verdict',
      verdict,
      components: graph.componentsOf(graph.judge(lowerRecordKey, higherRecordKey, judgement)),
    };
  }

  #rememberBefore(components: readonly Component[]): void {
    for (const component of components) {
      for (const recordKey of component.recordKeys) {
        if (!this.groupsBefore.has(recordKey)) this.groupsBefore.set(recordKey, component);
      }
    }
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

  #reclustering(step: Reclustering): Step {
    const { scope, slice, of, requestedAt } = step;
    const keys =
      scope === 'all' ? this.#memory.slice(`all/${String(requestedAt)}`, slice, of) : this.#memory.heldSlice(slice, of);
    return { kind: 'reclustering', step, components: this.#memory.graph.componentsOf(keys) };
  }
}

/**
 * Takes a batch into the resolver's memory, and reads all that it takes to decide on it: its records as they stand, every
 * record that they are connected with at any moment of the batch, the groups that list one whose registrant may change,
 * those that may have members in common with them, and the registrants of all their members.
 */
export const readBatch = async (
  records: readonly InputRecord[],
  memory: ResolverMemory,
  reader: StateReader,
): Promise<Batch> => {
  const facts = emptyFacts(memory.graph, memory.restraint, (nodes) => {
    memory.decided(nodes);
  });
  const inputs = records.map((record) => [record, resolverInput(record)] as const);
  const own = inputs.flatMap(([, input]) =>
    input.kind === 'view' ? [input.view.recordKey] : input.kind === 'erasure' ? [input.recordKey] : [],
  );
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
  await loadErased([...own, ...facts.nodes.keys()], facts, reader);
  await loadGroups({
    steps: [...steps.all.values()],
    facts,
    graph: memory.graph,
    places: memory.places,
    reader,
    componentsBefore: steps.groupsBefore,
  });
  return batch;
};
