import type { Content, PersonLinkage, SilentKeys } from '../linkage/index.ts';
import type { Edge, Member } from '../linkage/edges/index.ts';
import type { PairVerdict } from './verdicts.ts';

/**
 * Records that may belong together: connected by identifiers that speak, by weighed evidence or by a person's verdict,
 * directly or through others. It stays as it was when it was asked for, whatever the graph takes in later.
 */
export interface Component {
  /** By which the contents were made and weighed. */
  readonly linkage: PersonLinkage;
  /** Record keys, ascending. */
  readonly recordKeys: readonly string[];
  /** Hashes of the members' identifiers that are held by too many to say anything. */
  readonly silent: ReadonlySet<number>;
  /** Keys of phones and addresses of the members that too many hold for agreement in them to be weighed. */
  readonly silentValues: SilentKeys;
  /** Weighed contents; records without any (groups) are in none. */
  readonly members: readonly Member<Content>[];
  /** Between the contents, in 1/256 bit, from the review line on. */
  readonly edges: readonly Edge[];
  /** On members of the component; of two that were judged different, one may be elsewhere. */
  readonly verdicts: readonly PairVerdict[];
  /** Record keys whose registrants have an enrolment past the draft. */
  readonly enrolled: ReadonlySet<string>;
  /**
   * Whether it holds a record that was asked for. Others are told of because they may share a registrant with one that
   * does: they are clustered with it or not at all.
   */
  readonly touched: boolean;
}

/** Orders components by their first record keys. */
export const compareComponents = ({ recordKeys: [a = ''] }: Component, { recordKeys: [b = ''] }: Component): number =>
  a < b ? -1 : 1;

const united = <T>(sets: readonly ReadonlySet<T>[]): Set<T> => new Set(sets.flatMap((set) => [...set]));

const unitedMembers = (components: readonly Component[]): Member<Content>[] => {
  const found = new Map<string, Member<Content>>();
  for (const member of components.flatMap(({ members }) => members)) {
    const known = found.get(member.contentId);
    found.set(
      member.contentId,
      known === undefined ? member : { ...member, ids: [...new Set([...known.ids, ...member.ids])].sort() },
    );
  }
  return [...found.values()];
};

const unitedVerdicts = (components: readonly Component[]): PairVerdict[] => {
  const found = new Map(components.flatMap(({ verdicts }) => verdicts.map((one) => [`${one.a}\t${one.b}`, one])));
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, verdict]) => verdict);
};

/** Several components as one that was asked for; one alone is left as it is. */
export const oneComponent = (components: readonly [Component, ...Component[]]): Component => {
  const [first] = components;
  if (components.length === 1) return first;
  return {
    linkage: first.linkage,
    recordKeys: components.flatMap(({ recordKeys }) => recordKeys).sort(),
    silent: united(components.map(({ silent }) => silent)),
    silentValues: united(components.map(({ silentValues }) => silentValues)),
    members: unitedMembers(components),
    edges: [
      ...new Map(components.flatMap(({ edges }) => edges.map((edge) => [`${edge.a}\t${edge.b}`, edge]))).values(),
    ],
    verdicts: unitedVerdicts(components),
    enrolled: united(components.map(({ enrolled }) => enrolled)),
    touched: true,
  };
};
