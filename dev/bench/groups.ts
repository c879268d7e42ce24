import { Command } from 'commander';
import { table } from '../../runtime/cli/output.ts';
import { wholeNumber } from '../../runtime/cli/wholeNumber.ts';
import { activationOf, linkingModel } from '../../test/unit/processors/support/model.ts';
import { Resolver } from '../../test/unit/processors/support/resolver.ts';
import { measureGroups } from './groups/measure.ts';
import { twoRegistries } from './groups/twoRegistries.ts';

const options = new Command('bench:groups')
  .description('Measures how well groups of two invented registries are resolved by their members, and by which rule.')
  .option('--households <number>', 'households of the first registry', wholeNumber(100), 2_000)
  .option('--seed <number>', 'seed of the invented registries', wholeNumber(1), 21)
  .parse()
  .opts<{ readonly households: number; readonly seed: number }>();

const registries = twoRegistries(options.households, options.seed);
const resolver = new Resolver();
await resolver.all([activationOf(linkingModel(options.households * 4))]);
const since = performance.now();
await resolver.all(registries.records, 500);
const seconds = (performance.now() - since) / 1000;
const { pairs, byRule, byChange } = measureGroups(resolver, registries.listings);

const rate = (part: number, of: number): string => (of === 0 ? '' : (part / of).toFixed(4));
process.stdout.write(
  [
    `${String(registries.records.length)} records, ${String(registries.listings.length)} of them groups, in ${seconds.toFixed(1)} s in memory`,
    `households that both registries list: ${String(pairs.true)}; linked ${String(pairs.linked)}, of which true ${String(pairs.right)}`,
    `precision ${rate(pairs.right, pairs.linked)}, recall ${rate(pairs.right, pairs.true)}, ` +
      `with what is asked ${rate(pairs.right + pairs.askedTrue, pairs.true)}`,
    `asked ${String(pairs.asked)}: ${((1000 * pairs.asked) / registries.listings.length).toFixed(1)} per 1,000 groups, of which true ${rate(pairs.askedTrue, pairs.asked)}`,
    '',
    table(
      ['rule', 'pairs', 'true'],
      [...byRule].map(([rule, { count, right }]) => [rule, count, rate(right, count)]),
    ),
    '',
    table(
      ['what became of it', 'pairs', 'linked', 'asked', 'linked wrongly'],
      [...byChange].map(([change, one]) => [change, one.pairs, one.linked, one.asked, one.wrong]),
    ),
    '',
  ].join('\n'),
);
