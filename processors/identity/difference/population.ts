import type { Facts } from '../facts.ts';
import { emptyFacts } from '../facts.ts';
import type { Component } from '../graph/component.ts';
import { Enrolments } from '../graph/enrolments.ts';
import type { GraphSetting } from '../graph/identityGraph.ts';
import { IdentityGraph } from '../graph/identityGraph.ts';
import { Places } from '../graph/places.ts';
import { Verdicts } from '../graph/verdicts.ts';
import type { PersonLinkage, PersonProfile } from '../linkage/index.ts';
import { graphRecordOf } from '../memory.ts';
import { Restraint } from '../restraint/restraint.ts';
import type { StateReader, StoredVerdict } from '../store/reader.ts';

/** Everybody, as the resolver has stored it, in a graph for each model. */
export interface Population {
  /** Nodes without views: what clusters them is in their profiles. Anchors are as they are stored. */
  readonly facts: Facts;
  /** Ascending. */
  readonly recordKeys: readonly string[];
  readonly graphs: readonly [active: IdentityGraph, candidate: IdentityGraph];
  readonly verdicts: readonly StoredVerdict[];
  /** What is weighed of the persons that verdicts name. */
  readonly judged: ReadonlyMap<string, PersonProfile>;
}

/** Hears how far long work is; what it rejects with ends the work. */
export type OnProgress = (
  doing: 'reading' | 'weighing by the active model' | 'weighing',
  records: number,
) => Promise<void>;

/** Reads everybody into a graph for each of two models. */
export const loadPopulation = async (
  reader: StateReader,
  linkages: readonly [active: PersonLinkage, candidate: PersonLinkage],
  { cap, idOf }: Pick<GraphSetting, 'cap' | 'idOf'>,
  onProgress: OnProgress,
): Promise<Population> => {
  const enrolments = new Enrolments();
  for (const { registrantId, program, state } of await reader.enrolments())
    enrolments.set(registrantId, program, state);
  const verdicts = await reader.verdicts();
  const standing = new Verdicts();
  for (const { lower, higher, judgement } of verdicts) standing.set(lower, higher, judgement);
  const named = new Set(verdicts.flatMap(({ lower, higher }) => [lower, higher]));
  const [active, candidate] = linkages;
  const places = new Places();
  const restraint = new Restraint();
  restraint.load(await reader.restraint());
  const setting = { cap, idOf, verdicts: standing, enrolments, places };
  const graphs = [new IdentityGraph(active, setting), new IdentityGraph(candidate, setting)] as const;
  const facts = emptyFacts(graphs[0], restraint);
  const recordKeys: string[] = [];
  const judged = new Map<string, PersonProfile>();
  for await (const page of reader.everybody()) {
    for (const stored of page) {
      const record = graphRecordOf(stored);
      const { recordKey, profile, person } = record;
      for (const graph of graphs) graph.load(recordKey, graph.compare(record));
      const { kind, anchor } = stored;
      const bare = { views: new Map(), review: null, published: null, compared: null };
      facts.nodes.set(recordKey, { ...bare, recordKey, kind, profile, anchor });
      places.load(recordKey, anchor, false);
      recordKeys.push(recordKey);
      if (person !== undefined && named.has(recordKey)) judged.set(recordKey, person);
    }
    await onProgress('reading', recordKeys.length);
  }
  return { facts, recordKeys: recordKeys.sort(), graphs, verdicts, judged };
};

/**
 * Every component of a graph, together with those of whoever shares a registrant with it, one after the other, with how
 * many records have come by then.
 */
export function* componentsIn(
  graph: IdentityGraph,
  recordKeys: readonly string[],
): Generator<{ readonly components: readonly Component[]; readonly records: number }> {
  const seen = new Set<string>();
  for (const recordKey of recordKeys) {
    if (seen.has(recordKey)) continue;
    const components = graph.componentsOf([recordKey]).map((one) => ({ ...one, touched: true }));
    for (const component of components) for (const member of component.recordKeys) seen.add(member);
    yield { components, records: seen.size };
  }
}
