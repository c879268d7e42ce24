import type { MigrationSet } from '../core/migration.ts';
import { identityMigrations } from './identity/index.ts';

export type {
  ContradictedVerdicts,
  IdentityBatch,
  IdentityStanding,
  Merge,
  ModelDifference,
  Split,
  StoredModel,
} from './identity/index.ts';
export {
  activationKey,
  activeModel,
  compareModels,
  createIdentityProcessor,
  identityStanding,
  slicesOf,
  stepKey,
  trainingProfiles,
} from './identity/index.ts';

/** Migrations of all processors. */
export const migrations: readonly MigrationSet[] = [identityMigrations];
