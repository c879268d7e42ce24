/** Dead letters as an operator needs them: list, show, redrive, discard (DESIGN §11). */
export { discardLetters } from './discard.ts';
export { withSourceHeld } from './heldSource.ts';
export type { Publish } from './heldSource.ts';
export { readLetters, RESOLVED_BELOW } from './letterLog.ts';
export type { LetterKafka, LetterLog, StoredLetter } from './letterLog.ts';
export type { LetterOutcome } from './outcome.ts';
export { redriveLetters } from './redrive.ts';
export type { RedriveOptions, RedriveReport, RedriveSource } from './redrive.ts';
export { inPlaceOfStage } from './stageFence.ts';
export { countReasons, selectLetters } from './selection.ts';
export type { LetterFilter, ReasonCount } from './selection.ts';
