import type { MigrationSet } from '../core/migration.ts';
import { identityMigrations } from './identity/index.ts';

export type { IdentityBatch } from './identity/index.ts';
export { createIdentityProcessor } from './identity/index.ts';

/** Migrations of all processors. */
export const migrations: readonly MigrationSet[] = [identityMigrations];
