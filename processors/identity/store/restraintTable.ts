import type { RowWrite, WriteTable } from '../../../core/streamProcessor.ts';

const name = 'identity_restraint';

/** How the table is written in which the resolver keeps policies, switches and what the rate guards have counted. */
export const restraintTable: WriteTable = {
  name,
  upsert: (rows, claimed) => `
insert into registry_stream.identity_restraint (key, value)
select r.key, r.value
  from json_to_recordset(${rows}) as r(key text, value json)
 where ${claimed}
    on conflict (key) do update set value = excluded.value`,
  remove: (rows, claimed) => `
delete from registry_stream.identity_restraint s
 using json_to_recordset(${rows}) as r(key text)
 where s.key = r.key and ${claimed}`,
};

/** A row, or its removal where there is nothing to remember. */
export const restraintWrite = (key: string, value: object | undefined): RowWrite => ({
  table: name,
  key,
  row: { key, value: value ?? null },
  remove: value === undefined,
});
