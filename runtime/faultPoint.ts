import { EtlError } from '../core/errors.ts';

/** Steps of a source's run between which a crash must lose and double nothing. */
export const sourcePoints = [
  'source.after-open',
  'source.after-poll',
  'source.before-publish',
  'source.after-publish',
  'source.before-end',
] as const;

/** The same for what a registry tells by itself. */
const noticePoints = ['source.before-notices', 'source.after-notices'] as const;

/** Steps of a stage, its relay and its takeover between which a crash must lose and double nothing. */
export const stagePoints = [
  'takeover.after-epoch',
  'takeover.after-fence',
  'takeover.after-drain',
  'stage.after-read',
  'stage.before-claim',
  'stage.after-commit',
  'relay.before-send',
  'relay.after-send',
  'relay.after-mark',
] as const;

/** Steps of a redrive of dead letters between which a crash must lose and double nothing. */
const redrivePoints = ['redrive.before-publish', 'redrive.after-publish', 'redrive.before-put-back'] as const;

/** Steps of a rebuild between which a crash must leave the registry as it was, or as it is to be. */
export const rebuildPoints = [
  'rebuild.in-partition',
  'rebuild.after-partition',
  'rebuild.before-index',
  'rebuild.after-build',
  'rebuild.in-comparison',
  'rebuild.after-comparison',
  'swap.after-carry',
  'swap.after-lock',
  'swap.before-commit',
  'swap.after-commit',
] as const;

/** One of {@link sourcePoints} or {@link noticePoints}. */
export type SourcePoint = (typeof sourcePoints)[number] | (typeof noticePoints)[number];

/** One of {@link stagePoints}. */
export type StagePoint = (typeof stagePoints)[number];

/** One of {@link rebuildPoints}. */
export type RebuildPoint = (typeof rebuildPoints)[number];

/** Where a test can stop a process: between any two steps whose order matters. */
export type FaultPoint = SourcePoint | StagePoint | RebuildPoint | (typeof redrivePoints)[number];

/** Called at each fault point; does nothing in production. */
export type FaultHook = (point: FaultPoint) => void | Promise<void>;

/** Name of the environment variable that {@link faultHookFrom} reads. For tests only. */
export const FAULT_POINT_VARIABLE = 'REGISTRY_STREAM_FAULT_POINT';

const faultPoints: readonly string[] = [
  ...sourcePoints,
  ...noticePoints,
  ...stagePoints,
  ...redrivePoints,
  ...rebuildPoints,
];

/** A process is stopped once: whoever wakes a frozen one does not wait for it to freeze again. */
let struck = false;

/**
 * For tests: a hook that stops this process when it passes a fault point for the n-th time. A process with several hooks
 * (a source worker has one a source) is stopped by the first of them only.
 *
 * @param setting value of `REGISTRY_STREAM_FAULT_POINT`: `<point>:<n>` sends SIGKILL to this process itself,
 *   `<point>:<n>:SIGSTOP` freezes it; undefined: a hook that does nothing
 * @throws EtlError `config` when the setting is anything else
 */
export const faultHookFrom = (setting: string | undefined): FaultHook => {
  if (setting === undefined || setting === '') return () => undefined;
  const [, name = '', count = '', signal = 'SIGKILL'] =
    /^([a-z.-]+):([1-9]\d*)(?::(SIGKILL|SIGSTOP))?$/.exec(setting) ?? [];
  if (!faultPoints.includes(name)) {
    const text = `${FAULT_POINT_VARIABLE} must be <point>:<count>, a point being one of ${faultPoints.join(', ')}; unset it outside tests`;
    throw new EtlError('FAULT_POINT_INVALID', 'config', text, { component: 'runtime', field: FAULT_POINT_VARIABLE });
  }
  let left = Number(count);
  return (point) => {
    if (point !== name) return;
    left -= 1;
    if (left !== 0 || struck) return;
    struck = true;
    process.kill(process.pid, signal);
  };
};
