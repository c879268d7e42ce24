/** A stream processor at work on the partitions that its consumer group gives it. */
export interface Stage {
  /**
   * Joins the group and works until {@link stop}. Call it once.
   *
   * @throws EtlError whatever ends the stage: it cannot go on, and the process must end
   */
  run(): Promise<void>;
  /**
   * Ends the stage: what has begun is committed and published, the group is left, publishers are closed.
   *
   * @param deadline milliseconds after which it resolves all the same; what is then unfinished is finished by the next
   *   owner of the partitions
   */
  stop(deadline: number): Promise<void>;
  /** Settles as {@link run} does. */
  readonly done: Promise<void>;
  /**
   * Whether every partition that is assigned to this process is at the end of its topic, with everything published.
   * False before the first assignment. Asks Kafka.
   */
  idle(): Promise<boolean>;
}
