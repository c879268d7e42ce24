/** The registry rebuilt from its resolved topics (DESIGN §10). */
export { rebuild, removeShadow } from './rebuild.ts';
export type { RebuildReport, RebuildRequest } from './rebuild.ts';
export type { RebuildContext, RebuildProgress } from './context.ts';
