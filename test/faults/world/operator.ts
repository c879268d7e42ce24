import type { World } from './world.ts';

/** Complete scans in a row that must have been held: the first after a hold accepts nobody, see `runtime/source`. */
const HELD_RUNS = 2;

const heldImports = `
  select source, import from (
    select source, import, withdrawals_held,
      row_number() over (partition by source, import order by started_at desc) as back
    from registry.import_run
    where started_at > $1 and mode = 'complete' and phase = 'completed' and complete
  ) recent
  where back <= $2
  group by source, import
  having count(*) = $2 and min(withdrawals_held) > 0`;

/**
 * Does what the documents ask of an operator when a guard holds withdrawals: has looked (nothing is hidden any more, and
 * the checker compares with the registry in the end), and accepts them by the program's own command.
 *
 * @param since only scans begun later count
 * @returns names of the imports, `source/import`, whose withdrawals were held; empty: nothing was to be done
 * @throws Error when the command fails
 */
export const acceptHeldWithdrawals = async (world: World, since: Date): Promise<readonly string[]> => {
  const { rows } = await world.pool.query<{ source: string; import: string }>(heldImports, [since, HELD_RUNS]);
  const [station] = world.of('source');
  if (rows.length === 0 || station === undefined) return [];
  // The command runs outside the group: a worker that it fences, alone in its group, would end.
  await station.worker.stop();
  await world.command(['import', '--once', '--complete', '--accept-withdrawals', '--source-only'], station);
  station.worker.start();
  return rows.map((row) => `${row.source}/${row.import}`);
};
