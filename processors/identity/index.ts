export type { IdentityFacts } from './processor.ts';
export { createIdentityProcessor } from './processor.ts';
export { identityMigrations } from './store/migrations.ts';
