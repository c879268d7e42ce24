import { advance, endRun, noCounts, runMarker } from './checkpoint.ts';
import type { RunEnd } from './checkpoint.ts';
import type { SourceEnvironment, SourceSession } from './environment.ts';
import { withRecent } from './guards.ts';
import { defaultGuards } from './options.ts';
import type { ImportOptions } from './options.ts';
import { judgeGone, judgeMissing } from './missing.ts';
import type { AbsentChange, Judgement } from './missing.ts';
import type { Unnamed } from './decidePage.ts';
import { absentRecord, recordName, typeNames } from './records.ts';
import type { SourceRecord } from './records.ts';
import { indexEntry } from './sourceIndex.ts';
import { readLastStates } from './sourceLog.ts';
import type { LastState } from './sourceLog.ts';
import type { OutgoingMessage } from '../kafka/index.ts';
import type { SourceCheckpoint } from '../../schemas/generated/types.ts';

/** Records that one transaction judges: with their index entries about the size at which transactions stop costing. */
const CHUNK = 1000;

/** What the end of a scan needs to know. */
export interface EndingScan {
  readonly environment: SourceEnvironment;
  readonly session: SourceSession;
  readonly options: ImportOptions;
  /** The checkpoint after the last page. */
  readonly checkpoint: SourceCheckpoint;
  readonly unnamed: Unnamed;
  readonly watermark: string | undefined;
  readonly acceptWithdrawals: boolean;
  /** Milliseconds since 1970 UTC. */
  readonly endedAt: number;
}

/** How the scan has ended. */
export interface EndedScan {
  readonly checkpoint: SourceCheckpoint;
  /** The run's last checkpoint before its end: it has the run's counts. */
  readonly run: SourceCheckpoint;
  readonly judgement: Judgement;
  readonly withdrawn: number;
  readonly outOfScope: number;
}

const judge = (scan: EndingScan): Judgement => {
  const { session, options, checkpoint, unnamed, endedAt } = scan;
  const judgeThem = checkpoint.mode === 'complete' ? judgeMissing : judgeGone;
  return judgeThem({
    import: options,
    run: checkpoint.runId ?? '',
    now: endedAt,
    index: session.index,
    unnamed,
    interrupted: checkpoint.interrupted,
    newScope: checkpoint.lastCompleteScanAt === null,
    recent: checkpoint.recentWithdrawals,
    accepted: scan.acceptWithdrawals,
    wasHeld: checkpoint.withdrawalsHeld > 0,
  });
};

/** Applies a change to the index; gives the record that says so, if the log is to say it. */
const apply = (scan: EndingScan, change: AbsentChange, lastState: LastState): SourceRecord | undefined => {
  const { record, state, missingScans, missingSince } = change;
  const run = scan.checkpoint.runId ?? '';
  record.missingScans = missingScans;
  record.missingSince = missingSince;
  record.missingRun = missingScans === 0 ? null : run;
  if (state === undefined) return undefined;
  const last = lastState(recordName(record.recordKey, record.import));
  record.version += 1;
  record.state = state;
  const stamp = { state, version: record.version, observedAt: scan.endedAt, importRun: run };
  return absentRecord(last, stamp, typeNames[record.target]);
};

/**
 * Ends a run: judges who is missing, and publishes what follows in transactions of bounded size; the last one carries
 * the run's end marker and the checkpoint that ends it.
 *
 * @throws EtlError as publishing and reading the log do
 */
export const endOfScan = async (scan: EndingScan): Promise<EndedScan> => {
  const { environment, session, options, endedAt } = scan;
  const { messages, options: source, point } = environment;
  const judgement = judge(scan);
  const { changes, pending, held, holdReason } = judgement;
  const moved = changes.filter(({ state }) => state !== undefined);
  const names = new Set(moved.map(({ record }) => recordName(record.recordKey, record.import)));
  const lastState = await readLastStates(environment.kafka, names);
  const window = { ...defaultGuards, ...options.guards }.window;
  const end: RunEnd = { endedAt, watermark: scan.watermark, withdrawalsHeld: held, holdReason };

  let run = scan.checkpoint;
  let ended = endRun(run, end);
  session.ahead = true;
  for (let at = 0; at === 0 || at < changes.length; at += CHUNK) {
    const chunk = changes.slice(at, at + CHUNK);
    const records = chunk.map((change) => apply(scan, change, lastState)).filter((record) => record !== undefined);
    const count = chunk.filter(({ state }) => state === 'withdrawn').length;
    const stamps = { sequence: run.sequence, highestTime: run.highestTime };
    run = {
      ...advance(run, { counts: { ...noCounts, published: records.length }, stamps, cursor: run.cursor }),
      recentWithdrawals: withRecent(run.recentWithdrawals, { time: run.runStartedAt ?? endedAt, count }, window),
    };
    const batch: OutgoingMessage[] = [
      ...records.map((record) => messages.record(record)),
      ...chunk.map(({ record }) => messages.index(indexEntry(record, source.name))),
    ];
    const isLast = at + CHUNK >= changes.length;
    if (isLast) {
      ended = endRun(run, end);
      batch.push(messages.marker(runMarker(run, 'completed', { endedAt, pending, held })));
      await point('source.before-end');
    }
    batch.push(messages.checkpoint(isLast ? ended : run));
    await session.publish(batch);
    session.onRecords?.(records);
  }
  session.checkpoints.set(options.name, ended);
  session.ahead = false;
  const outOfScope = moved.filter(({ state }) => state === 'out_of_scope').length;
  return { checkpoint: ended, run, judgement, withdrawn: moved.length - outOfScope, outOfScope };
};
