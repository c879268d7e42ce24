import { hostname } from 'node:os';
import type { Pool } from 'pg';
import type { StreamProcessor } from '../../core/streamProcessor.ts';
import type { Codec } from '../kafka/index.ts';
import type { Log } from '../telemetry/log.ts';
import type { StageContext } from './context.ts';
import { eventIds } from '../../schemas/eventId.ts';
import { faultHookFrom, FAULT_POINT_VARIABLE } from '../faultPoint.ts';
import type { FaultHook } from '../faultPoint.ts';
import type { StageKafka, StageObserver } from './ports.ts';
import { defaultSettings } from './settings.ts';
import type { StageSettings } from './settings.ts';
import type { Stage } from './stageContract.ts';
import { StageRun } from './stageRun.ts';
import { targetsOf } from './targets.ts';

/** What a stage is made of. */
export interface StageOptions<Facts> {
  readonly processor: StreamProcessor<Facts>;
  /** Id of the deployment: part of every id, so that two on one Kafka do not disturb each other. */
  readonly deployment: string;
  /** Goes before every logical topic name, for example `registry.`. */
  readonly topicPrefix: string;
  readonly kafka: StageKafka;
  /** Registered or prepared before the stage runs. */
  readonly codec: Pick<Codec, 'load' | 'decode' | 'encode'>;
  /** At least two connections; about one for each partition that is worked on. */
  readonly pool: Pool;
  readonly settings?: Partial<StageSettings>;
  readonly observer?: Partial<StageObserver>;
  /** For tests; without it `REGISTRY_STREAM_FAULT_POINT` decides, and without that nothing happens. */
  readonly points?: FaultHook;
  readonly log: Log;
}

const silent: StageObserver = {
  processed: () => undefined,
  published: () => undefined,
  position: () => undefined,
  tookOver: () => undefined,
};

/**
 * Runs any stream processor with an effect of exactly once (DESIGN §4): each record's rows, events and offset are one
 * SQL statement, and its events reach read_committed readers once, whatever is killed at any moment.
 *
 * The tables of {@link stageMigrations} and of the processor must exist, and so must all topics.
 *
 * @throws EtlError `config` when the environment names a fault point that does not exist
 */
export const createStage = <Facts>(options: StageOptions<Facts>): Stage => {
  const { processor, deployment, kafka } = options;
  const context: StageContext<Facts> = {
    processor,
    deployment,
    topicPrefix: options.topicPrefix,
    kafka,
    codec: options.codec,
    pool: options.pool,
    settings: { ...defaultSettings, ...options.settings },
    observer: { ...silent, ...options.observer },
    points: options.points ?? faultHookFrom(process.env[FAULT_POINT_VARIABLE]),
    log: options.log,
    owner: `${hostname()}:${String(process.pid)}`,
    eventIds: eventIds(deployment, processor.stage),
    targets: targetsOf(kafka),
  };
  return new StageRun(context);
};
