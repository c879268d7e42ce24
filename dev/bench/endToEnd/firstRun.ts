import type { ProgramProcess, StartProgram } from '../shared/program.ts';

/** The first import of the source, as its log tells it. */
export interface FirstRun {
  /** Records published. */
  readonly published: number;
  /** When its first page was asked for and when its end was published, milliseconds since 1970 UTC. */
  readonly startedAt: number;
  readonly endedAt: number;
}

const summaryIn = (line: string): FirstRun | undefined => {
  if (!line.includes('"an import run ended"')) return undefined;
  return JSON.parse(line) as FirstRun;
};

/** Starts the source. @returns its process, and its first import once that is over */
export const startSource = (
  start: StartProgram,
  file: string,
): { readonly source: ProgramProcess; readonly firstRun: Promise<FirstRun> } => {
  let heard: (run: FirstRun) => void = () => undefined;
  const ended = new Promise<FirstRun>((resolve) => {
    heard = resolve;
  });
  const source = start(['run', 'source', '--config', file], (line) => {
    const summary = summaryIn(line);
    if (summary !== undefined) heard(summary);
  });
  return { source, firstRun: Promise.race([ended, source.failed]) };
};
