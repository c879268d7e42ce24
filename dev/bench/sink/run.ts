import type { StreamName } from './streams.ts';

/** What is measured: our sink without and with audit, the peer, and what PostgreSQL takes without any sink. */
export const candidateNames = ['sink', 'sink-audit', 'connect-default', 'connect-tuned', 'json', 'copy'] as const;

/** Name of what is measured. */
export type CandidateName = (typeof candidateNames)[number];

/** One candidate with one stream, once. Seconds of processor time and memory are undefined where nobody tells them. */
export interface Run {
  readonly candidate: CandidateName;
  readonly stream: StreamName;
  readonly round: number;
  readonly records: number;
  /** From the start of the connector or worker to the last row visible. */
  readonly seconds: number;
  /** The same until the first rows were visible. */
  readonly secondsToFirst: number;
  /** Seconds of the second half, and the records that became visible in it. */
  readonly warm: { readonly seconds: number; readonly records: number };
  /** Of the sink's own process; of this process for what runs without a sink. */
  readonly processorSeconds: number | undefined;
  readonly processorSecondsPostgres: number | undefined;
  readonly processorSecondsKafka: number | undefined;
  /** Microseconds of the sink's processor time a record, over the second half. */
  readonly warmMicroseconds: number | undefined;
  readonly peakMegabytes: number | undefined;
}

/** Records a second, from the start. */
export const rateOf = ({ records, seconds }: Run): number => records / seconds;

/** Records a second, over the second half. */
export const warmRateOf = ({ warm }: Run): number => warm.records / warm.seconds;
