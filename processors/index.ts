import type { MigrationSet } from '../core/migration.ts';
import { identityMigrations } from './identity/index.ts';

export type { IdentityBatch, IdentityStanding, StoredModel } from './identity/index.ts';
export { activeModel, createIdentityProcessor, identityStanding } from './identity/index.ts';

/** Migrations of all processors. */
export const migrations: readonly MigrationSet[] = [identityMigrations];
