import type { TransactionalPublisher } from '../kafka/index.ts';
import type { StagePartition } from './offsetStore.ts';

/** A partition between one takeover and the end of its ownership; whoever works on it moves these numbers. */
export interface Session {
  readonly at: StagePartition;
  /** Of the consumer; when it has moved, the session is over. */
  readonly generation: number;
  readonly epoch: number;
  readonly publisher: TransactionalPublisher;
  /** Next input offset to process. Nothing is claimed while `published` is behind it. */
  next: number;
  /** Everything below is published. */
  published: number;
  /** Everything below is marked as published in the database. */
  marked: number;
}

/** The group that the workers of a stage join. */
export const stageGroup = (deployment: string, stage: string): string => `${deployment}.${stage}`;

/** The group whose offset says how far a stage has published; nobody joins it. */
export const relayGroup = (deployment: string, stage: string): string => `${deployment}.${stage}.relay`;

/** The transactional id of a stage's partition: whoever opens it last is the only one that can publish. */
export const transactionalIdOf = (deployment: string, { stage, topic, partition }: StagePartition): string =>
  `${deployment}.${stage}.${topic}.${String(partition)}`;
