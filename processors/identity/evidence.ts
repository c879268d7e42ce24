import type { Evidence, GroupOverlap, WeighedEvidence } from '../../schemas/generated/types.ts';
import { speaksIn } from './clusters.ts';
import type { Component } from './graph/component.ts';
import type { Memberships } from './groups/memberships.ts';
import type { Tie } from './groups/ties.ts';
import { compareTies, isLink, tieBetween } from './groups/ties.ts';
import type { Content } from './linkage/index.ts';
import { explain } from './linkage/index.ts';
import type { EntityIds } from './ids.ts';
import type { Node } from './node.ts';

/** Enough to explain a decision; a decision that needs more of it is not explained better. */
const mostEvidence = 10;

/** The strongest weighed evidence between a record and some others. */
interface Strongest {
  readonly other: Node;
  /** 1/256 bit. */
  readonly weight: number;
}

const overlapEvidence = (
  { earlier, later, overlap, verdict }: Tie,
  node: Node,
  guard: string | null,
): GroupOverlap => ({
  otherRecordKey: (node === earlier ? later : earlier).recordKey,
  ...overlap,
  rule: verdict === 'ask' ? null : verdict,
  guard,
});

/** What the records of a component have in common, for the decisions about them. */
export class ComponentEvidence {
  readonly #component: Component;
  readonly #nodes: ReadonlyMap<string, Node>;
  readonly #speaks: (key: string) => boolean;
  /** Record key → its weighed content. */
  readonly #contents = new Map<string, Content>();
  /** Content id → record keys. */
  readonly #records = new Map<string, readonly string[]>();
  /** Content id → contents to which it has an edge, with the weight. */
  readonly #edges = new Map<string, [contentId: string, weight: number][]>();

  readonly #memberships: Memberships | undefined;

  /**
   * @param clustered the component, its records, and of groups what their members have in common
   */
  constructor({
    component,
    nodes,
    memberships,
  }: {
    readonly component: Component;
    readonly nodes: readonly Node[];
    readonly memberships?: Memberships | undefined;
  }) {
    this.#component = component;
    this.#memberships = memberships;
    this.#nodes = new Map(nodes.map((node) => [node.recordKey, node]));
    this.#speaks = speaksIn(component);
    for (const { contentId, content, ids } of component.members) {
      this.#records.set(contentId, ids);
      for (const id of ids) this.#contents.set(id, content);
    }
    for (const { a, b, weight } of component.edges) {
      this.#addEdge(a, b, weight);
      if (a !== b) this.#addEdge(b, a, weight);
    }
  }

  /** Identifiers that speak and that the record shares with others, by type and record key. */
  identifiers(node: Node, others: Iterable<Node>): Evidence[] {
    const keys = new Map(
      node.profile.identifiers.filter(({ key }) => this.#speaks(key)).map((identifier) => [identifier.key, identifier]),
    );
    const found: Evidence[] = [];
    if (keys.size === 0) return found;
    for (const other of others) {
      if (other === node) continue;
      for (const { key } of other.profile.identifiers) {
        const shared = keys.get(key);
        if (shared === undefined) continue;
        found.push({ identifierType: shared.type, issuer: shared.issuer, otherRecordKey: other.recordKey });
        if (found.length === mostEvidence) return found;
      }
    }
    return found;
  }

  /** Whether a person judged the record to be one with one of the others. */
  isJudged(node: Node, others: Iterable<Node>): boolean {
    const keys = new Set([...others].map(({ recordKey }) => recordKey));
    return this.#component.verdicts.some(
      ({ a, b, judgement }) =>
        judgement === 'same' && ((a === node.recordKey && keys.has(b)) || (b === node.recordKey && keys.has(a))),
    );
  }

  /** The strongest weighed evidence between a record and others; of equally strong the lowest record key. */
  strongest(node: Node, isOther: (other: Node) => boolean): Strongest | undefined {
    let best: Strongest | undefined;
    for (const { recordKey, weight } of this.#neighbours(node)) {
      const isBetter = best === undefined || weight > best.weight || recordKey < best.other.recordKey;
      if (!isBetter || (best !== undefined && weight < best.weight)) continue;
      const other = this.#nodes.get(recordKey);
      if (other !== undefined && other !== node && isOther(other)) best = { other, weight };
    }
    return best;
  }

  /**
   * The waterfall of two records, with the next best registrant.
   *
   * @param guard why the evidence did not link; null when it did
   */
  waterfall(node: Node, other: Node, guard: string | null, idOf: EntityIds): WeighedEvidence | null {
    const { linkage, silentValues } = this.#component;
    const [mine, theirs] = [this.#contents.get(node.recordKey), this.#contents.get(other.recordKey)];
    if (mine === undefined || theirs === undefined) return null;
    const { prior, evidence, strangers, household, weight, probability, model } = explain(
      linkage,
      mine,
      theirs,
      silentValues,
    );
    const keys = new Set(linkage.keysOf(theirs));
    const shared = linkage.keysOf(mine).filter((key) => keys.has(key));
    const runnerUp = this.strongest(node, ({ anchor }) => anchor !== other.anchor && anchor !== node.anchor);
    return {
      model,
      otherRecordKey: other.recordKey,
      blockingRules: [...new Set(shared.map((key) => linkage.ruleOf(mine, key)))].sort(),
      priorStrangers: prior.strangers,
      priorHousehold: prior.household,
      comparisons: evidence,
      strangers,
      household,
      weight,
      probability,
      line: linkage.model.lines.link,
      guard,
      runnerUpEntityId: runnerUp === undefined ? null : idOf(runnerUp.other.anchor ?? runnerUp.other.recordKey),
      runnerUpWeight: runnerUp?.weight ?? null,
      margin: runnerUp === undefined ? null : weight - runnerUp.weight,
    };
  }

  /** What a group has in common with one of some others, by which a rule links them; the strongest. */
  strongestOverlap(node: Node, others: readonly Node[]): GroupOverlap | undefined {
    const memberships = this.#memberships;
    if (memberships === undefined) return undefined;
    const [strongest] = others
      .filter((other) => other !== node)
      .flatMap((other) => tieBetween(node, other, memberships) ?? [])
      .filter(isLink)
      .sort(compareTies);
    return strongest === undefined ? undefined : overlapEvidence(strongest, node, null);
  }

  /**
   * What two groups have in common.
   *
   * @param guard why it did not link
   */
  overlap(recordKey: string, otherRecordKey: string, guard: string): GroupOverlap | null {
    const [node, other] = [this.#nodes.get(recordKey), this.#nodes.get(otherRecordKey)];
    if (node === undefined || other === undefined || this.#memberships === undefined) return null;
    const tie = tieBetween(node, other, this.#memberships);
    return tie === undefined ? null : overlapEvidence(tie, node, guard);
  }

  /** Records of some entities that share an identifier with the record, in the order of the component. */
  holders(node: Node, entities: ReadonlySet<string>): Node[] {
    const keys = new Set(node.profile.identifiers.flatMap(({ key }) => (this.#speaks(key) ? [key] : [])));
    return [...this.#nodes.values()].filter(
      ({ anchor, profile }) =>
        anchor !== null && entities.has(anchor) && profile.identifiers.some(({ key }) => keys.has(key)),
    );
  }

  node(recordKey: string): Node | undefined {
    return this.#nodes.get(recordKey);
  }

  *#neighbours(node: Node): Generator<{ readonly recordKey: string; readonly weight: number }> {
    const content = this.#contents.get(node.recordKey);
    for (const [contentId, weight] of this.#edges.get(content?.id ?? '') ?? []) {
      for (const recordKey of this.#records.get(contentId) ?? []) yield { recordKey, weight };
    }
  }

  #addEdge(from: string, to: string, weight: number): void {
    const known = this.#edges.get(from);
    if (known === undefined) this.#edges.set(from, [[to, weight]]);
    else known.push([to, weight]);
  }
}
