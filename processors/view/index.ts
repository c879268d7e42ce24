export { definitionText, placeIn, viewFields, viewStage } from './definition.ts';
export type { ViewDefinition, ViewPlace } from './definition.ts';
export { createViewProcessor } from './processor.ts';
export { shownIds } from './project.ts';
export { viewSchema, viewType } from './schema.ts';
export { sweepViewRows, viewMigrations, viewRowsOf } from './table.ts';
