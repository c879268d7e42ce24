/** Why registrants and groups are what they are, read from the log of decisions. */
export { compareDecisions, readDecisions } from './readDecisions.ts';
export type { DecisionKafka, ReadingProgress, StoredDecision } from './readDecisions.ts';
