import type { InputRecord } from '../../core/streamProcessor.ts';
import { CHANGE, changeSchema, countingMigrations, countingProcessor, ENTRY } from '../faults/countingProcessor.ts';
import { entriesFor } from '../faults/deployment.ts';
import { streamProcessorContract } from './streamProcessor.ts';

const records = entriesFor(120).map((entry, offset): InputRecord => ({
  at: { topic: 'in', partition: 0, offset },
  key: entry.entity,
  // Now and then an entity is removed, and comes back later.
  ...(offset % 17 === 0 ? { type: undefined, value: null } : { type: ENTRY, value: entry }),
  headers: {},
  timestamp: 1_700_000_000_000 + offset,
}));

streamProcessorContract({
  name: 'the counting processor of these tests',
  create: () => countingProcessor(),
  records,
  migrations: [countingMigrations],
  rows: ['select * from test.state order by entity'],
  rejects: [],
  schemas: { [CHANGE]: changeSchema },
});
