import { anchorsOf } from '../cluster.ts';
import type { Component } from '../graph/component.ts';
import type { IdentifierClustering } from '../identifierClusters.ts';
import type { Node } from '../node.ts';
import type { WeighedClustering } from '../weighedClusters.ts';
import { weighedClustersOf } from '../weighedClusters.ts';
import { standingEntities, standingWith } from './hold.ts';
import type { Restraining } from './restraining.ts';

/** A component as it would fall into clusters, and what there is to know before it may. */
export class Round {
  readonly component: Component;
  readonly nodes: readonly Node[];
  readonly restraint: Restraining;
  readonly found: WeighedClustering;
  /** Record key → anchor of its cluster, as it would be. */
  readonly anchorOf: ReadonlyMap<string, string>;
  /** Records by registrant, as things stand. */
  readonly entities: ReadonlyMap<string, readonly Node[]>;
  readonly #byIdentifier: IdentifierClustering;
  #certain: ReadonlyMap<string, string> | undefined;
  #judged: ReadonlyMap<string, string> | undefined;

  constructor(
    { component, nodes, restraint }: Pick<Round, 'component' | 'nodes' | 'restraint'>,
    byIdentifier: IdentifierClustering,
    found: WeighedClustering,
  ) {
    this.component = component;
    this.nodes = nodes;
    this.restraint = restraint;
    this.found = found;
    this.anchorOf = anchorsOf(found.clusters);
    this.entities = standingEntities(nodes);
    this.#byIdentifier = byIdentifier;
  }

  /** Record key → anchor of its cluster by identifiers and verdicts alone. */
  get certain(): ReadonlyMap<string, string> {
    const { component, nodes, restraint } = this;
    this.#certain ??= anchorsOf(
      weighedClustersOf({ ...component, edges: [] }, nodes, this.#byIdentifier, { restraint }).clusters,
    );
    return this.#certain;
  }

  /** Whether a person's verdicts make one of two records, each with its registrant as things stand. */
  areJudgedOne(a: string, b: string): boolean {
    this.#judged ??= judgedClasses(this);
    const known = this.#judged.get(a);
    return a === b || (known !== undefined && known === this.#judged.get(b));
  }

  /** Record keys of a record's registrant as things stand; the record alone where there is none. */
  entityOf(recordKey: string): readonly string[] {
    return standingWith(recordKey, this.nodes, this.entities);
  }
}

const judgedClasses = ({ nodes, component }: Round): Map<string, string> => {
  const classOf = new Map(nodes.map(({ recordKey, anchor }) => [recordKey, anchor ?? recordKey]));
  for (const { a, b, judgement } of component.verdicts) {
    if (judgement !== 'same') continue;
    const [from, into] = [classOf.get(a), classOf.get(b)];
    if (from === undefined || into === undefined || from === into) continue;
    for (const [recordKey, one] of classOf) if (one === from) classOf.set(recordKey, into);
  }
  return classOf;
};
