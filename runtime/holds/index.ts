/** What keeps the resolver from acting on its own: published to the log, where it takes it from (DESIGN §7). */
export { publishHolds, readRestraints } from './holdLog.ts';
export { reclusteringRecords, releaseRecord, switchRecord } from './holdRecords.ts';
export { statePolicy } from './policy.ts';
