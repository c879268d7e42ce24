import type { Query } from '../../../core/streamProcessor.ts';
import { nodesOf, putNode } from '../facts.ts';
import { clusterGroups } from '../groups/clusterGroups.ts';
import type { EntityIds } from '../ids.ts';
import { entityIdsOf } from '../ids.ts';
import type { Clustered } from '../lineage.ts';
import { lineageOf } from '../lineage.ts';
import type { LinkageModel } from '../linkage/index.ts';
import { linkageOf, streamLinkage } from '../memory.ts';
import type { Node } from '../node.ts';
import { assign, clusterAll, partedByKind } from '../resolve.ts';
import { postgresReader } from '../store/postgresReader.ts';
import { Changes } from './changes.ts';
import { contradictedVerdicts } from './contradictedVerdicts.ts';
import type { ModelDifference } from './difference.ts';
import type { OnProgress, Population } from './population.ts';
import { componentsIn, loadPopulation } from './population.ts';

/** What comparing two models takes. */
export interface Comparison {
  /** Only reads. */
  readonly query: Query;
  /** Deployment id: it gives registrants their ids. */
  readonly deployment: string;
  readonly candidate: LinkageModel;
  /** How many different contents may hold an identifier that links. */
  readonly cap: number;
  readonly onProgress: OnProgress;
}

/** Records between two words on how far it is. */
const OFTEN = 500;

/** Clusters everybody by one of the models, and hands each component on: persons first, and groups by their members then. */
const clusterEverybody = async (
  { facts, graphs, recordKeys }: Population,
  side: 0 | 1,
  { onProgress, idOf }: Pick<Comparison, 'onProgress'> & { readonly idOf: EntityIds },
  take: (clustered: Clustered) => void,
): Promise<void> => {
  let told = 0;
  for (const { components, records } of componentsIn(graphs[side], recordKeys)) {
    for (const clustered of clusterAll(partedByKind(components, facts).persons, facts)) take(clustered);
    if (records - told < OFTEN) continue;
    told = records;
    await onProgress(side === 0 ? 'weighing by the active model' : 'weighing', records);
  }
  for (const recordKey of facts.groupComponents.keys())
    for (const node of nodesOf([recordKey], facts)) putNode(node, facts);
  for (const clustered of clusterGroups(facts.groupComponents.keys(), facts, idOf)) take(clustered);
};

const waiting = (nodes: Iterable<Node>): number => [...nodes].filter(({ review }) => review !== null).length;

const personsIn = ({ clusters }: Clustered): number =>
  clusters.filter(({ anchor }) => anchor.kind === 'individual').length;

/**
 * Lays another model beside the active one: everybody who is stored is clustered under each by the code that the stream
 * uses, and what would be decided is what the resolver would decide if the model were activated. Nothing is written.
 *
 * It holds everybody in memory twice. A resolver that works on meanwhile may be seen in the middle of its work, which is
 * the same under both models.
 *
 * @throws EtlError `config` `NORMALISER_CHANGED`, or as {@link readModel} for the active model; what `onProgress` rejects
 *   with comes out unchanged
 */
export const compareModels = async ({
  query,
  deployment,
  candidate,
  cap,
  onProgress,
}: Comparison): Promise<ModelDifference> => {
  const reader = postgresReader(query);
  const idOf = entityIdsOf(deployment);
  const active = await reader.activeModel();
  const linkages = [linkageOf(active), streamLinkage(candidate)] as const;
  const population = await loadPopulation(reader, linkages, { cap, idOf }, onProgress);
  const { facts } = population;
  const nodes = facts.nodes;
  let unsettled = 0;
  await clusterEverybody(population, 0, { onProgress, idOf }, (clustered) => {
    const before = assign([clustered], new Set());
    for (const [recordKey, { anchor }] of before) if (anchor !== nodes.get(recordKey)?.anchor) unsettled += 1;
  });
  const reviewsBefore = waiting(nodes.values());
  const changes = new Changes(idOf);
  let after = 0;
  await clusterEverybody(population, 1, { onProgress, idOf }, (clustered) => {
    const before = assign([clustered], new Set());
    after += personsIn(clustered);
    changes.add(clustered, before, lineageOf([clustered], { before, facts, idOf, trigger: 'weighed' }));
  });
  const persons = [...nodes.values()].filter(({ kind }) => kind === 'individual').length;
  return {
    active: active?.hash ?? null,
    candidate: candidate.hash,
    records: { persons, groups: nodes.size - persons },
    unsettled,
    registrants: { before: changes.registrants, after },
    merges: changes.merges,
    splits: changes.splits,
    decisions: changes.decisions,
    reviews: { before: reviewsBefore, after: waiting(nodes.values()) },
    verdicts: {
      known: population.verdicts.filter(
        ({ lower, higher }) => population.judged.has(lower) && population.judged.has(higher),
      ).length,
      before: contradictedVerdicts(population, linkages[0]),
      after: contradictedVerdicts(population, linkages[1]),
    },
  };
};
