import type { WriteTable } from '../../../core/streamProcessor.ts';
import { erasureTables } from './erasure.ts';
import { membershipKindTable, membershipTable, relationTable } from './group.ts';
import { auditTable, programMembershipTable, runPartitionTable } from './operation.ts';
import { identifierTable, phoneTable, registrantTable, sourceTable } from './registrant.ts';
import { writeTable } from './table.ts';

/** Every table that the sink writes. */
export const writeTables: readonly WriteTable[] = [
  registrantTable,
  identifierTable,
  phoneTable,
  sourceTable,
  membershipTable,
  membershipKindTable,
  relationTable,
  programMembershipTable,
  runPartitionTable,
  auditTable,
]
  .map(writeTable)
  .concat(erasureTables);
