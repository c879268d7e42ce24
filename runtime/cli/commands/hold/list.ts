import { heldRecords, standingRestraints } from '../../../../processors/index.ts';
import type { AreaCount } from '../../../../processors/index.ts';
import type { HeldChange, HoldSwitch } from '../../../../schemas/generated/types.ts';
import type { Deployment } from '../../../deployment/deployment.ts';
import { ensureReady } from '../../../deployment/ready.ts';
import { readRestraints } from '../../../holds/index.ts';
import { table, type Output } from '../../output.ts';
import { areaWord, reasonWord } from './words.ts';

const kinds: readonly HeldChange[] = ['merge', 'split', 'withdraw'];

const switchRow = (kind: HeldChange, known: Partial<HoldSwitch> | undefined): readonly string[] => {
  // The resolver keeps of a switch that is on who turned it, and nothing of one that is off.
  if (known === undefined || known.on === false) return [kind, 'off', '', '', ''];
  const since = known.decidedAt === undefined ? '' : new Date(known.decidedAt).toISOString();
  return [kind, 'on', since, known.decidedBy ?? '', known.note ?? ''];
};

/**
 * `registry-stream hold list`: which changes are held, by whom and why, in which areas the rate guard has tripped, and how
 * many records wait. Shows no personal data.
 *
 * @throws EtlError `transient` when Kafka or Postgres cannot be reached
 */
export const listHolds = async (deployment: Deployment, output: Output): Promise<void> => {
  await ensureReady(deployment);
  const known = await readRestraints(deployment);
  const switches = kinds.map((kind) => switchRow(kind, known.get(`hold/${kind}`) as Partial<HoldSwitch> | undefined));
  const areas = (await standingRestraints(deployment.query)).flatMap(({ key, value }) => {
    const { trippedAt } = value as Partial<AreaCount>;
    if (!key.startsWith('area/') || trippedAt == null) return [];
    return [{ area: key.slice('area/'.length), since: new Date(trippedAt).toISOString() }];
  });
  const held = await heldRecords(deployment.query);
  if (output.json) {
    const told = switches.map(([kind, state, since, by, note]) => ({ kind, on: state === 'on', since, by, note }));
    output.write(JSON.stringify({ switches: told, areas, held }, null, 2));
    return;
  }
  output.write(table(['changes', 'held', 'since', 'by', 'reason'], switches));
  if (areas.length > 0) {
    output.write(
      `\nareas with too many adverse changes\n${table(
        ['area', 'since'],
        areas.map(({ area, since }) => [areaWord(area), since]),
      )}`,
    );
    output.write('look at what waits there, then: registry-stream hold release --area <area>');
  }
  output.write(
    held.length === 0
      ? '\nnothing is held'
      : `\n${table(
          ['held', 'records', 'because'],
          held.map(({ reason, count }) => [reason, count, reasonWord(reason)]),
        )}\n` + 'registry-stream review list --reason <held…> names them',
  );
};
