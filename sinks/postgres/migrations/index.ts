import type { MigrationSet } from '../../../core/migration.ts';
import { registrants } from './001-registrants.ts';
import { groups } from './002-groups.ts';
import { programmes } from './003-programmes.ts';
import { history } from './004-history.ts';
import { views } from './005-views.ts';
import { enrolmentChanges } from './006-enrolment-changes.ts';
import { notices } from './007-notices.ts';
import { sealed } from './008-sealed.ts';
import { erasure } from './009-erasure.ts';
import { crossWalk } from './010-cross-walk.ts';
import { refusedErased } from './011-refused-erased.ts';

/**
 * The registry that programmes read. Its views sum up `registry_stream.import_run_outcome` (run_id, stage, topic,
 * partition, outcome, count) and count `registry_stream.stream_offset` (stage, topic, partition): the stage's tables,
 * so the stage's migrations go first.
 */
export const registryMigrations: MigrationSet = {
  component: 'sinks/postgres',
  schemas: ['registry'],
  migrations: [
    registrants,
    groups,
    programmes,
    history,
    views,
    enrolmentChanges,
    notices,
    sealed,
    erasure,
    crossWalk,
    refusedErased,
  ],
};
