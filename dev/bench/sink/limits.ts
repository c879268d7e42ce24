import { once } from 'node:events';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { partitionFor } from '../../../runtime/kafka/index.ts';
import { rowText } from '../../../sinks/postgres/rebuild/copyText.ts';
import { applied } from '../../../sinks/postgres/state/apply.ts';
import { desiredIndividual } from '../../../sinks/postgres/state/desired.ts';
import { registrantTable } from '../../../sinks/postgres/tables/registrant.ts';
import { writeTable, type Row } from '../../../sinks/postgres/tables/table.ts';
import type { Stack } from '../../stack/startStack.ts';
import { partitions, type FilledStream } from './fill.ts';
import { busyOf } from './measure.ts';
import { registrantOf } from './people.ts';
import type { Run } from './run.ts';
import { statesOf } from './streams.ts';

/** What the same table takes without a sink: upserts by `json_to_recordset`, or COPY into the empty table. */
export type LimitName = 'json' | 'copy';

/** Rows of one statement, as many as the sink decides on at once. */
const batchRows = 2000;

const columns = Object.keys(registrantTable.columns);

/** Rows by partition, cut into batches; of several states of a person in a batch the last, as the sink folds them. */
const batchesOf = (stream: FilledStream): Row[][][] => {
  const lists: Row[][] = Array.from({ length: partitions }, () => []);
  for (const state of statesOf(stream.stream, stream.records)) {
    const { row } = applied(undefined, desiredIndividual(registrantOf(state)));
    lists[partitionFor(row['id'] as string, partitions)]?.push(row);
  }
  return lists.map((list) => {
    const batches: Row[][] = [];
    for (let from = 0; from < list.length; from += batchRows) {
      const last = new Map(list.slice(from, from + batchRows).map((row) => [row['id'], row]));
      batches.push([...last.values()]);
    }
    return batches;
  });
};

const lineOf = rowText(registrantTable);

const copyText = (rows: readonly Row[]): string => rows.map(lineOf).join('');

/** Sends one batch, made before the clock starts, over a connection. */
type Send = (client: pg.Client, batch: string) => Promise<void>;

/** Every column of the row, as JSON names and types them. */
const recordset = `json_to_recordset($1::json) as r(${Object.entries(registrantTable.columns)
  .map(([name, type]) => `${name} ${type}`)
  .join(', ')})`;

const byJson: Send = async (client, batch) => {
  await client.query({ name: 'upsert', text: writeTable(registrantTable).upsert(recordset, 'true'), values: [batch] });
};

const byCopy: Send = async (client, batch) => {
  const stream = client.query(copyFrom(`copy registry.registrant (${columns.join(', ')}) from stdin`));
  stream.end(batch);
  await once(stream, 'finish');
};

const connect = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
};

/**
 * Measures how fast the sink's own table takes the rows that the sink would write, one connection for each partition,
 * batches made beforehand. Nothing is read, decided, claimed, audited or published.
 */
export const measureLimit = async (
  stack: Stack,
  databaseUrl: string,
  stream: FilledStream,
  limit: LimitName,
  round: number,
): Promise<Run> => {
  const batches = batchesOf(stream).map((list) =>
    list.map((rows) => ({ rows: rows.length, text: limit === 'json' ? JSON.stringify(rows) : copyText(rows) })),
  );
  const total = batches.flat().reduce((sum, { rows }) => sum + rows, 0);
  const clients = await Promise.all(batches.map(() => connect(databaseUrl)));
  const ownTime = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  };
  const busy = busyOf(stack, ownTime);
  const send = limit === 'json' ? byJson : byCopy;
  const before = busy();
  const began = performance.now();
  let done = 0;
  let first = 0;
  let half: { readonly at: number; readonly done: number } | undefined;
  await Promise.all(
    clients.map(async (client, connection) => {
      for (const { rows, text } of batches[connection] ?? []) {
        await send(client, text);
        done += rows;
        if (first === 0) first = performance.now();
        if (done >= total / 2) half ??= { at: performance.now(), done };
      }
    }),
  );
  const end = performance.now();
  const after = busy();
  await Promise.all(clients.map((client) => client.end()));
  // In records of the stream, so that folded ones count as they do for a sink.
  const share = stream.records / total;
  const since = (from: number | undefined, to: number | undefined): number | undefined =>
    from === undefined || to === undefined ? undefined : to - from;
  return {
    candidate: limit,
    stream: stream.stream,
    round,
    records: stream.records,
    seconds: (end - began) / 1000,
    secondsToFirst: (first - began) / 1000,
    warm: { seconds: (end - (half?.at ?? began)) / 1000, records: (total - (half?.done ?? 0)) * share },
    processorSeconds: since(before.worker, after.worker),
    processorSecondsPostgres: since(before.postgres, after.postgres),
    processorSecondsKafka: undefined,
    warmMicroseconds: undefined,
    peakMegabytes: undefined,
  };
};
