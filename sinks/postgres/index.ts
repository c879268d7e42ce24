export { registryMigrations } from './migrations/index.ts';
export { createRegistryProcessor } from './processor/index.ts';
export type { Facts as RegistryFacts } from './processor/facts.ts';
export { removeEnrolmentChanges, waitingEnrolmentChanges, type EnrolmentChange } from './queries/enrolmentChanges.ts';
export { enrolledAmong } from './queries/enrolled.ts';
export { findByIdentifier, type FoundRegistrant } from './queries/find.ts';
export { lastSynced, runSummaries, type LastSynced, type RunSummary } from './queries/runs.ts';
export { recentAudit, registryCounts, type AuditedChange, type RegistryCounts } from './queries/status.ts';
export { upsertIdentifierTypes, upsertMembershipKinds, upsertPrograms } from './reference.ts';
