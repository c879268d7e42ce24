// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

/** A place in Kafka: the cause of an event. */
export interface Position {
  /** Logical topic name, without the deployment's prefix. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}
