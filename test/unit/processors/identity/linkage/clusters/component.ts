import type { ClusterRules } from '../../../../../../processors/identity/linkage/clusters/index.ts';
import { clusterComponent } from '../../../../../../processors/identity/linkage/clusters/index.ts';
import type { Edge, Member } from '../../../../../../processors/identity/linkage/edges/index.ts';

/** Weights of pairs of contents, `a-b` to bits. Contents are named by letters; record ids are theirs unless told. */
export type Weights = Readonly<Record<string, number>>;

/** A component whose edges are told in bits. */
export interface Told {
  readonly edges: Weights;
  /** Content to its record ids, where these are others than the content's name. */
  readonly records?: Readonly<Record<string, readonly string[]>>;
  readonly alone?: readonly string[];
}

const bit = 256;

/** Members and edges of a told component. */
const componentOf = ({ edges, records = {}, alone = [] }: Told): { members: Member<string>[]; edges: Edge[] } => {
  const told = Object.entries(edges).map(([pair, bits]): Edge => {
    const [a = '', b = ''] = pair.split('-').sort();
    return { a, b, weight: bits * bit };
  });
  const contents = [...new Set([...told.flatMap(({ a, b }) => [a, b]), ...alone])];
  return {
    members: contents.map((content) => ({ contentId: content, content, ids: records[content] ?? [content] })),
    edges: told,
  };
};

/** Link line 8 bits, guard 4 bits, nobody in conflict. */
const usual: ClusterRules<string> = { linkLine: 8 * bit, guard: 4 * bit, conflict: () => false };

/** Clusters a told component under the usual rules and what is told besides. */
export const clustered = (told: Told, rules: Partial<ClusterRules<string>> = {}) => {
  const { members, edges } = componentOf(told);
  return clusterComponent(members, edges, { ...usual, ...rules });
};
