/**
 * What the edge set needs to know of contents: the blocking rules and the frozen model behind one small face. Every
 * method is a pure function of its arguments, so that the edges are a function of the records alone.
 *
 * @typeParam Content what is compared of a record
 */
export interface Linkage<Content> {
  /** Blocking keys, hashed to integers of at most 53 bits. Repeated ones count once; a record without keys meets nobody. */
  keysOf(content: Content): readonly number[];
  /** Equal for contents that are the same to the model, different for all others. */
  contentId(content: Content): string;
  /**
   * The weight of the evidence that the two are one person, an integer in 1/256 bit; symmetric, also for a content
   * with itself. May be anything below the review line as soon as it is clear that the line is out of reach.
   *
   * @param silent keys of blocks that have fallen silent: agreement in a value that names one of them says nothing
   */
  weight(a: Content, b: Content, silent?: ReadonlySet<number>): number;
  /**
   * Whether the key's block is that of a value which is evidence itself, such as a phone number: when it falls silent,
   * {@link weight} changes for those who hold it, and may only fall. None when absent.
   */
  isValueKey?(key: number): boolean;
  /** How many distinct contents the key's block may hold, where that is less than {@link EdgeRules.cap}. */
  capOf?(key: number): number;
  /** Whether something speaks so strongly against the two being one that weight cannot outweigh it; symmetric. */
  conflict(a: Content, b: Content): boolean;
  /** The name of the blocking rule that gave a content one of its keys, for reports. */
  ruleOf?(content: Content, key: number): string;
  /** An empty store for contents; when absent they are kept as they are. */
  contents?(): ContentStore<Content>;
}

/** Keeps contents by dense numbers. */
export interface ContentStore<Content> {
  /** Bytes allocated, as far as the store knows. */
  readonly bytes: number;
  /** Keeps a content under a number, in the place of the one that is there. */
  set(number: number, content: Content): void;
  /** The content of a number that has one; it stays as it is whatever the store takes in later. */
  get(number: number): Content;
  /** As {@link get}, right until the next {@link set} or {@link delete}. */
  peek(number: number): Content;
  /** {@link Linkage.contentId} of a number's content. */
  idOf(number: number): string;
  /** Forgets the content of a number that has one. */
  delete(number: number): void;
}

/** Two contents that may be one person. Every record of the one has this edge to every other record of the other. */
export interface Edge {
  /** The smaller content id. Equal to `b` for the edge among records of one content, of which there are at least two. */
  readonly a: string;
  readonly b: string;
  /** In 1/256 bit, at least the review line. */
  readonly weight: number;
}

/** What a record that came, changed or went did to the edges. */
export interface EdgeChange {
  readonly came: readonly Edge[];
  readonly went: readonly Edge[];
  /**
   * Ids of records still present whose components may have changed, at least one for each such component: where edges
   * went, all on each side, for records of one content without an edge are components of their own. Whoever computes
   * components anew can pass over ids that one of them has brought already. Each once, ascending, the record itself among
   * them where it is still there: a function of the records before and after, so that an index that was filled tells what
   * one tells that was filled record by record. Empty when the record was already known with the same content.
   */
  readonly touched: readonly string[];
}

/** Another record to which a record has an edge. */
export interface Neighbour {
  readonly id: string;
  /** In 1/256 bit. */
  readonly weight: number;
}

/** A distinct content, and the records that have it. */
export interface Member<Content> {
  readonly contentId: string;
  readonly content: Content;
  /** At least one; ascending. */
  readonly ids: readonly string[];
}

/** Contents connected by edges, directly or through others. */
export interface Component<Content> {
  /** In the order of their smallest record ids. */
  readonly members: readonly Member<Content>[];
  /** By `a`, then `b`. */
  readonly edges: readonly Edge[];
}

/** A block with so many distinct contents that sharing its key says nothing. Somebody should look at its rule or data. */
export interface SilentBlock {
  readonly key: number;
  /** The blocking rule's name; undefined when the linkage does not tell. */
  readonly rule: string | undefined;
  /** How many distinct contents hold the key; more than the cap. */
  readonly contents: number;
  /** How many records hold the key. */
  readonly records: number;
}

/** The numbers on which the edge set depends besides the linkage. */
export interface EdgeRules {
  /**
   * How many records may have one content before it falls silent: it has no edges and is in no block then, for what so
   * many say alike is a form's example or a test. At least 2; no limit when absent.
   */
  readonly records?: number;
  /** How many distinct contents a block may hold before it falls silent, unless the linkage says less; at least 1. */
  readonly cap: number;
  /** The least weight of an edge, in 1/256 bit. */
  readonly reviewLine: number;
}
