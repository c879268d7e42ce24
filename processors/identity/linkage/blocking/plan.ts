import type { Content } from '../content/values.ts';
import { blockingRules, keyed } from './rules.ts';

/** What one rule would cost and hold. */
export interface RuleCost {
  readonly rule: string;
  /** Pairs a record at the declared size. */
  readonly pairsPerRecord: number;
  /** Share of the records to which the rule gives a key. */
  readonly coverage: number;
}

/** Rules that are worth their pairs, and what they cost. */
export interface BlockingPlan {
  readonly rules: readonly string[];
  readonly costs: readonly RuleCost[];
  /** Of all chosen rules together, a pair counted in every rule that finds it. */
  readonly pairsPerRecord: number;
}

/** Most pairs a record that the rules together may cost in a registry too large for every pair. */
const budget = 30;

/** A small file can afford more: so many pairs in all. */
const pairsInAll = 4_000_000;

const costOf = (contents: readonly Content[], index: number, size: number, cap: number): RuleCost | undefined => {
  const [definition] = blockingRules.slice(index, index + 1);
  if (definition === undefined) return undefined;
  const rule = keyed(definition);
  const counts = new Map<number, number>();
  let covered = 0;
  for (const content of contents) {
    const keys = rule.keysOf(content);
    if (keys.length > 0) covered += 1;
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const growth = size / contents.length;
  let pairs = 0;
  for (const count of counts.values()) if (count * growth <= cap) pairs += (count * (count - 1)) / 2;
  return { rule: rule.name, pairsPerRecord: (pairs * growth) / contents.length, coverage: covered / contents.length };
};

/**
 * Chooses blocking rules for a source by what its own values cost: pairs a record grow with the registry, by the sum of
 * the squared shares of a rule's keys. A small file gets broad rules, which find more; a large registry the narrow ones.
 *
 * @param contents a sample, drawn evenly
 * @param size records that the registry is expected to hold
 * @param cap distinct contents above which a block is silent
 */
export const planBlocking = (contents: readonly Content[], size: number, cap: number): BlockingPlan => {
  const most = Math.max(budget, Math.min(400, pairsInAll / size));
  const costs: RuleCost[] = [];
  const rules: string[] = [];
  let spent = 0;
  for (let index = 0; index < blockingRules.length; index += 1) {
    const cost = costOf(contents, index, size, cap);
    if (cost === undefined) continue;
    costs.push(cost);
    if (cost.coverage === 0 || spent + cost.pairsPerRecord > most) continue;
    rules.push(cost.rule);
    spent += cost.pairsPerRecord;
  }
  return { rules, costs, pairsPerRecord: spent };
};
