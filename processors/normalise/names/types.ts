/** One word of a name in the forms in which it is compared; compounds (Abd al-Rahman, de la Cruz) are one word. */
export interface NameToken {
  /** In its own script, folded as `comparableText` folds: exact agreement of what was written. */
  readonly native: string;
  /** In the letters a–z and 0–9, with the spellings folded that transcribers exchange: for edit distances across scripts. */
  readonly latin: string;
  /** Consonant classes in the order of the word; the same for محمد, Мухаммад and Mohammed. Weak evidence by itself. */
  readonly skeleton: string;
  /** True for a single letter that stands for a name. */
  readonly initial: boolean;
}

/** A person's names as tokens, without titles, particles and placeholders. Every list has at most 12 tokens. */
export interface NameForms {
  /** Tokens that the record calls given names. */
  readonly given: readonly NameToken[];
  /** Tokens that the record calls family names. */
  readonly family: readonly NameToken[];
  /** Every token whatever its place, in the order written: for comparisons that forgive exchanged places. */
  readonly all: readonly NameToken[];
  /** `jr`, `sr`, `ii`, `iii` or `iv`; it tells father and son apart. */
  readonly suffix: string | null;
}

/** The name fields of a record, as the registry wrote them or as they are shown. */
export interface NameParts {
  readonly fullName: string | null;
  readonly givenName: string | null;
  readonly familyName: string | null;
  /** Middle name, patronymic, mother's maiden name: it joins `all` alone. */
  readonly additionalName: string | null;
}

/** Where a text of names comes from; particles are read differently at the start of a family name. */
export type NamePlace = 'given' | 'family' | 'full' | 'additional';
