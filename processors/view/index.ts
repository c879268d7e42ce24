export { definitionText, viewFields, viewStage } from './definition.ts';
export type { ViewDefinition } from './definition.ts';
export { createViewProcessor } from './processor.ts';
export { viewSchema, viewType } from './schema.ts';
export { viewMigrations } from './table.ts';
