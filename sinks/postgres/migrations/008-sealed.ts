import type { Migration } from '../../../core/migration.ts';

/** People who are sealed off. */
export const sealed: Migration = {
  name: '008-sealed',
  sql: /* sql */ `
alter table registry.registrant add column sealed boolean not null default false;
comment on column registry.registrant.sealed is 'True when a source says that the person is sealed off: show her values to nobody who has no right to them of their own. Audit and the consoles of registry-stream show none.';
`,
};
