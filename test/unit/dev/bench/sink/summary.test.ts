import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { CandidateName, Run } from '../../../../../dev/bench/sink/run.ts';
import type { StreamName } from '../../../../../dev/bench/sink/streams.ts';
import { ratiosOf, summarise } from '../../../../../dev/bench/sink/summary.ts';

const run = (candidate: CandidateName, seconds: number, more: Partial<Run> = {}): Run => ({
  candidate,
  stream: 'insert',
  round: 1,
  records: 1000,
  seconds,
  secondsToFirst: 0.1,
  warm: { seconds: seconds / 4, records: 500 },
  processorSeconds: seconds,
  processorSecondsPostgres: undefined,
  processorSecondsKafka: undefined,
  warmMicroseconds: 1,
  peakMegabytes: 100,
  ...more,
});

describe('the summary of a benchmark', () => {
  it('compares within a round and takes the median over rounds', () => {
    const rounds = [
      [10, 5],
      [30, 10],
      [8, 8],
    ];
    const runs = rounds.flatMap(([peer = 0, sink = 0], round) => [
      run('connect-tuned', peer, { round }),
      run('sink', sink, { round }),
    ]);
    expect(ratiosOf(runs)).to.include({ fromStart: 2, warm: 2, limit: undefined, withAudit: undefined });
  });

  it('adds streams up, and compares nothing that one side has not run', () => {
    const of = (stream: StreamName, peer: number, sink: number): readonly Run[] => [
      run('connect-tuned', peer, { stream }),
      run('sink-audit', sink, { stream }),
    ];
    const both = [...of('insert', 10, 10), ...of('update', 20, 5)];
    expect(ratiosOf(both).withAudit).to.equal(2);
    expect(ratiosOf(both.slice(0, 3)).withAudit).to.equal(undefined);
  });

  it('counts rates from the start and over the second half', () => {
    const [summary] = summarise([run('sink', 4)]);
    expect(summary?.perSecond?.median).to.equal(250);
    expect(summary?.warmPerSecond?.median).to.equal(500);
  });
});
