import { readdirSync, readFileSync } from 'node:fs';

/** What Linux tells of processes under /proc; elsewhere nothing, and the figures stay empty. */
const readProc = (path: string): string | undefined => {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return undefined;
  }
};

interface ProcessTimes {
  readonly parent: number;
  /** Seconds of processor time of the process itself. */
  readonly own: number;
  /** Of its children that have ended. */
  readonly ended: number;
}

/** Linux counts in hundredths of a second (USER_HZ) on every architecture that Node runs on. */
const TICKS = 100;

const timesOf = (pid: number | string): ProcessTimes | undefined => {
  // The name in parentheses may hold spaces; fields are counted from what follows it (proc(5)).
  const fields = readProc(`${String(pid)}/stat`)
    ?.split(') ')
    .at(-1)
    ?.split(' ')
    .map(Number);
  if (fields === undefined) return undefined;
  const at = (index: number): number => fields[index] ?? 0;
  return { parent: at(1), own: (at(11) + at(12)) / TICKS, ended: (at(13) + at(14)) / TICKS };
};

/** Seconds of processor time of one process; undefined where that cannot be told. */
export const processorTime = (pid: number | undefined): number | undefined =>
  pid === undefined ? undefined : timesOf(pid)?.own;

/** Seconds of processor time of a process with its children, those that have ended as well: PostgreSQL. */
export const processorTimeOfFamily = (pid: number | undefined): number | undefined => {
  const main = pid === undefined ? undefined : timesOf(pid);
  if (main === undefined) return undefined;
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return children.reduce((sum, child) => {
    const times = timesOf(child);
    return times !== undefined && times.parent === pid ? sum + times.own : sum;
  }, main.own + main.ended);
};

/** The most memory that a process has held at once, in megabytes (VmHWM); undefined where that cannot be told. */
export const peakMemory = (pid: number): number | undefined => {
  const found = /^VmHWM:\s+(\d+) kB$/m.exec(readProc(`${String(pid)}/status`) ?? '')?.[1];
  return found === undefined ? undefined : Math.round(Number(found) / 1024);
};
