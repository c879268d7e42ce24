import { heldRecords } from '../../../../processors/index.ts';
import type { AreaRelease, HeldChange, HoldSwitch } from '../../../../schemas/generated/types.ts';
import type { Deployment } from '../../../deployment/deployment.ts';
import { ensureReady } from '../../../deployment/ready.ts';
import { publishHolds, reclusteringRecords, releaseRecord, switchRecord } from '../../../holds/index.ts';
import { notYetWords, untilApplied } from '../../deciding.ts';
import type { Output } from '../../output.ts';
import { areaWord } from './words.ts';

/** Who decides, why, and for how long the command waits until the resolver has applied it, milliseconds. */
export interface HoldOptions {
  readonly by: string;
  readonly note: string | null;
  /** 0: not at all. */
  readonly wait: number;
}

type LogRecords = Parameters<typeof publishHolds>[1];

const heldNow = async ({ query }: Deployment): Promise<number> =>
  (await heldRecords(query)).reduce((sum, { count }) => sum + count, 0);

const publish = async (
  deployment: Deployment,
  records: LogRecords,
  { wait }: HoldOptions,
  output: Output,
  signal: AbortSignal,
): Promise<boolean> => {
  await publishHolds(deployment, records);
  return untilApplied(deployment, wait, output, signal);
};

const appliedWords = (applied: boolean, wait: number): string => (applied ? 'applied' : notYetWords(wait));

/**
 * `registry-stream hold merge|split|withdraw on|off`: holds all adverse changes of a kind for a person, or lets go those
 * that wait for it.
 *
 * @throws EtlError `transient` when Kafka or Postgres fails: repeat it, it is safe
 */
export const switchHold = async (
  deployment: Deployment,
  kind: HeldChange,
  on: boolean,
  options: HoldOptions,
  output: Output,
  signal: AbortSignal,
): Promise<void> => {
  await ensureReady(deployment);
  const decidedAt = Date.now();
  const value: HoldSwitch = { kind, on, decidedBy: options.by, note: options.note, decidedAt };
  const held = on ? 0 : await heldNow(deployment);
  const steps = on ? [] : reclusteringRecords('held', held, decidedAt);
  const applied = await publish(deployment, [switchRecord(value), ...steps], options, output, signal);
  if (output.json) {
    output.write(JSON.stringify({ ...value, applied }, null, 2));
    return;
  }
  output.write(
    on ? `${kind}: held from now on` : `${kind}: flows again; ${String(held)} records that wait are looked at anew`,
  );
  output.write(appliedWords(applied, options.wait));
};

/**
 * `registry-stream hold release`: lets go what the rate guard holds in an area, and begins its count anew.
 *
 * @throws EtlError as {@link switchHold}
 */
export const releaseArea = async (
  deployment: Deployment,
  area: string,
  options: HoldOptions,
  output: Output,
  signal: AbortSignal,
): Promise<void> => {
  await ensureReady(deployment);
  const decidedAt = Date.now();
  const value: AreaRelease = { area, decidedBy: options.by, note: options.note, decidedAt };
  const steps = reclusteringRecords('held', await heldNow(deployment), decidedAt);
  const applied = await publish(deployment, [releaseRecord(value), ...steps], options, output, signal);
  if (output.json) {
    output.write(JSON.stringify({ ...value, applied }, null, 2));
    return;
  }
  output.write(`${areaWord(area)}: what the guard holds is let go, and its count begins anew`);
  output.write(appliedWords(applied, options.wait));
};
