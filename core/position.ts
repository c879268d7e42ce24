/**
 * Where a record stands in Kafka: the cause of everything that follows from it.
 *
 * `offset` is a JavaScript number: exact up to 2⁵³, which a partition that takes a million records a second
 * reaches after 285 years; the Kafka boundary refuses anything larger.
 */
export interface Position {
  /** Logical topic name without the deployment's prefix, for example `source.records`. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}
