import { v5 as uuidv5 } from 'uuid';
import type { Position } from '../core/position.ts';

/** Names one event of a stage: the same input and ordinal give the same id, whoever publishes it, however often. */
export type EventIds = (cause: Position, ordinal: number) => string;

/**
 * Makes the function that names a deployment's events: the same input record and ordinal give the same id, however
 * often the record is processed, so that a reader can drop what it has seen.
 *
 * @param deployment deployment id; two deployments never share an event id
 * @param stage name of the stage that publishes, for example `registry`
 * @returns uuidv5(uuidv5(DNS namespace, deployment), `stage|topic|partition|offset|ordinal`); `cause` is the input
 *   record, `ordinal` the event's index among the events that it caused
 * @see RFC 9562 §5.5
 */
export const eventIds = (deployment: string, stage: string): EventIds => {
  const namespace = uuidv5(deployment, uuidv5.DNS);
  return (cause, ordinal) =>
    uuidv5(`${stage}|${cause.topic}|${String(cause.partition)}|${String(cause.offset)}|${String(ordinal)}`, namespace);
};
