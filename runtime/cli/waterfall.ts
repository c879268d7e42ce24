import type { Explanation } from '../../processors/index.ts';
import { table } from './output.ts';

/** Weights in 1/256 bit from which something happens to two records. */
export interface Lines {
  /** From here two records are linked. */
  readonly link: number;
  /** From here a person is asked; undefined where it is not known. */
  readonly review?: number;
}

/** A weight of 1/256 bit in bits, with its sign: `+8.00`. */
export const bits = (weight: number): string => `${weight < 0 ? '' : '+'}${(weight / 256).toFixed(2)}`;

const headings = ['', 'level', 'strangers', 'rarity', 'household'];

const row = (name: string, level: string, weights: readonly [number, number | undefined, number]): string[] => [
  name,
  level,
  ...weights.map((weight, at) => (weight === undefined ? '' : bits(weight)).padStart(headings[at + 2]?.length ?? 0)),
];

const linesText = ({ link, review }: Lines): string =>
  `linked from ${bits(link)}${review === undefined ? '' : `, a person is asked from ${bits(review)}`}`;

/**
 * The waterfall of two records as a table for a person: what is thought before anything is compared, what each field
 * says against two strangers and against two members of one household, and what the two sums come to. In bits: each bit
 * doubles the odds that the two are one.
 */
export const waterfall = (explanation: Explanation, lines: Lines): string => {
  const { prior, evidence, strangers, household, weight, probability, conflict, model } = explanation;
  const rows = [
    row('before', '', [prior.strangers, undefined, prior.household]),
    ...evidence.map((one) =>
      row(one.comparison, one.level, [one.strangers, one.rarity === 0 ? undefined : one.rarity, one.household]),
    ),
    row('sum', '', [strangers, undefined, household]),
  ];
  return [
    table(headings, rows),
    `weight ${bits(weight)} bits, the smaller sum (${linesText(lines)}); one person with probability ${probability.toFixed(4)}`,
    ...(conflict ? ['something speaks against the two whatever they weigh'] : []),
    `model ${model}`,
  ].join('\n');
};
