import type { DifferingRow, TableDifference } from '../../../../sinks/index.ts';
import type { RebuildReport, RebuildRequest } from '../../../rebuild/index.ts';
import { harmless } from '../../harmless.ts';
import { mask } from '../../mask.ts';
import { table } from '../../output.ts';

const count = (number: number): string => number.toLocaleString('en');
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

const shown = (value: unknown, values: boolean): string => {
  if (value === null) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return values ? text : mask(text);
};

/** A differing row as it may be shown: values as they are, or only their shapes, as always of who is sealed off. */
const shownRow = ({ fields, ...row }: DifferingRow, values: boolean) => ({
  ...row,
  fields: fields.map(({ field, live, rebuilt }) => ({
    field,
    live: shown(live, values && !row.sealed),
    rebuilt: shown(rebuilt, values && !row.sealed),
  })),
});

const kinds: Readonly<Record<DifferingRow['kind'], string>> = {
  missing: 'missing in the registry',
  extra: 'not in the topics',
  changed: 'differs',
};

const sampleLines = (row: DifferingRow, values: boolean): string[] => [
  `${row.table} of ${row.id}: ${kinds[row.kind]}${row.sealed ? ' (sealed)' : ''}`,
  ...(row.kind === 'changed'
    ? shownRow(row, values).fields.map(
        ({ field, live, rebuilt }) =>
          `  ${field}: ${harmless(live)} in the registry, ${harmless(rebuilt)} by the topics`,
      )
    : []),
];

const columnLines = ({ table: name, columns }: TableDifference): string[] =>
  Object.keys(columns).length === 0
    ? []
    : [
        `  ${name}: ${Object.entries(columns)
          .map(([column, rows]) => `${column} in ${count(rows)}`)
          .join(', ')}`,
      ];

const verdict = ({ comparison: { equal, waiting } }: RebuildReport): string => {
  const rest = waiting === 0 ? '' : `, less ${count(waiting)} registrants of whom an event is still to be applied`;
  return equal ? `The registry is what its topics say${rest}.` : `The registry differs from its topics${rest}.`;
};

const ending = ({ swapped, comparison }: RebuildReport, request: RebuildRequest): string[] => {
  if (swapped !== undefined)
    return [
      `Exchanged: the registry stood still for ${count(swapped.milliseconds)} ms.` +
        (swapped.positionsSet === 0
          ? ''
          : ` The positions of ${String(swapped.positionsSet)} partitions were set to what is published.`),
    ];
  if (request.then === 'verify') return ['Nothing was changed, and nothing is left behind.'];
  return [
    'Nothing was changed. What was built is kept in schema registry_shadow; it holds personal data.',
    comparison.equal
      ? 'Remove it with --drop.'
      : 'Put it in the place of the registry with --swap, or remove it with --drop.',
  ];
};

/** A rebuild's report as a person reads it. @param values show a person's data */
export const reportText = (report: RebuildReport, request: RebuildRequest, values: boolean): string => {
  const { comparison, counts, partitions, partitionsResumed, buildMilliseconds } = report;
  const { tables, sample } = comparison;
  const differing = tables.flatMap(columnLines);
  return [
    `built       ${count(counts.states)} registrants and groups in ${seconds(buildMilliseconds)}` +
      (partitionsResumed === 0
        ? ''
        : `; ${String(partitionsResumed)} of ${String(partitions)} partitions were there from an earlier run`),
    ...(counts.refused === 0 ? [] : [`refused     ${count(counts.refused)} records, as the sink has refused them`]),
    ...(counts.unreadable === 0 ? [] : [`unreadable  ${count(counts.unreadable)} records, passed over`]),
    `compared    in ${seconds(comparison.milliseconds)}`,
    '',
    table(
      ['table', 'registry', 'topics', 'missing', 'not in topics', 'differ', 'ended', 'hash registry', 'hash topics'],
      tables.map((one) => [
        one.table,
        one.live,
        one.rebuilt,
        one.missing,
        one.extra,
        one.changed,
        one.ended,
        one.liveHash,
        one.rebuiltHash,
      ]),
    ),
    ...(differing.length === 0 ? [] : ['', 'columns that differ', ...differing]),
    ...(sample.length === 0
      ? []
      : [
          '',
          values ? 'some of the rows (personal data)' : 'some of the rows, values by their shape (--show-values)',
          ...sample.flatMap((row) => sampleLines(row, values)),
        ]),
    '',
    verdict(report),
    ...ending(report, request),
  ].join('\n');
};

/** The same for a program. */
export const reportJson = (report: RebuildReport, values: boolean): string => {
  const { comparison, swapped, ...rest } = report;
  const { sample, ...compared } = comparison;
  return JSON.stringify(
    { ...rest, ...compared, sample: sample.map((row) => shownRow(row, values)), swapped: swapped ?? null },
    null,
    2,
  );
};
