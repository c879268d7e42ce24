import type { Stack } from '../../stack/startStack.ts';
import { onBenchGround } from '../shared/ground.ts';
import type { StartProgram } from '../shared/program.ts';
import { untilDrained } from '../shared/stages.ts';
import type { SimulatorProcess } from '../sources/simulatorProcess.ts';
import { sourceOf } from './configuration.ts';
import { countCosts, type Cost } from './costs.ts';
import { startSource } from './firstRun.ts';

/** What is measured with. */
export interface Setting {
  readonly stack: Stack;
  readonly simulator: SimulatorProcess;
  readonly start: StartProgram;
  /** Pause between two incremental scans, such as `1s`. */
  readonly every: string;
  /** Told, in words, what is being done. */
  readonly told: (text: string) => void;
}

/** A hop on its own. */
export interface Hop {
  readonly peoplePerSecond: number;
  readonly costs: Readonly<Record<string, Cost>>;
}

/** Every hop on its own, nothing else at work. */
export interface Hops {
  /** People whom the source published. */
  readonly people: number;
  readonly source: Hop;
  readonly resolver: Hop;
  readonly sink: Hop;
}

const perSecond = (count: number, milliseconds: number): number => Math.round((count * 1000) / milliseconds);

/**
 * Measures each hop on its own, one after the other: the source with the simulator behind it, the resolver on what the
 * source has published, the sink with its audit on what the resolver has published.
 */
export const measureHops = (setting: Setting): Promise<Hops> => {
  const { stack, simulator, start, told } = setting;
  return onBenchGround(stack, [sourceOf(simulator.url, setting.every)], async ({ file, deployment }) => {
    told('the source alone');
    const { source, firstRun } = startSource(start, file);
    const costsOfSource = countCosts(stack, { source: [source.pid], simulator: [simulator.pid] });
    const { published: people, startedAt, endedAt } = await firstRun;
    const first = { peoplePerSecond: perSecond(people, endedAt - startedAt), costs: costsOfSource(people) };
    await source.stop();
    const drain = async (name: 'resolver' | 'sink'): Promise<Hop> => {
      const worker = start(['run', name === 'sink' ? 'sink' : 'processor', '--config', file]);
      const costs = countCosts(stack, { [name]: [worker.pid] });
      const stage = name === 'sink' ? 'registry' : 'identity';
      const drained = untilDrained(deployment, stage, (left) => {
        told(`the ${name} alone: ${left.toLocaleString('en')} left`);
      });
      const { offsets, milliseconds } = await Promise.race([drained, worker.failed]);
      const hop = { peoplePerSecond: perSecond(offsets, milliseconds), costs: costs(people) };
      await worker.stop();
      return hop;
    };
    const resolver = await drain('resolver');
    return { people, source: first, resolver, sink: await drain('sink') };
  });
};
