export { compareModels } from './difference/compareModels.ts';
export type { ContradictedVerdicts, Merge, ModelDifference, Split } from './difference/difference.ts';
export type { Batch as IdentityBatch } from './readBatch.ts';
export { createIdentityProcessor } from './processor.ts';
export { activationKey, reclusteringKey, slicesOf, stepKey } from './slices.ts';
export { identityMigrations } from './store/migrations.ts';
export { entityIdsOf } from './ids.ts';
export type { Explanation, LinkageModel } from './linkage/index.ts';
export { verifyExplanation } from './linkage/index.ts';
export { streamLinkage } from './memory.ts';
export { orderedPair } from './pairs.ts';
export * from './review/index.ts';
export { trainingProfiles } from './trainingProfiles.ts';
export type { StoredModel } from './store/reader.ts';
export {
  identityRowsOf,
  placesOfIds,
  recordPlaces,
  recordsAnchoredOn,
  redirectsOf,
} from './store/erasureStatements.ts';
export type { RecordPlace, RowsOf } from './store/erasureStatements.ts';
export { activeModel, identityStanding } from './store/standing.ts';
export { countRecords, heldRecords, standingRestraints } from './store/standingRestraints.ts';
export type { AreaCount } from './restraint/areaCount.ts';
export type { IdentityStanding } from './store/standing.ts';
