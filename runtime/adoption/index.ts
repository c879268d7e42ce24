/** A registry that was there before registry-stream: its people are known, and keep their own ids. */
export { openAdoption } from './adoption.ts';
export type { Adoption } from './adoption.ts';
export type { Finding } from './findings.ts';
export { readMappingFile } from './mappingFile.ts';
export { queryTable } from './queryTable.ts';
