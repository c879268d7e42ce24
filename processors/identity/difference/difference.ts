import type { DecisionKind } from '../../../schemas/generated/types.ts';

/** Registrants that become one. */
export interface Merge {
  /** Id of the one. */
  readonly registrantId: string;
  /** Ids of all registrants whose records it takes in, sorted. */
  readonly registrantIds: readonly string[];
  /** Sorted. */
  readonly recordKeys: readonly string[];
  /** The least weight that brings about one of the decisions, 1/256 bit; null where no evidence was weighed. */
  readonly leastWeight: number | null;
}

/** A registrant whose records come to belong to several. */
export interface Split {
  readonly registrantId: string;
  /** Ids of the registrants to which its records belong then, sorted. */
  readonly into: readonly string[];
  /** Sorted. */
  readonly recordKeys: readonly string[];
}

/** Persons' verdicts that a model's evidence contradicts. */
export interface ContradictedVerdicts {
  /** Judged to be one, and weighs less than the review line. */
  readonly same: number;
  /** Judged to be different, and reaches the link line. */
  readonly different: number;
}

/** What would become of everybody under another model: ids, record keys and numbers, never what a record says. */
export interface ModelDifference {
  /** Hash of the active model; null: the starter that the program brings along. */
  readonly active: string | null;
  /** Hash of the other. */
  readonly candidate: string;
  readonly records: { readonly persons: number; readonly groups: number };
  /**
   * Records that do not belong where the active model has them: an activation is under way, or was cut short. Not part of
   * the difference, which is between the two models.
   */
  readonly unsettled: number;
  /** Persons under each model. */
  readonly registrants: { readonly before: number; readonly after: number };
  /** Weakest evidence first. */
  readonly merges: readonly Merge[];
  /** By id. */
  readonly splits: readonly Split[];
  /** What the resolver would decide; kinds that would not come are absent. */
  readonly decisions: Readonly<Partial<Record<DecisionKind, number>>>;
  /** Records that wait for a person under each model. */
  readonly reviews: { readonly before: number; readonly after: number };
  /** Verdicts on two persons that are both known. */
  readonly verdicts: {
    readonly known: number;
    readonly before: ContradictedVerdicts;
    readonly after: ContradictedVerdicts;
  };
}
