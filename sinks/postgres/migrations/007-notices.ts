import type { Migration } from '../../../core/migration.ts';

/** Runs in which nothing was read: a registry has told of some records by itself. They say nothing of all the others. */
export const notices: Migration = {
  name: '007-notices',
  sql: /* sql */ `
alter table registry.import_run_partition drop constraint import_run_partition_mode_check;
alter table registry.import_run_partition
  add constraint import_run_partition_mode_check check (mode in ('incremental', 'complete', 'notice'));

create or replace view registry.last_synced as
  select source, import, max(started_at) as last_synced_on
  from registry.import_run
  where complete and phase = 'completed' and mode <> 'notice'
  group by source, import;
`,
};
