import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ClusterRules } from '../../../processors/identity/linkage/clusters/index.ts';
import { clusterComponent } from '../../../processors/identity/linkage/clusters/index.ts';
import { EdgeIndex } from '../../../processors/identity/linkage/edges/index.ts';
import { linkageOf } from './linkage.ts';
import { inventRegistry } from './registry.ts';

/** What was measured at one size of the registry. */
export interface Figures {
  readonly records: number;
  /** Records a second of processor time, edges alone, over all records and over the last tenth. */
  readonly recordsPerSecond: number;
  readonly recordsPerSecondAtEnd: number;
  /** As before, with the clusters of every component touched, in batches of 1,000 records. */
  readonly withClustersAtEnd: number;
  /** Pairs weighed for each of the last tenth of the records. */
  readonly pairsPerRecordAtEnd: number;
  readonly edges: number;
  readonly silentBlocks: number;
  /** Allocated for the index with ids' text, without the contents. */
  readonly bytesPerRecord: number;
  readonly largestComponent: number;
  /** Milliseconds of processor time of the slowest batch of 1,000 records. */
  readonly slowestBatch: number;
  /** Seconds of processor time to fill an empty index. */
  readonly fillSeconds: number;
}

const batch = 1000;
const rules = { cap: 200, reviewLine: 0 };
const clusterRules = { linkLine: 8 * 256, guard: 0 };

const idOf = (record: number): string => createHash('md5').update(String(record)).digest('hex');

const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
};

/** Milliseconds of processor time that this process took, with its collector of garbage: a busy machine adds little. */
const processorTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const memory = (): number => {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** Puts records into an index batch by batch. */
class Run {
  readonly index: EdgeIndex<number>;
  readonly pairs: () => number;
  readonly #rules: ClusterRules<number>;
  putTime = 0;
  clusterTime = 0;
  slowest = 0;
  largest = 0;

  constructor(rows: Int32Array) {
    const { linkage, pairs } = linkageOf(rows);
    this.index = new EdgeIndex(linkage, rules);
    this.pairs = pairs;
    this.#rules = {
      ...clusterRules,
      conflict: (a, b) => linkage.conflict(a, b),
      weight: (a, b) => linkage.weight(a, b),
    };
  }

  batch(from: number, to: number): void {
    const ids = Array.from({ length: to - from }, (_, index) => idOf(from + index));
    const touched: string[] = [];
    const started = processorTime();
    for (const [index, id] of ids.entries())
      for (const name of this.index.put(id, from + index).touched) touched.push(name);
    const put = processorTime() - started;
    const seen = new Set<string>();
    for (const id of touched) {
      if (seen.has(id)) continue;
      const { members, edges } = this.index.component(id, clusterRules.linkLine);
      for (const { ids: others } of members) for (const other of others) seen.add(other);
      if (members.length > this.largest) this.largest = members.length;
      clusterComponent(members, edges, this.#rules);
    }
    this.putTime += put;
    this.clusterTime += processorTime() - started - put;
    this.slowest = Math.max(this.slowest, put);
  }
}

/**
 * Fills an index with an invented registry and measures it.
 *
 * @param records how many
 * @param onProgress told after every batch how many are in
 */
export const measure = (records: number, seed: number, onProgress: (done: number) => void): Figures => {
  const rows = inventRegistry(records, seed);
  const before = memory();
  const run = new Run(rows);
  const end = Math.floor((records * 9) / 10 / batch) * batch;
  let atEnd = { put: 0, cluster: 0, pairs: 0 };
  for (let from = 0; from < records; from += batch) {
    if (from === end) atEnd = { put: run.putTime, cluster: run.clusterTime, pairs: run.pairs() };
    run.batch(from, Math.min(records, from + batch));
    onProgress(Math.min(records, from + batch));
  }
  const pairs = run.pairs();
  const bytes = memory() - before;
  const { index } = run;
  const edges = [...index.edges()];
  const ids = Array.from({ length: records }, (_, record) => idOf(record));
  const filled = new EdgeIndex(linkageOf(rows).linkage, rules);
  const started = processorTime();
  for (const [record, id] of ids.entries()) filled.fill(id, record);
  const fillSeconds = (processorTime() - started) / 1000;
  const last = records - end;
  const putAtEnd = run.putTime - atEnd.put;
  return {
    records,
    recordsPerSecond: Math.round((records / run.putTime) * 1000),
    recordsPerSecondAtEnd: Math.round((last / putAtEnd) * 1000),
    withClustersAtEnd: Math.round((last / (putAtEnd + run.clusterTime - atEnd.cluster)) * 1000),
    pairsPerRecordAtEnd: (pairs - atEnd.pairs) / last,
    edges: edges.length,
    silentBlocks: index.silentBlocks().length,
    bytesPerRecord: Math.round(bytes / records),
    largestComponent: run.largest,
    slowestBatch: Math.round(run.slowest),
    fillSeconds,
  };
};
