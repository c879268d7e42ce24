export type { Batch as IdentityBatch } from './readBatch.ts';
export { createIdentityProcessor } from './processor.ts';
export { identityMigrations } from './store/migrations.ts';
