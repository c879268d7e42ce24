import { spread, type Spread } from '../shared/spread.ts';
import { candidateNames, rateOf, warmRateOf, type CandidateName, type Run } from './run.ts';
import type { StreamName } from './streams.ts';

/** What the runs of one candidate with one stream come to. */
export interface Summary {
  readonly candidate: CandidateName;
  readonly stream: StreamName;
  readonly runs: number;
  readonly perSecond: Spread | undefined;
  readonly warmPerSecond: Spread | undefined;
  readonly secondsToFirst: Spread | undefined;
  readonly processorSeconds: Spread | undefined;
  readonly processorSecondsPostgres: Spread | undefined;
  readonly processorSecondsKafka: Spread | undefined;
  readonly warmMicroseconds: Spread | undefined;
  readonly peakMegabytes: Spread | undefined;
}

const matching = (runs: readonly Run[], candidate: CandidateName, stream: StreamName): readonly Run[] =>
  runs.filter((run) => run.candidate === candidate && run.stream === stream);

/** Figures by stream and candidate, in the order in which both are named. */
export const summarise = (runs: readonly Run[]): readonly Summary[] =>
  [...new Set(runs.map(({ stream }) => stream))].flatMap((stream) =>
    candidateNames
      .map((candidate) => ({ candidate, found: matching(runs, candidate, stream) }))
      .filter(({ found }) => found.length > 0)
      .map(({ candidate, found }) => ({
        candidate,
        stream,
        runs: found.length,
        perSecond: spread(found.map(rateOf)),
        warmPerSecond: spread(found.map(warmRateOf)),
        secondsToFirst: spread(found.map((run) => run.secondsToFirst)),
        processorSeconds: spread(found.map((run) => run.processorSeconds)),
        processorSecondsPostgres: spread(found.map((run) => run.processorSecondsPostgres)),
        processorSecondsKafka: spread(found.map((run) => run.processorSecondsKafka)),
        warmMicroseconds: spread(found.map((run) => run.warmMicroseconds)),
        peakMegabytes: spread(found.map((run) => run.peakMegabytes)),
      })),
  );

/** How the sink compares; each figure how many times as fast, undefined when one of the two was not measured. */
export interface Ratios {
  /** The sink without audit to the tuned peer, from the start of the connector or worker. */
  readonly fromStart: number | undefined;
  /** The same over the second half. */
  readonly warm: number | undefined;
  /** The sink without audit, over the second half, to what the same table takes by `json_to_recordset`. */
  readonly limit: number | undefined;
  /** The sink with everything on to the tuned peer, which audits nothing, from the start. */
  readonly withAudit: number | undefined;
  /** The sink's peak memory without audit as a share of the tuned peer's. */
  readonly memory: number | undefined;
}

type Cost = (run: Run) => number | undefined;

const wholeRun: Cost = ({ seconds }) => seconds;
/** The time that all of the records would take at the pace of the second half. */
const atWarmPace: Cost = ({ records, warm }) => (records * warm.seconds) / warm.records;

/**
 * The median over rounds of how many times the one costs what the other does. Both are from the same round, minutes
 * apart, so that a machine that is slower for a while is slower for both; of several streams the costs are added up.
 */
const ratio = (
  runs: readonly Run[],
  [dear, cheap]: readonly [CandidateName, CandidateName],
  cost: Cost,
): number | undefined => {
  const sum = (found: readonly Run[]): number | undefined => {
    const costs = found.map(cost);
    return costs.some((one) => one === undefined) ? undefined : costs.reduce<number>((all, one) => all + (one ?? 0), 0);
  };
  const rounds = [...new Set(runs.map(({ round }) => round))];
  const ratios = rounds.map((round) => {
    const of = (candidate: CandidateName): readonly Run[] =>
      runs.filter((run) => run.round === round && run.candidate === candidate);
    const [left, right] = [of(dear), of(cheap)];
    const comparable = left.length > 0 && left.length === right.length;
    const [over, under] = comparable ? [sum(left), sum(right)] : [];
    return over === undefined || under === undefined ? undefined : over / under;
  });
  const median = spread(ratios)?.median;
  return median === undefined ? undefined : Math.round(median * 100) / 100;
};

/** @param runs of one stream, or of all: then of the whole work */
export const ratiosOf = (runs: readonly Run[]): Ratios => ({
  fromStart: ratio(runs, ['connect-tuned', 'sink'], wholeRun),
  warm: ratio(runs, ['connect-tuned', 'sink'], atWarmPace),
  limit: ratio(runs, ['json', 'sink'], atWarmPace),
  withAudit: ratio(runs, ['connect-tuned', 'sink-audit'], wholeRun),
  memory: ratio(runs, ['sink', 'connect-tuned'], ({ peakMegabytes }) => peakMegabytes),
});
