import { problemsIn } from '../checker/check.ts';
import type { Experiment } from '../experiment.ts';

const SHOWN_PROBLEMS = 5;

const pad = (cells: readonly (readonly string[])[]): string => {
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  return cells
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n');
};

const seconds = (milliseconds: number | undefined): string =>
  milliseconds === undefined ? '–' : (milliseconds / 1000).toFixed(1);

/** The middle of some numbers; undefined of none. */
const median = (numbers: readonly number[]): number | undefined => {
  const sorted = [...numbers].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : mean(sorted[middle - 1], sorted[middle]);
};

const mean = (left: number | undefined, right: number | undefined): number | undefined =>
  left === undefined || right === undefined ? undefined : (left + right) / 2;

/** How long a kind of fault took to be overcome, milliseconds. */
export interface KindSummary {
  readonly kind: string;
  readonly count: number;
  readonly median: number | undefined;
  readonly longest: number | undefined;
  /** Faults after which not everything was caught up within three minutes. */
  readonly never: number;
}

/** Sums up the faults of some runs, by kind. */
export const byKind = (experiments: readonly Pick<Experiment, 'faults'>[]): readonly KindSummary[] => {
  const faults = experiments.flatMap((one) => one.faults).filter(({ failure }) => failure === undefined);
  return [...new Set(faults.map(({ kind }) => kind))].sort().map((kind) => {
    const times = faults.filter((one) => one.kind === kind).map(({ recovered }) => recovered);
    const known = times.filter((time) => time !== null);
    const longest = known.length === 0 ? undefined : Math.max(...known);
    return { kind, count: times.length, median: median(known), longest, never: times.length - known.length };
  });
};

/** Whether a run proves what it is to prove. */
export const passed = ({ cameToRest, faults, findings }: Experiment): boolean =>
  cameToRest && problemsIn(findings) === 0 && faults.every(({ recovered }) => recovered !== null);

/** A run for a person: faults by kind with their recovery times, then what the checker found. */
export const describe = (experiment: Experiment): string => {
  const { cameToRest, changes, faults, findings, ownEndings, restarts, standstills } = experiment;
  const counted = faults.filter(({ failure }) => failure === undefined);
  const kinds = byKind([experiment]);
  const failures = faults.filter(({ failure }) => failure !== undefined);
  const list = (counts: Readonly<Record<string, number>>, unit = ''): string =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${unit === 's' ? seconds(count) : String(count)}${unit}`)
      .join(', ') || 'none';
  return [
    `Seed ${String(experiment.seed)}: ${String(counted.length)} faults of ${String(kinds.length)} kinds and ${String(changes)} changes in ${String(experiment.seconds)} s`,
    '',
    pad([
      ['fault', 'count', 'recovery: median s', 'longest s'],
      ...kinds.map((one) => [
        one.kind,
        String(one.count),
        seconds(one.median),
        one.never > 0 ? 'never' : seconds(one.longest),
      ]),
    ]),
    '',
    ...failures.map(({ kind, failure }) => `could not be brought about: ${kind}: ${failure ?? ''}`),
    `worker restarts: ${list(restarts)}; ends that nobody asked for: ${list(ownEndings)}`,
    `longest standstill with work to do, faults included: ${list(standstills, 's')}`,
    cameToRest ? 'Everything came to rest.' : 'NOT EVERYTHING CAME TO REST.',
    '',
    pad(
      findings.map(({ check, looked, problems }) => [
        `${problems.length === 0 ? 'ok  ' : 'FAIL'} ${check}`,
        `${String(looked)} looks`,
        `${String(problems.length)} problems`,
      ]),
    ),
    ...findings.flatMap(({ problems }) => problems.slice(0, SHOWN_PROBLEMS).map((problem) => `     ${problem}`)),
    '',
    passed(experiment) ? 'Nothing lost, nothing twice.' : 'FAILED.',
  ].join('\n');
};
