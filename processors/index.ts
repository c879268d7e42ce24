import type { MigrationSet } from '../core/migration.ts';
import { identityMigrations } from './identity/index.ts';
import { viewMigrations } from './view/index.ts';

export { entityIdsOf, verifyExplanation } from './identity/index.ts';
export type { Explanation, LinkageModel } from './identity/index.ts';
export {
  weighingModel,
  explanationOf,
  formerEntities,
  groupOverlap,
  judgedPair,
  knownRecords,
  modelByHash,
  openReviews,
  orderedPair,
  questionsAbout,
  sideBySide,
  standingVerdicts,
  streamLinkage,
  weighPair,
} from './identity/index.ts';
export type {
  Agreement,
  FieldOfTwo,
  JudgedPair,
  KnownRecord,
  OpenReview,
  OpenReviews,
  Question,
  ReviewFilter,
  ShownOverlap,
  StandingVerdict,
} from './identity/index.ts';
export type {
  AreaCount,
  ContradictedVerdicts,
  IdentityBatch,
  IdentityStanding,
  Merge,
  ModelDifference,
  RecordPlace,
  RowsOf,
  Split,
  StoredModel,
} from './identity/index.ts';
export {
  activationKey,
  activeModel,
  compareModels,
  countRecords,
  createIdentityProcessor,
  heldRecords,
  identityRowsOf,
  identityStanding,
  placesOfIds,
  reclusteringKey,
  recordPlaces,
  recordsAnchoredOn,
  redirectsOf,
  slicesOf,
  standingRestraints,
  stepKey,
  trainingProfiles,
} from './identity/index.ts';

export {
  createViewProcessor,
  definitionText,
  placeIn,
  shownIds,
  sweepViewRows,
  viewFields,
  viewRowsOf,
  viewSchema,
  viewStage,
  viewType,
} from './view/index.ts';
export type { ViewDefinition, ViewPlace } from './view/index.ts';

/** Migrations of all processors. */
export const migrations: readonly MigrationSet[] = [identityMigrations, viewMigrations];
