/** How a stage works; times in milliseconds. */
export interface StageSettings {
  /** Input records that are decided on and committed together, at most. */
  readonly batchRecords: number;
  /** Bytes of input values that are decided on and committed together, at most; one record may be larger. */
  readonly batchBytes: number;
  /** Messages of one Kafka transaction; about 2000 is where transactions stop costing. */
  readonly relayMessages: number;
  /**
   * Bytes of one Kafka transaction for one partition: the client sends them as one record batch, and a topic takes
   * 1 MiB a batch by default.
   */
  readonly relayBytes: number;
  /** Bytes that one input record may send to one partition; with more it goes to the dead letters. */
  readonly largestOutput: number;
  /** For how long what fails for a transient reason is tried again before the process ends. */
  readonly patience: number;
  /** A partition with records left, or events to publish, that has not moved for this long ends the process. */
  readonly stallAfter: number;
  /** Pause between looks at the partitions: marks what is published, watches for stalls. */
  readonly tick: number;
  /** `longest-standing` for a stage whose one partition is dear to move (the resolver), `balanced` for the others. */
  readonly assign: 'balanced' | 'longest-standing';
  /** See `ConsumerOptions`; absent: its defaults. */
  readonly sessionTimeout?: number;
  readonly heartbeatInterval?: number;
  readonly rebalanceTimeout?: number;
  readonly maxWait?: number;
  readonly maxBytesPerPartition?: number;
  readonly maxBytes?: number;
  /** Partitions that are worked on at once. */
  readonly concurrency: number;
}

/** What holds unless a deployment says otherwise. */
export const defaultSettings: StageSettings = {
  batchRecords: 2000,
  batchBytes: 4 * 1024 * 1024,
  relayMessages: 2000,
  relayBytes: 800_000,
  largestOutput: 1_000_000,
  patience: 60_000,
  stallAfter: 60_000,
  tick: 1000,
  assign: 'balanced',
  maxBytesPerPartition: 2 * 1024 * 1024,
  concurrency: 16,
};
