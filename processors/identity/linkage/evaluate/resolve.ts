import { clusterComponent } from '../clusters/index.ts';
import type { ReviewPair } from '../clusters/index.ts';
import type { Content } from '../content/values.ts';
import type { Edge, Member } from '../edges/index.ts';
import { mostAlike } from '../linkage.ts';
import type { PersonLinkage } from '../linkage.ts';
import { comparePairs, type IndexedEdge } from './pairs.ts';

/** A record to be resolved. */
export interface ResolvableRecord {
  readonly content: Content;
  /** The entry in which it came, whose members are different people. */
  readonly submission: string | null;
}

export interface ResolveOptions {
  /** 1/256 bit. */
  readonly linkLine: number;
  readonly reviewLine: number;
  /** Least mean weight across two clusters that become one; 1/256 bit. */
  readonly guard: number;
  readonly onPair?: (a: Member<Content>, b: Member<Content>) => void;
  readonly onProgress?: (done: number, of: number) => void;
}

/** Who is who among a fixed set of records. Records are named by their index. */
export interface Resolution {
  /** By record: the number of its cluster. */
  readonly clusterOf: Int32Array;
  readonly review: readonly ReviewPair[];
  readonly distinctContents: number;
  readonly pairs: number;
  readonly edges: number;
  readonly silentBlocks: number;
}

const membersOf = (records: readonly ResolvableRecord[]): Member<Content>[] => {
  const members = new Map<string, { contentId: string; content: Content; ids: string[] }>();
  records.forEach(({ content }, index) => {
    const known = members.get(content.id);
    if (known === undefined) members.set(content.id, { contentId: content.id, content, ids: [String(index)] });
    else known.ids.push(String(index));
  });
  return [...members.values()].map((member) => ({ ...member, ids: member.ids.sort() }));
};

/** Contents connected by edges, with the edges among them; contents without edges come alone. */
const componentsOf = (size: number, edges: readonly IndexedEdge[]) => {
  const parent = Int32Array.from({ length: size }, (_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root] as number] as number;
      root = parent[root] as number;
    }
    return root;
  };
  for (const { a, b } of edges) parent[rootOf(a)] = rootOf(b);
  const components = new Map<number, { members: number[]; edges: IndexedEdge[] }>();
  const of = (index: number) => {
    const root = rootOf(index);
    const known = components.get(root) ?? { members: [], edges: [] };
    components.set(root, known);
    return known;
  };
  for (let index = 0; index < size; index += 1) of(index).members.push(index);
  for (const edge of edges) of(edge.a).edges.push(edge);
  return [...components.values()];
};

const submissionsOf = (records: readonly ResolvableRecord[]): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  records.forEach(({ submission }, index) => {
    if (submission === null) return;
    const known = found.get(submission);
    if (known === undefined) found.set(submission, [String(index)]);
    else known.push(String(index));
  });
  return found;
};

const named = (members: readonly Member<Content>[], { a, b, weight }: IndexedEdge): Edge => {
  const [one, other] = [members[a]?.contentId ?? '', members[b]?.contentId ?? ''];
  return one <= other ? { a: one, b: other, weight } : { a: other, b: one, weight };
};

/** Resolves a fixed set of records at once: what the stream comes to, whatever the order in which they arrive. */
export const resolveAll = (
  records: readonly ResolvableRecord[],
  linkage: PersonLinkage,
  options: ResolveOptions,
): Resolution => {
  const members = membersOf(records);
  const { onPair, onProgress } = options;
  const { edges, pairs, silent } = comparePairs(
    members.map(({ content }) => content),
    linkage,
    {
      cap: linkage.model.blocking.cap,
      reviewLine: options.reviewLine,
      records: Int32Array.from(members, ({ ids }) => ids.length),
      mostRecords: mostAlike,
      ...(onProgress && {
        onProgress: (done: number) => {
          onProgress(done, members.length);
        },
      }),
      ...(onPair && {
        onPair: (a: number, b: number) => {
          onPair(members[a] as Member<Content>, members[b] as Member<Content>);
        },
      }),
    },
  );
  const submissions = submissionsOf(records);
  const clusterOf = new Int32Array(records.length);
  const review: ReviewPair[] = [];
  let clusters = 0;
  for (const component of componentsOf(members.length, edges)) {
    const some = component.members.map((index) => members[index] as Member<Content>);
    const names = new Set(some.flatMap(({ ids }) => ids.flatMap((id) => records[Number(id)]?.submission ?? [])));
    const result = clusterComponent(
      some,
      component.edges.map((edge) => named(members, edge)),
      {
        linkLine: options.linkLine,
        guard: options.guard,
        conflict: (a, b) => linkage.conflict(a, b),
        weight: (a, b) => linkage.weight(a, b, silent),
        cannotLink: [...names].map((name) => submissions.get(name) ?? []),
      },
    );
    for (const ids of result.clusters) {
      for (const id of ids) clusterOf[Number(id)] = clusters;
      clusters += 1;
    }
    review.push(...result.review);
  }
  return { clusterOf, review, distinctContents: members.length, pairs, edges: edges.length, silentBlocks: silent.size };
};
