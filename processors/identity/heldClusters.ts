import type { Component } from './graph/component.ts';
import type { IdentifierClustering, IdentifierRules } from './identifierClusters.ts';
import { identifierClustersOf } from './identifierClusters.ts';
import type { Node } from './node.ts';
import { pairKey } from './pairs.ts';
import { heldAdopted } from './restraint/heldAdopted.ts';
import { heldDeaths } from './restraint/heldDeaths.ts';
import { heldMerges } from './restraint/heldMerges.ts';
import { heldSplits } from './restraint/heldSplits.ts';
import type { HeldApart, Hold } from './restraint/hold.ts';
import type { Restraining } from './restraint/restraining.ts';
import { Round } from './restraint/round.ts';
import type { WeighedClustering } from './weighedClusters.ts';
import { weighedClustersOf } from './weighedClusters.ts';

/** A clustering in which nobody is harmed by a guess. */
export interface HeldClustering extends WeighedClustering {
  readonly byIdentifier: IdentifierClustering;
  /** What a person is asked for it. */
  readonly held: readonly Hold[];
  /** Records whose death does not count for the registrant to which they belong. */
  readonly withheldDeaths: ReadonlySet<string>;
  /** By identifiers and verdicts alone: record key → anchor. Works when it is called. */
  readonly certain: () => ReadonlyMap<string, string>;
}

/** What was held in the rounds so far. */
class Holds {
  readonly apart = new Map<string, HeldApart>();
  /** Record key → why it stays, and in whose registrant. */
  readonly together = new Map<string, Hold & { readonly anchor: string }>();

  /** @returns whether there was something new in it */
  add(apart: readonly HeldApart[], together: ReadonlyMap<string, Hold & { readonly anchor: string }>): boolean {
    const before = this.apart.size + this.together.size;
    for (const one of apart) {
      const key = `${one.asked.join('\t')}\t${String(one.firm)}`;
      if (!this.apart.has(key)) this.apart.set(key, one);
    }
    for (const [recordKey, one] of together) if (!this.together.has(recordKey)) this.together.set(recordKey, one);
    return this.apart.size + this.together.size > before;
  }

  get pairs(): (readonly [string, string])[] {
    return [...this.apart.values()].flatMap(({ pairs }) => pairs);
  }

  /** Identifier rules by which what is firmly held apart is not joined either. */
  rules(rules: IdentifierRules): IdentifierRules {
    const firm = new Set(
      [...this.apart.values()].flatMap((one) => (one.firm ? one.pairs.map(([a, b]) => pairKey(a, b)) : [])),
    );
    if (firm.size === 0) return rules;
    return { ...rules, mayMeet: (a, b) => rules.mayMeet(a, b) && !firm.has(pairKey(a.recordKey, b.recordKey)) };
  }
}

/** Nothing is weighed, judged or held together: identifiers say it all. */
const isSettled = ({ edges, verdicts }: Component, { together }: Holds): boolean =>
  edges.length === 0 && together.size === 0 && verdicts.every(({ judgement }) => judgement !== 'same');

/**
 * Clusters of a component by identifiers, weighed evidence and verdicts, with every adverse change held that may not
 * happen by itself (DESIGN §7): who is touched stays as he is, and a person is asked. What is one already stays one: who
 * was merged before the enrolment is not split by it. This makes it a function of the component and of how it stands.
 *
 * @param nodes the component's records
 */
export const heldClustersOf = (
  component: Component,
  nodes: readonly Node[],
  identifierRules: IdentifierRules,
  restraint: Restraining,
): HeldClustering => {
  const holds = new Holds();
  // Every round holds somebody who was not held before, and there are as many as there are pairs at most.
  for (;;) {
    const byIdentifier = identifierClustersOf(nodes, holds.rules(identifierRules));
    const { together } = holds;
    const found = isSettled(component, holds)
      ? { clusters: byIdentifier.clusters, pairs: [], refused: [] }
      : weighedClustersOf(component, nodes, byIdentifier, { restraint, apart: holds.pairs, together });
    const round = new Round({ component, nodes, restraint }, byIdentifier, found);
    const deaths = heldDeaths(round);
    const splits = heldSplits(round);
    if (holds.add([...heldMerges(round), ...heldAdopted(round), ...deaths.apart, ...splits.apart], splits.together))
      continue;
    return {
      ...found,
      byIdentifier,
      held: [...[...holds.apart.values()].filter(isQuestion), ...together.values(), ...deaths.withheld.values()],
      withheldDeaths: new Set(deaths.withheld.keys()),
      certain: () => round.certain,
    };
  }
};

/** A record that stays in its registrant is asked about as such. */
const isQuestion = ({ reason }: Hold): boolean => !reason.endsWith(':split');
