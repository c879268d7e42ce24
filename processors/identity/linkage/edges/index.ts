export { EdgeIndex } from './edgeIndex.ts';
export type * from './types.ts';
