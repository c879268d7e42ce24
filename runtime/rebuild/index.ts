/** The registry rebuilt from its resolved topics (DESIGN §10). */
export { patientPool } from './patientPool.ts';
export { rebuild, removeShadow } from './rebuild.ts';
export type { RebuildReport, RebuildRequest } from './rebuild.ts';
export type { RebuildContext, RebuildProgress } from './context.ts';
