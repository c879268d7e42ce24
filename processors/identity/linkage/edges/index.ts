export { EdgeIndex } from './edgeIndex.ts';
export { RecordIds } from './recordIds.ts';
export type * from './types.ts';
