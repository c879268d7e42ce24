/** What CloudEvents wants to know of an event. */
export interface CloudEvent {
  readonly id: string;
  /** Full Avro name. */
  readonly type: string;
  /** Path of whoever made it. */
  readonly source: string;
  /** When what it tells happened, RFC 3339 in UTC. */
  readonly time: string;
}

/** The headers of an event: CloudEvents 1.0, binary mode. @see CloudEvents Kafka Protocol Binding §3.2 */
export const cloudEventHeaders = ({ id, type, source, time }: CloudEvent): Record<string, string> => ({
  ce_specversion: '1.0',
  ce_id: id,
  ce_type: type,
  ce_source: source,
  ce_time: time,
});
