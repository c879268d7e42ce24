import { table } from '../../../runtime/cli/output.ts';
import type { Cost } from './costs.ts';
import type { Hops } from './hops.ts';
import type { Latency } from './latency.ts';
import type { Whole } from './whole.ts';

const costText = ({ microseconds, peakMegabytes }: Cost): string =>
  [
    microseconds === undefined ? '-' : `${microseconds.toLocaleString('en')} µs`,
    ...(peakMegabytes === undefined ? [] : [`${peakMegabytes.toLocaleString('en')} MB`]),
  ].join(', ');

const costsText = (costs: Readonly<Record<string, Cost>>): string =>
  Object.entries(costs)
    .map(([name, cost]) => `${name} ${costText(cost)}`)
    .join('; ');

/** The hops, each on its own, as a person reads them. */
export const hopsText = ({ people, ...hops }: Hops): string => {
  const rows = Object.entries(hops).map(([name, { peoplePerSecond, costs }]) => [
    name,
    peoplePerSecond,
    costsText(costs),
  ]);
  const heading = `${people.toLocaleString('en')} people, each hop on its own`;
  return `${heading}\n${table(['hop', 'people/s', 'processor time a person, peak memory'], rows)}`;
};

const latencyText = ({ changesPerSecond, followed, ...parts }: Latency): string => {
  const words: Readonly<Record<keyof typeof parts, string>> = {
    changeToLog: 'change in the social registry to the log (waits for the next poll)',
    logToRegistrant: "log to the resolver's event",
    logToRow: 'log to the row in PostgreSQL',
    changeToRow: 'change in the social registry to the row in PostgreSQL',
  };
  const rows = Object.entries(words).map(([name, what]) => {
    const { p50, p99 } = parts[name as keyof typeof parts];
    return [what, p50, p99];
  });
  const heading = `${changesPerSecond.toLocaleString('en')} changes/s, ${followed.toLocaleString('en')} followed`;
  return `${heading}\n${table(['milliseconds from', 'p50', 'p99'], rows)}`;
};

/** The whole way with some workers, as a person reads it. */
export const wholeText = (whole: Whole): string => {
  const { workers, people, rows, auditEvents, peoplePerSecond, sourcePerSecond, resolverPerSecond } = whole;
  const lines = [
    `${people.toLocaleString('en')} people, everything at once, ${String(workers)} sink ${workers === 1 ? 'process' : 'processes'}`,
    `  end to end  ${peoplePerSecond.toLocaleString('en')} people/s; source done at ${sourcePerSecond.toLocaleString('en')}, resolver at ${resolverPerSecond.toLocaleString('en')}`,
    `  came to     ${rows.toLocaleString('en')} registrants, ${auditEvents.toLocaleString('en')} audit events`,
    `  costs       ${costsText(whole.costs)}`,
  ];
  return [...lines, ...(whole.latency === undefined ? [] : [latencyText(whole.latency)])].join('\n');
};
