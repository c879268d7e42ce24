import type { Pool } from 'pg';
import type { StreamProcessor } from '../../core/streamProcessor.ts';
import type { Codec } from '../kafka/index.ts';
import type { Log } from '../telemetry/log.ts';
import type { EventIds } from '../../schemas/eventId.ts';
import type { FaultHook } from '../faultPoint.ts';
import type { StageKafka, StageObserver } from './ports.ts';
import type { StageSettings } from './settings.ts';
import type { Targets } from './targets.ts';

/** `FaultContext.component` of everything in this folder. */
export const COMPONENT = 'runtime/stage';

/** What every part of a running stage shares. */
export interface StageContext<Facts> {
  readonly processor: StreamProcessor<Facts>;
  readonly deployment: string;
  /** Goes before every logical topic name. */
  readonly topicPrefix: string;
  readonly kafka: StageKafka;
  readonly codec: Pick<Codec, 'load' | 'decode' | 'encode'>;
  readonly pool: Pool;
  readonly settings: StageSettings;
  readonly observer: StageObserver;
  readonly points: FaultHook;
  readonly log: Log;
  /** Names this process in `stream_offset`. */
  readonly owner: string;
  readonly eventIds: EventIds;
  readonly targets: Targets;
}
