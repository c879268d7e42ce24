export { compareModels } from './difference/compareModels.ts';
export type { ContradictedVerdicts, Merge, ModelDifference, Split } from './difference/difference.ts';
export type { Batch as IdentityBatch } from './readBatch.ts';
export { createIdentityProcessor } from './processor.ts';
export { identityMigrations } from './store/migrations.ts';
export { trainingProfiles } from './trainingProfiles.ts';
export type { StoredModel } from './store/reader.ts';
export { activeModel, identityStanding } from './store/standing.ts';
export type { IdentityStanding } from './store/standing.ts';
