/** Erasing people and groups, everywhere and for good (docs/adr/0023). */
export { erase, planErasure, verifyErasure } from './erase.ts';
export type { ErasurePlan, ErasureResult } from './erase.ts';
export type { Finding } from './findings.ts';
export { erasureReasons, joined, listedTargets, namedTargets, readProofs } from './proofs.ts';
export type { ErasureReason, Targets } from './proofs.ts';
export { readmit } from './readmit.ts';
