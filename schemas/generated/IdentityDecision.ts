// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

import type { Position } from './Position.ts';

/** Why a record belongs to the registrant or group it belongs to. */
export interface IdentityDecision {
  readonly entityId: string;
  readonly entityKind: EntityKind;
  readonly kind: DecisionKind;
  readonly recordKey: string;
  /** The rule that decided: `source-key`, `identifier`, `weighed` (evidence weighed by a model), `members` (of groups: members in common), `verdict` (a person), `erasure` (a record was erased), `hold` (what was held is let go) or `policy` (other sources may be linked). */
  readonly rule: string;
  readonly evidence: readonly Evidence[];
  /** What spoke against it, for example `sex`, `birth-date`, `identifier:National ID`, `several-registrants`. */
  readonly conflicts: readonly string[];
  /** Entities merged, split from, redirected to, or that a review must choose between. */
  readonly otherEntityIds: readonly string[];
  readonly version: number;
  readonly cause: Position;
  readonly importRun: string;
  readonly observedAt: number;
  /** The waterfall of the weighed evidence, where the rule is `weighed` or a review asks about it. Levels and weights, never values. */
  readonly weighed: WeighedEvidence | null;
  /** What two groups have in common, where the rule is `members` or a review asks about it. Counts and levels, never values. */
  readonly overlap: GroupOverlap | null;
}

/** What is resolved. */
export type EntityKind = 'individual' | 'group';

/** What was decided. */
export type DecisionKind = 'created' | 'linked' | 'merged' | 'split' | 'redirected' | 'review_opened' | 'review_closed' | 'held' | 'erased';

/** An identifier that two records share: its type and issuer, never its value. */
export interface Evidence {
  readonly identifierType: string;
  readonly issuer: string | null;
  readonly otherRecordKey: string;
}

/** Why two records weigh what they weigh, in 1/256 bit (Fellegi and Sunter 1969, three classes). */
export interface WeighedEvidence {
  /** Hash of the model. */
  readonly model: string;
  /** The record with which `recordKey` was compared. */
  readonly otherRecordKey: string;
  /** Blocking rules that give the two a key in common. */
  readonly blockingRules: readonly string[];
  readonly priorStrangers: number;
  readonly priorHousehold: number;
  readonly comparisons: readonly ComparisonEvidence[];
  /** Sum against two strangers. */
  readonly strangers: number;
  /** Sum against two members of one household. */
  readonly household: number;
  /** The smaller sum. */
  readonly weight: number;
  /** That the two are one person, 0 to 1. */
  readonly probability: number;
  /** The weight from which two records are linked. */
  readonly line: number;
  /** Why a weight over the line did not link: `band`, `conflict`, `guard`, `ambiguous`, `indistinguishable`, `held`; null where it linked. */
  readonly guard: string | null;
  /** The next best registrant, if there is one. */
  readonly runnerUpEntityId: string | null;
  readonly runnerUpWeight: number | null;
  /** By how much the weight is above the runner-up's. */
  readonly margin: number | null;
}

/** One step of the waterfall. */
export interface ComparisonEvidence {
  /** For example `givenName`. */
  readonly comparison: string;
  /** Level of agreement, for example `sounds-alike`. */
  readonly level: string;
  /** Weight of the level against two strangers. */
  readonly strangers: number;
  /** Weight of the level against two members of one household. */
  readonly household: number;
  /** What the rarity of the value adds against strangers. */
  readonly rarity: number;
}

/** Members and other things that two groups of different sources have in common. */
export interface GroupOverlap {
  /** The group's record with which `recordKey` was compared. */
  readonly otherRecordKey: string;
  /** Registrants who are members of both. */
  readonly common: number;
  /** Registrants of the group with fewer members. */
  readonly ofFewer: number;
  /** Registrants of the group with more members. */
  readonly ofMore: number;
  /** `same`; `listed`: each is a member of the other; `different`; `unknown`. */
  readonly head: string;
  /** `same`: the same house; `area`: nothing contradicts, and no number tells the house; `different`; `unknown`. */
  readonly address: string;
  /** `same`: a number in common; `different`; `unknown`. */
  readonly phone: string;
  /** By which rule it links: `all-members`, `majority`, `half`, `address`, `single-person`; null where it is for a person to say. */
  readonly rule: string | null;
  /** Why it did not link: `members` (too little in common), `ambiguous`, `conflict`, `guard`, `held`; null where it linked. */
  readonly guard: string | null;
}
