import { Counter, Gauge, Registry } from 'prom-client';

/**
 * The product's metrics, with the meanings of Kafka Connect's: what Connect counts per task is counted here per stage,
 * topic and partition. No label ever holds a person's data.
 */
export interface Metrics {
  readonly registry: Registry;
  /** Records that a stage has processed (Connect: `sink-record-send-total`). */
  readonly recordsProcessed: Counter<'stage' | 'topic' | 'partition'>;
  /** Events that a stage has published. */
  readonly eventsPublished: Counter<'stage' | 'topic' | 'partition'>;
  /** Records of a partition that the stage has not processed yet (Connect: `records-lag`). */
  readonly recordsLag: Gauge<'stage' | 'topic' | 'partition'>;
  /** Records that could not go on (Connect: `deadletterqueue-produce-requests`). */
  readonly deadLetters: Counter<'component'>;
  /** Records that a source has read (Connect: `source-record-poll-total`). */
  readonly sourceRecordsPolled: Counter<'source' | 'import'>;
  /** Records that a source has published (Connect: `source-record-write-total`). */
  readonly sourceRecordsPublished: Counter<'source' | 'import'>;
  /** 1 in the process that runs a source, 0 in those that stand by for it. */
  readonly sourceHeld: Gauge<'source'>;
  /** Notices that registries have sent by themselves. */
  readonly sourceNotices: Counter<'source' | 'import'>;
  /** Messages of registries that were refused, and subscriptions that do not work, by code. */
  readonly sourceNoticeTroubles: Counter<'source' | 'import' | 'code'>;
  /** Withdrawals that a guard holds back until a person accepts them. */
  readonly withdrawalsHeld: Gauge<'source' | 'import'>;
  /** Changes of enrolments that were carried from PostgreSQL to the log. */
  readonly enrolmentsPublished: Counter;
  /** For how many seconds changes of enrolments could not be carried to the log; 0 while they can. */
  readonly enrolmentsFailing: Gauge;
}

/** Fresh metrics in a registry of their own, so that two deployments in one process do not mix. */
export const createMetrics = (): Metrics => {
  const registry = new Registry();
  const registers = [registry];
  const partition = ['stage', 'topic', 'partition'] as const;
  const imported = ['source', 'import'] as const;
  const named = (name: string, help: string): { name: string; help: string; registers: Registry[] } => ({
    name: `registry_stream_${name}`,
    help,
    registers,
  });
  return {
    registry,
    recordsProcessed: new Counter({ ...named('records_processed_total', 'Records processed'), labelNames: partition }),
    eventsPublished: new Counter({ ...named('events_published_total', 'Events published'), labelNames: partition }),
    recordsLag: new Gauge({ ...named('records_lag', 'Records not processed yet'), labelNames: partition }),
    deadLetters: new Counter({
      ...named('dead_letters_total', 'Records that cannot go on'),
      labelNames: ['component'],
    }),
    sourceRecordsPolled: new Counter({ ...named('source_records_polled_total', 'Records read'), labelNames: imported }),
    sourceRecordsPublished: new Counter({
      ...named('source_records_published_total', 'Source records published'),
      labelNames: imported,
    }),
    sourceHeld: new Gauge({
      ...named('source_held', 'Whether this process runs the source: 0 while it stands by'),
      labelNames: ['source'],
    }),
    sourceNotices: new Counter({ ...named('source_notices_total', 'Notices of registries'), labelNames: imported }),
    sourceNoticeTroubles: new Counter({
      ...named('source_notice_troubles_total', 'Messages of registries refused, subscriptions that do not work'),
      labelNames: [...imported, 'code'],
    }),
    withdrawalsHeld: new Gauge({ ...named('withdrawals_held', 'Withdrawals held by a guard'), labelNames: imported }),
    enrolmentsPublished: new Counter(named('enrolments_published_total', 'Changes of enrolments carried to the log')),
    enrolmentsFailing: new Gauge(
      named('enrolments_failing_seconds', 'For how long changes of enrolments could not be carried to the log'),
    ),
  };
};
