/** The stage: runs any stream processor with an effect of exactly once (DESIGN §4). */
export { createStage } from './stage.ts';
export type { StageOptions } from './stage.ts';
export type { Stage } from './stageContract.ts';
export { kafkaForStage } from './kafkaPort.ts';
export { stageMigrations } from './migrations.ts';
export { checkPosition } from './positionCheck.ts';
export { withPatience } from './retry.ts';
export { relayGroup, stageGroup, transactionalIdOf } from './session.ts';
export type { StageSettings } from './settings.ts';
export type { InputPartition, StageKafka, StageObserver } from './ports.ts';
