import { expect } from 'chai';
import { atEnd } from '../../../../dev/bench/resolve/measure.ts';
import { costRatio, summarise, type Run } from '../../../../dev/bench/resolve/summary.ts';

const run = (records: number, processorTimeAtEnd: number, stagePerSecond?: number): Run => ({
  records,
  library: {
    recordsPerSecond: 4000,
    recordsPerSecondAtEnd: 4000,
    processorTimeAtEnd,
    batchP50: 100,
    batchP99: 200,
    bytesPerRecord: 600,
    loadSeconds: 1,
    loadProcessorTime: 20,
    decisions: { 'created by source-key': records },
  },
  stage:
    stagePerSecond === undefined
      ? undefined
      : {
          recordsPerSecond: stagePerSecond,
          costs: {
            stage: { microseconds: 250, peakMegabytes: 300 },
            Kafka: { microseconds: 40, peakMegabytes: undefined },
          },
        },
});

describe('summary of bench:resolve', () => {
  it('puts runs of one size together', () => {
    const summary = summarise([run(10_000, 200, 3000), run(10_000, 300, 5000), run(10_000, 220, 4000)], 2.5);
    expect(summary).to.include({ records: 10_000, runs: 3, pairsPerRecord: 2.5 });
    expect(summary.library.processorTimeAtEnd).to.deep.equal({ least: 200, median: 220, most: 300 });
    expect(summary.stagePerSecond?.median).to.equal(4000);
    expect(summary.stageMicroseconds['Kafka']?.median).to.equal(40);
  });

  it('says nothing of a stage that was not measured', () => {
    const summary = summarise([run(10_000, 200)], 0);
    expect(summary.stagePerSecond).to.equal(undefined);
    expect(summary.stageMicroseconds).to.deep.equal({});
  });

  it('compares the cost of a record at the largest size with that at the smallest', () => {
    const summaries = [summarise([run(10_000, 200)], 0), summarise([run(1_000_000, 250)], 0)];
    expect(costRatio(summaries)).to.equal(1.25);
    expect(costRatio(summaries.slice(0, 1))).to.equal(undefined);
  });

  it('takes the last fifth in whole batches, and one batch at least', () => {
    expect(atEnd(100_000)).to.equal(20_000);
    expect(atEnd(12_000)).to.equal(2000);
    expect(atEnd(1000)).to.equal(500);
  });
});
