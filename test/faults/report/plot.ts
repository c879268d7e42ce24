import type { Sample } from '../world/monitor.ts';

/** A line of the plot. */
interface Series {
  readonly name: string;
  readonly unit: string;
  readonly value: (sample: Sample) => number;
}

const MEBIBYTE = 1_048_576;

const series: readonly Series[] = [
  { name: 'memory of all workers', unit: 'MiB', value: ({ memory }) => memory / MEBIBYTE },
  { name: 'open files of all workers', unit: '', value: ({ files }) => files },
  { name: 'database connections', unit: '', value: ({ connections }) => connections },
  { name: 'rows in the outbox', unit: '', value: ({ outbox }) => outbox },
  { name: 'memory of the broker', unit: 'MiB', value: ({ brokerMemory }) => brokerMemory / MEBIBYTE },
];

const WIDTH = 900;
const HEIGHT = 120;
const LEFT = 70;

const panel = (samples: readonly Sample[], { name, unit, value }: Series, top: number): string => {
  const highest = Math.max(1, ...samples.map(value));
  const last = Math.max(1, samples.at(-1)?.seconds ?? 1);
  const x = ({ seconds }: Sample): string => (LEFT + (seconds / last) * (WIDTH - LEFT - 10)).toFixed(1);
  const y = (sample: Sample): string => (top + HEIGHT - 20 - (value(sample) / highest) * (HEIGHT - 50)).toFixed(1);
  const points = samples.map((sample) => `${x(sample)},${y(sample)}`).join(' ');
  const label = `${name}: highest ${highest.toFixed(0)}${unit === '' ? '' : ` ${unit}`}`;
  return [
    `<text x="${String(LEFT)}" y="${String(top + 18)}">${label}</text>`,
    `<line x1="${String(LEFT)}" x2="${String(WIDTH - 10)}" y1="${String(top + HEIGHT - 20)}" y2="${String(top + HEIGHT - 20)}" stroke="#999"/>`,
    `<text x="${String(LEFT - 6)}" y="${String(top + HEIGHT - 16)}" text-anchor="end">0</text>`,
    `<polyline points="${points}" fill="none" stroke="#1565c0" stroke-width="1.2"/>`,
  ].join('\n');
};

/** Draws what was measured over a run, one panel a measure, as an SVG document. */
export const plot = (samples: readonly Sample[]): string => {
  const minutes = ((samples.at(-1)?.seconds ?? 0) / 60).toFixed(0);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${String(WIDTH)}" height="${String(series.length * HEIGHT + 20)}" font-family="sans-serif" font-size="12">`,
    '<rect width="100%" height="100%" fill="white"/>',
    ...series.map((one, index) => panel(samples, one, index * HEIGHT)),
    `<text x="${String(LEFT)}" y="${String(series.length * HEIGHT + 12)}">0 to ${minutes} minutes</text>`,
    '</svg>',
    '',
  ].join('\n');
};

/** How a measure went over a run: the middle value of the first third after the start, and of the last third. */
export interface Trend {
  readonly name: string;
  readonly early: number;
  readonly late: number;
}

const middle = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** The trend of each measure; the first minute, in which everything starts, is left out. */
export const trends = (samples: readonly Sample[]): readonly Trend[] => {
  const settled = samples.filter(({ seconds }) => seconds >= 60);
  const third = Math.floor(settled.length / 3);
  return series.map(({ name, value }) => ({
    name,
    early: middle(settled.slice(0, third).map(value)),
    late: middle(settled.slice(-third).map(value)),
  }));
};
