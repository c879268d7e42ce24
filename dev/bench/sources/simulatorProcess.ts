import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** People a household of the simulator has on average, those who live alone and those registered twice included. */
const PEOPLE_PER_HOUSEHOLD = 4.25;

/** A simulated registry in a process of its own, so that its memory and its processor time are not the connector's. */
export interface SimulatorProcess {
  readonly url: string;
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

/**
 * Starts the simulator with about so many people, the same ones each time.
 *
 * @throws Error when it does not start
 */
export const startSimulatorProcess = async (people: number): Promise<SimulatorProcess> => {
  const households = Math.max(1, Math.round(people / PEOPLE_PER_HOUSEHOLD));
  const child = spawn(
    process.execPath,
    [
      // A million rows as objects, and the sorted lists of them.
      '--max-old-space-size=8192',
      '--import=tsx',
      'dev/simulator/cli.ts',
      ...['--port', '0', '--token-lifetime', '86400', '--date', '2026-03-01T08:00:00Z'],
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
    people: rows,
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
};
