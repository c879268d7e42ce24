/** What waits for a person, read from the resolver's state for whoever shows it or judges it. */
export { groupOverlap } from './groupOverlap.ts';
export type { ShownOverlap } from './groupOverlap.ts';
export { openReviews } from './openReviews.ts';
export type { OpenReview, OpenReviews, ReviewFilter, ReviewReasonCount } from './openReviews.ts';
export { formerEntities, judgedPair, standingVerdicts } from './pair.ts';
export type { JudgedPair, StandingVerdict } from './pair.ts';
export { questionsAbout } from './questions.ts';
export type { Question } from './questions.ts';
export { knownRecords } from './records.ts';
export type { KnownRecord } from './records.ts';
export { sideBySide } from './sideBySide.ts';
export type { Agreement, FieldOfTwo } from './sideBySide.ts';
export { explanationOf, modelByHash, weighingModel, weighPair } from './weigh.ts';
