/** The registry built anew from its topics: rows, shadow, comparison and exchange, as SQL and pure functions. */
export { rebuiltRows, type Rebuilt } from './rebuiltRows.ts';
export { stateTables } from './stateTables.ts';
export {
  analyseShadow,
  beginShadow,
  checkRegistry,
  copyInto,
  createShadow,
  dropShadow,
  findShadow,
  markBuilt,
  markCaughtUp,
  markLoaded,
  registryShape,
  removeErased,
  removeOwners,
  shadowExists,
  type FoundShadow,
  type ShadowPartition,
} from './shadow.ts';
export { missingStructure, type TableStructure } from './structure.ts';
export {
  compareRegistry,
  differingRows,
  isEqual,
  lossesOf,
  type DifferingRow,
  type TableDifference,
} from './differences.ts';
export { carryHistory, carryOthers, keepAsTheyAre, othersColumns, type OthersColumn } from './carry.ts';
export { checkDependents } from './dependents.ts';
export { dependentsOf, exchangeTables, lockAgainstAlterations, lockRegistry } from './exchange.ts';
