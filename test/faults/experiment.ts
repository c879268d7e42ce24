import { setTimeout as pause } from 'node:timers/promises';
import { checkAll } from './checker/check.ts';
import type { Finding } from './checker/finding.ts';
import { runFaults } from './schedule.ts';
import type { FaultRecord, ScheduleOptions } from './schedule.ts';
import { bundleProgram } from './world/program.ts';
import type { Sabotage } from './world/program.ts';
import type { Ground } from './world/ground.ts';
import { Monitor } from './world/monitor.ts';
import { acceptHeldWithdrawals } from './world/operator.ts';
import type { Sample, Standstills } from './world/monitor.ts';
import { World } from './world/world.ts';

/** What came of a run under faults. */
export interface Experiment {
  readonly seed: number;
  readonly seconds: number;
  readonly faults: readonly FaultRecord[];
  readonly findings: readonly Finding[];
  /** Changes that the social registries made. */
  readonly changes: number;
  readonly restarts: Readonly<Record<string, number>>;
  /** Ends that nobody had asked for, by worker and exit code. */
  readonly ownEndings: Readonly<Record<string, number>>;
  readonly standstills: Standstills;
  readonly samples: readonly Sample[];
  /** Whether everything came to rest in time after the last fault. */
  readonly cameToRest: boolean;
}

/** What a run needs besides its schedule. */
export interface ExperimentOptions extends ScheduleOptions {
  readonly ground: Ground;
  readonly households?: number;
  readonly sabotage?: Sabotage;
  readonly tell: (text: string) => void;
  /** Called after everything has come to rest and been checked, before the world is taken down; its findings are added. */
  readonly epilogue?: (world: World) => Promise<readonly Finding[]>;
  /** Milliseconds to wait for rest; 240000. */
  readonly restWithin?: number;
}

const LOOK = 500;
/** Runs of every import, begun after the last change, that must have found nothing new. */
const QUIET_RUNS = 2;

const quietRuns = `select source, import from registry.import_run
  where started_at > $1 and mode = 'complete' and phase = 'completed' and complete
    and published = 0 and withdrawals_pending = 0 and withdrawals_held = 0
  group by source, import having count(*) >= $2`;

/**
 * Waits until complete scans find nothing new in any import, and everything that they brought has arrived. What a guard
 * still holds by then is accepted: it waits for a person.
 */
const comeToRest = async (
  world: World,
  monitor: Monitor,
  { deadline, tell }: { readonly deadline: number; readonly tell: (text: string) => void },
): Promise<boolean> => {
  let since = new Date();
  const began = Date.now();
  const imports = world.registries.reduce((sum, { individuals }) => sum + (individuals ? 2 : 1), 0);
  while (Date.now() - began < deadline) {
    const { rows } = await world.pool.query(quietRuns, [since, QUIET_RUNS]).catch(() => ({ rows: [] }));
    if (rows.length === imports) return (await monitor.caughtUp(deadline)) !== undefined;
    const accepted = await acceptHeldWithdrawals(world, since);
    if (accepted.length > 0) {
      tell(`withdrawals that a guard held were accepted: ${accepted.join(', ')}`);
      since = new Date();
    }
    await pause(LOOK);
  }
  return false;
};

/** What the stages have left when the sources have ended: the last markers, and marks of what is published. */
const drain = async (world: World, monitor: Monitor, deadline: number): Promise<boolean> => {
  const began = Date.now();
  while (Date.now() - began < deadline) {
    const { stages } = await monitor.positions();
    const { rows } = await world.pool.query<{ open: number }>(
      `select count(*)::int as open from registry_stream.stream_offset where published_offset < next_offset`,
    );
    if (Object.values(stages).every(({ left }) => left === 0) && rows[0]?.open === 0) return true;
    await pause(LOOK);
  }
  return false;
};

const tally = (names: readonly string[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

const summaryOf = (world: World): Pick<Experiment, 'restarts' | 'ownEndings'> => {
  const endings = world.stations.flatMap(({ worker }) => worker.endings.map((ending) => ({ worker, ending })));
  const own = endings.filter(({ ending }) => ending.byItself);
  return {
    restarts: tally(endings.map(({ worker }) => worker.role)),
    ownEndings: tally(
      own.map(({ worker, ending }) => {
        const [, code = 'no code'] =
          /\b([A-Z]+(?:_[A-Z]+)+)\b/.exec(ending.words.split('\n').slice(-4).join('\n')) ?? [];
        return `${worker.role} ${String(ending.signal ?? ending.code)} ${code}`;
      }),
    ),
  };
};

/** Runs a world under faults, lets it come to rest, and has the checker decide. */
export const experiment = async (options: ExperimentOptions): Promise<Experiment> => {
  const { epilogue, ground, households, restWithin = 240_000, sabotage, seed, tell } = options;
  const began = Date.now();
  const program = await bundleProgram(sabotage?.name ?? 'program', sabotage);
  const world = await World.create({ ground, seed, program, ...(households === undefined ? {} : { households }) });
  const monitor = new Monitor(world);
  try {
    world.start();
    monitor.start();
    tell(`world ${world.name} is up; logs in ${world.directory}`);
    const first = await monitor.caughtUp(120_000);
    tell(first === undefined ? 'the first import does not end' : `the first import took ${seconds(first)} s`);
    const faults = await runFaults(world, monitor, options);
    world.churn.stop();
    tell('no more faults and no more changes: coming to rest');
    const rested = await comeToRest(world, monitor, { deadline: restWithin, tell });
    const { standstills, samples } = monitor;
    await Promise.all(world.of('source').map(({ worker }) => worker.stop()));
    const drained = await drain(world, monitor, restWithin).catch(() => false);
    await monitor.stop();
    await world.stopWorkers();
    tell(rested && drained ? 'at rest; the checker reads all topics and tables' : 'it does not come to rest');
    const findings = await checkAll({
      broker: ground.broker,
      prefix: world.prefix,
      schemaRegistryUrl: ground.stack.schemaRegistry.url,
      pool: world.pool,
      registries: world.registries.map(({ name, individuals, simulator }) => ({
        name,
        individuals,
        rows: simulator.registry.snapshot().partners,
      })),
    });
    const more = (await epilogue?.(world)) ?? [];
    return {
      seed,
      seconds: Math.round((Date.now() - began) / 1000),
      faults,
      findings: [...findings, ...more],
      changes: world.churn.changes,
      ...summaryOf(world),
      standstills,
      samples,
      cameToRest: rested && drained,
    };
  } finally {
    await monitor.stop();
    await world.close();
  }
};

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(1);
