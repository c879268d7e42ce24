export { unscored } from './agglomerate.ts';
export { clusterComponent } from './clusterComponent.ts';
export type * from './types.ts';
