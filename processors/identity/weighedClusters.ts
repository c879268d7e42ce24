import type { Cluster } from './cluster.ts';
import { anchorsOf, compareClusters } from './cluster.ts';
import type { Component } from './graph/component.ts';
import type { IdentifierClustering } from './identifierClusters.ts';
import { clusterComponent, unscored } from './linkage/clusters/index.ts';
import type { ReviewPair } from './linkage/clusters/index.ts';
import type { Member } from './linkage/edges/index.ts';
import type { Content } from './linkage/index.ts';
import type { Node } from './node.ts';
import { compareNodes } from './node.ts';
import { pairKey } from './pairs.ts';
import type { Restraining } from './restraint/restraining.ts';

/** How weighed evidence and verdicts join what identifiers have joined. */
export interface WeighedClustering {
  /** In the order of their anchors. */
  readonly clusters: readonly Cluster[];
  /** What a person may be asked, strongest first. */
  readonly pairs: readonly ReviewPair[];
  /** Verdicts, or links by an identifier, that another verdict contradicts through a third record. */
  readonly refused: readonly (readonly [string, string])[];
}

type Weighed = Content | undefined;

/** Weighed contents, and each record without any as a member of its own. */
const membersOf = ({ members, recordKeys }: Component): Member<Weighed>[] => {
  const known = new Set(members.flatMap(({ ids }) => ids));
  const bare = recordKeys
    .filter((recordKey) => !known.has(recordKey))
    .map((recordKey) => ({ contentId: `record ${recordKey}`, content: undefined, ids: [recordKey] }));
  return [...members, ...bare];
};

const submissionsOf = (nodes: readonly Node[]): string[][] => {
  const found = new Map<string, string[]>();
  for (const { recordKey, profile } of nodes) {
    for (const submission of profile.submissions) {
      const known = found.get(submission);
      if (known === undefined) found.set(submission, [recordKey]);
      else known.push(recordKey);
    }
  }
  return [...found.values()].filter(({ length }) => length > 1);
};

/** Pairs that identifiers leave to a person, unless a person has judged them to be one already. */
const doubted = (
  { clusters, doubts }: IdentifierClustering,
  { verdicts }: Component,
  isKept: (a: string, b: string) => boolean,
): [string, string][] => {
  if (doubts.size === 0) return [];
  const anchorOf = anchorsOf(clusters);
  const judged = new Set(
    verdicts.flatMap(({ a, b, judgement }) => {
      if (judgement !== 'same') return [];
      const [x = a, y = b] = [anchorOf.get(a), anchorOf.get(b)];
      return [pairKey(x, y)];
    }),
  );
  return [...doubts].flatMap(([recordKey, { candidates }]) =>
    candidates.flatMap(({ anchor }): [string, string][] =>
      judged.has(pairKey(anchorOf.get(recordKey) ?? recordKey, anchor.recordKey)) || isKept(recordKey, anchor.recordKey)
        ? []
        : [[recordKey, anchor.recordKey]],
    ),
  );
};

/** What else decides, besides the component. */
interface Holding {
  readonly restraint: Restraining;
  /** Pairs of record keys that stay two whatever they weigh. */
  readonly apart?: readonly (readonly [string, string])[];
  /** Record keys that stay in their registrant, with its anchor. */
  readonly together?: ReadonlyMap<string, { readonly anchor: string }>;
}

/** Records of each two sources that may not be linked. */
const sidesOf = (nodes: readonly Node[], restraint: Restraining): [string[], string[]][] => {
  const ofSource = new Map<string, string[]>();
  for (const { recordKey, profile } of nodes) {
    const known = ofSource.get(profile.source);
    if (known === undefined) ofSource.set(profile.source, [recordKey]);
    else known.push(recordKey);
  }
  const sources = [...ofSource].sort(([a], [b]) => (a < b ? -1 : 1));
  return sources.flatMap(([source, some], index) =>
    sources
      .slice(index + 1)
      .flatMap(([other, others]): [string[], string[]][] => (restraint.mayLink(source, other) ? [] : [[some, others]])),
  );
};

/**
 * Joins the clusters that identifiers have made by weighed evidence and by verdicts (a pure function of the component):
 * verdicts and identifiers come first; of the evidence that reaches the link line the strongest first, as long as the
 * clusters are alike on the whole and nothing speaks against it. What identifiers leave to a person stays with that
 * person, whatever it weighs.
 *
 * @param nodes of the component
 */
export const weighedClustersOf = (
  component: Component,
  nodes: readonly Node[],
  byIdentifier: IdentifierClustering,
  { restraint, apart = [], together = new Map() }: Holding,
): WeighedClustering => {
  const { linkage } = component;
  const { lines, kind } = linkage.model;
  const byKey = new Map(nodes.map((node) => [node.recordKey, node]));
  const identified = byIdentifier.clusters.flatMap(({ anchor, members }) =>
    members
      .filter((member) => member !== anchor)
      .map(({ recordKey }): [string, string] => [anchor.recordKey, recordKey]),
  );
  const judgedPairs = (judgement: 'same' | 'different'): [string, string][] =>
    component.verdicts.filter((one) => one.judgement === judgement).map(({ a, b }) => [a, b]);
  const maySources = ([a, b]: readonly [string, string]): boolean =>
    restraint.mayLink(byKey.get(a)?.profile.source ?? '', byKey.get(b)?.profile.source ?? '');
  const kept = [...together].map(([recordKey, { anchor }]): [string, string] => [anchor, recordKey]);
  const whole = new Set(kept.map(([anchor]) => anchor));
  const isKept = (a: string, b: string): boolean => {
    const [mine, theirs] = [byKey.get(a)?.anchor, byKey.get(b)?.anchor];
    return mine != null && mine === theirs && whole.has(mine);
  };
  const { clusters, review, refused } = clusterComponent<Weighed>(membersOf(component), component.edges, {
    // What a model that has learned nothing weighs belongs before a person.
    linkLine: kind === 'starter' ? Infinity : lines.link,
    guard: lines.review,
    conflict: (a, b) => a !== undefined && b !== undefined && linkage.conflict(a, b),
    weight: (a, b) => (a === undefined || b === undefined ? unscored : linkage.weight(a, b, component.silentValues)),
    mustLink: [...identified, ...judgedPairs('same').filter(maySources), ...kept],
    cannotLink: [
      ...submissionsOf(nodes),
      ...judgedPairs('different'),
      ...doubted(byIdentifier, component, isKept),
      ...apart,
    ],
    sides: sidesOf(nodes, restraint),
  });
  const found = clusters.map((recordKeys): Cluster => {
    const members = recordKeys.map((recordKey) => byKey.get(recordKey) as Node).sort(compareNodes);
    return { anchor: members[0] as Node, members };
  });
  const contradicted = refused.filter(([a, b]) => !isKept(a, b));
  return { clusters: found.sort(compareClusters), pairs: review, refused: contradicted };
};
