import type { RebuildProgress } from '../../../rebuild/index.ts';

const WIDTH = 24;

const units: Readonly<Record<RebuildProgress['step'], string>> = {
  reading: 'records',
  indexing: 'indexes',
  comparing: 'tables',
  'carrying over': 'steps',
  exchanging: 'steps',
};

const duration = (seconds: number): string => {
  if (seconds < 60) return `${String(Math.ceil(seconds))} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${String(minutes)} min ${String(Math.round(seconds % 60))} s`
    : `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
};

/**
 * Tells how far a rebuild is: a bar, counts, and while it reads the rate and the time left.
 *
 * @param clock milliseconds
 * @returns the line for a state of the work, to be called with every one of them
 */
export const progressLine = (clock: () => number = Date.now): ((progress: RebuildProgress) => string) => {
  let step: RebuildProgress['step'] | undefined;
  let began = 0;
  return (progress) => {
    const { done, of } = progress;
    if (progress.step !== step) {
      step = progress.step;
      began = clock();
    }
    if (of <= 1) return `${step}…`;
    const share = Math.min(1, Math.max(0, done / of));
    const filled = Math.round(share * WIDTH);
    const bar = `[${'='.repeat(filled)}${' '.repeat(WIDTH - filled)}]`;
    const counts = `${done.toLocaleString('en')} of ${of.toLocaleString('en')} ${units[step]}`;
    const line = `${step.padEnd(9)} ${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${counts}`;
    const seconds = (clock() - began) / 1000;
    if (step !== 'reading' || seconds < 1 || done <= 0) return line;
    const rate = done / seconds;
    return `${line}  ${Math.round(rate).toLocaleString('en')}/s  ${duration((of - done) / rate)} left`;
  };
};
