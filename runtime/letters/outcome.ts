/** What became of a letter that was to be redriven. */
export interface LetterOutcome {
  readonly key: string;
  /**
   * - `redriven`: the record went back to where it came from, and the letter is resolved;
   * - `skipped`: it maps, and there is nothing to publish: it says what is known, or has no identifier to find it by
   *   again; the letter is resolved;
   * - `superseded`: something newer has passed, so it was dropped; the letter is resolved;
   * - `rejected`: it still breaks the mapping; the letter stays, with one more attempt;
   * - `impossible`: it cannot be redriven as it is; the letter stays.
   */
  readonly outcome: 'redriven' | 'skipped' | 'superseded' | 'rejected' | 'impossible';
  /** Why, or what was done, in a few words. */
  readonly detail: string;
}
