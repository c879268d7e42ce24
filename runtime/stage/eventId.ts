import { v5 } from 'uuid';
import type { Position } from '../../core/position.ts';

/** Names one event of a stage: the same input and ordinal give the same id, whoever publishes it, however often. */
export type EventIds = (at: Position, ordinal: number) => string;

/**
 * Ids of a deployment's stage: uuidv5 (RFC 9562) of `stage|topic|partition|offset|ordinal` in the namespace of the
 * deployment, which is uuidv5 of its id in the DNS namespace.
 */
export const eventIds = (deployment: string, stage: string): EventIds => {
  const namespace = v5(deployment, v5.DNS);
  return ({ topic, partition, offset }, ordinal) =>
    v5(`${stage}|${topic}|${String(partition)}|${String(offset)}|${String(ordinal)}`, namespace);
};
