import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** People a household of the simulator has on average, those who live alone and those registered twice included. */
const PEOPLE_PER_HOUSEHOLD = 4.25;

/** A simulated registry in a process of its own, so that its memory and its processor time are not the connector's. */
export interface SimulatorProcess {
  readonly url: string;
  readonly pid: number;
  /** Rows of people. */
  readonly people: number;
  stop(): Promise<void>;
}

const addressOf = async (lines: AsyncIterable<string>): Promise<string> => {
  for await (const line of lines) {
    const [, url] = /^\s*graphql\s+(http:\/\/[^/]+)/.exec(line) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error('the simulator ended before it listened; what it says is above');
};

/** How a simulator runs in a benchmark. */
export interface SimulatorSetting {
  /** Real time; without it the registry's time stands still, so that its people are the same each time. */
  readonly realTime?: boolean;
  /** Folder for a profile of its processor time (`.cpuprofile`). */
  readonly profiles?: string | undefined;
}

/**
 * Starts the simulator with about so many people.
 *
 * @throws Error when it does not start
 */
export const startSimulatorProcess = async (
  people: number,
  { realTime = false, profiles }: SimulatorSetting = {},
): Promise<SimulatorProcess> => {
  const households = Math.max(1, Math.round(people / PEOPLE_PER_HOUSEHOLD));
  const child = spawn(
    process.execPath,
    [
      ...(profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`]),
      // A million rows as objects, and the sorted lists of them.
      '--max-old-space-size=8192',
      '--import=tsx',
      'dev/simulator/cli.ts',
      ...['--port', '0', '--token-lifetime', '86400'],
      ...(realTime ? [] : ['--date', '2026-03-01T08:00:00Z']),
      ...['--households', String(households)],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: child.stdout });
  const url = await addressOf(lines);
  child.stdout.resume();
  const { people: rows } = (await (await fetch(`${url}/control/status`)).json()) as { readonly people: number };
  return {
    url,
    pid: child.pid ?? 0,
    people: rows,
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
};
