export type { Batch as IdentityBatch } from './readBatch.ts';
export { createIdentityProcessor } from './processor.ts';
export { identityMigrations } from './store/migrations.ts';
export { entityIdsOf } from './ids.ts';
export type { Explanation, LinkageModel } from './linkage/index.ts';
export { verifyExplanation } from './linkage/index.ts';
export * from './review/index.ts';
