import { countRecords } from '../../processors/index.ts';
import type { ChangeGuard, SourceLinks } from '../../schemas/generated/types.ts';
import type { Config } from '../config/schema.ts';
import { publishHolds, readRestraints } from './holdLog.ts';
import type { HoldDeployment } from './holdLog.ts';
import { guardRecord, linksRecord, reclusteringRecords } from './holdRecords.ts';

type Pair = SourceLinks['linked'][number];

const pairOf = (source: string, other: string): Pair =>
  source < other ? { lower: source, higher: other } : { lower: other, higher: source };

const keyOf = ({ lower, higher }: Pair): string => `${lower}\t${higher}`;

/**
 * Which sources may be linked by a configuration. What was stated of sources that the configuration does not name any
 * more stays: who leaves a list of sources does not part their people.
 *
 * @param standing what was stated last
 * @returns undefined where the configuration says nothing
 */
export const sourceLinksOf = (
  { sources, adopted, identity }: Pick<Config, 'sources' | 'adopted' | 'identity'>,
  standing: SourceLinks | undefined,
  statedAt: number,
): SourceLinks | undefined => {
  if (identity.linkedSources === undefined) return undefined;
  const configured = new Set([...sources, ...adopted].map(({ name }) => name));
  const stated = identity.linkedSources.flatMap((list) =>
    list.flatMap((source, index) =>
      list
        .slice(index + 1)
        .filter((other) => other !== source)
        .map((other) => pairOf(source, other)),
    ),
  );
  const former =
    standing?.linked.filter(({ lower, higher }) => !configured.has(lower) || !configured.has(higher)) ?? [];
  const linked = new Map([...former, ...stated].map((pair) => [keyOf(pair), pair]));
  return {
    sources: [...new Set([...configured, ...(standing?.sources ?? [])])].sort(),
    linked: [...linked].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pair]) => pair),
    statedAt,
  };
};

const sameLinks = (a: SourceLinks | undefined, b: SourceLinks): boolean =>
  a !== undefined && JSON.stringify([a.sources, a.linked]) === JSON.stringify([b.sources, b.linked]);

const sameGuard = (a: ChangeGuard | undefined, b: ChangeGuard): boolean =>
  a !== undefined && a.share === b.share && a.minimum === b.minimum && a.window === b.window;

/**
 * Carries what the configuration states of the resolver into the log, which is all that it reads: which sources may be
 * linked, and the rate guard. Publishes nothing where the log says so already. Other sources that may be linked cluster
 * everybody anew, a slice at a time.
 *
 * @param deployment whose codec is prepared
 * @returns whether other sources may be linked than before
 * @throws EtlError `transient` when Kafka or Postgres fails: nothing, or all of it, is published
 */
export const statePolicy = async (deployment: HoldDeployment): Promise<boolean> => {
  const { config, query } = deployment;
  const statedAt = Date.now();
  const known = await readRestraints(deployment);
  const standing = known.get('policy/sources') as SourceLinks | undefined;
  const links = sourceLinksOf(config, standing, statedAt);
  const guard: ChangeGuard = { ...config.identity.guard, statedAt };
  const changed = links !== undefined && !sameLinks(standing, links);
  await publishHolds(deployment, [
    ...(sameGuard(known.get('policy/guard') as ChangeGuard | undefined, guard) ? [] : [guardRecord(guard)]),
    ...(changed ? [linksRecord(links), ...reclusteringRecords('all', await countRecords(query), statedAt)] : []),
  ]);
  return changed;
};
