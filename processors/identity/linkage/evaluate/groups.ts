import type { PersonProfile } from '../profile.ts';
import { pairMeasures } from './measures.ts';

/** How one group of people fares. */
export interface GroupMeasures {
  /** What divides people into groups: script, sex, age band, … */
  readonly by: string;
  readonly group: string;
  readonly records: number;
  readonly truePairs: number;
  /** True pairs that were not linked, and their share. */
  readonly missed: number;
  readonly recall: number;
  /** Linked pairs that are not true, and their share of the linked pairs. */
  readonly falseMerges: number;
  readonly falseShare: number;
}

/** The groups of one record, by what divides them. */
type Groups = readonly (readonly [by: string, group: string])[];

const scripts = ['Latin', 'Arabic', 'Cyrillic', 'Devanagari', 'Ethiopic', 'Han', 'Greek', 'Hebrew', 'Bengali'] as const;
const tests = scripts.map((script) => ({ script, test: new RegExp(`\\p{Script=${script}}`, 'u') }));

const NO_NAME = 'no name';

/** The script in which a name is written. */
const scriptOf = ({ names }: PersonProfile): string => {
  const text = names.all.map(({ native }) => native).join(' ');
  if (text === '') return NO_NAME;
  const found = tests.filter(({ test }) => test.test(text)).map(({ script }) => script);
  return found.length === 0 ? 'other' : found.length === 1 ? (found[0] as string) : 'mixed';
};

const bands = [5, 18, 30, 45, 60, 75];

/** Ages only divide people here, so the newest birth year of the file serves as the present. */
const ageBand = (year: number | undefined, newest: number): string => {
  if (year === undefined) return 'unknown';
  const age = newest - year;
  const at = bands.findIndex((limit) => age < limit);
  if (at === 0) return `under ${String(bands[0])}`;
  return at === -1 ? `${String(bands.at(-1))} and over` : `${String(bands[at - 1])} to ${String((bands[at] ?? 0) - 1)}`;
};

const missingOf = (profile: PersonProfile): number =>
  [
    profile.names.all.length > 0,
    profile.birth !== null,
    profile.sex !== null,
    profile.phones.length > 0,
    profile.address !== null,
  ].filter((known) => !known).length;

/** Phones that records of more than one household's worth of people have. */
const sharedBy = 3;

const sharedPhones = (profiles: readonly PersonProfile[]): ReadonlySet<string> => {
  const holders = new Map<string, number>();
  for (const { phones } of profiles) for (const phone of phones) holders.set(phone, (holders.get(phone) ?? 0) + 1);
  return new Set([...holders].filter(([, count]) => count >= sharedBy).map(([phone]) => phone));
};

const createGrouping = (profiles: readonly PersonProfile[]): ((profile: PersonProfile) => Groups) => {
  const newest = profiles.reduce((year, { birth }) => Math.max(year, birth?.year ?? 0), 0);
  const shared = sharedPhones(profiles);
  return (profile) => [
    ['script', scriptOf(profile)],
    ['sex', profile.sex ?? 'unknown'],
    ['age', ageBand(profile.birth?.year, newest)],
    ['region', profile.region ?? 'unknown'],
    ['missing fields', String(missingOf(profile))],
    [
      'birth date',
      profile.birth === null
        ? 'unknown'
        : profile.birth.imprecise || profile.birth.day === null
          ? 'imprecise'
          : 'whole',
    ],
    [
      'phone',
      profile.phones.length === 0 ? 'none' : profile.phones.some((phone) => shared.has(phone)) ? 'shared' : 'own',
    ],
  ];
};

interface Tally {
  readonly by: string;
  readonly group: string;
  records: number;
  truePairs: number;
  linkedPairs: number;
  correctPairs: number;
}

/** Clusters and people with more records than this are a broken truth or a broken file: their pairs are not listed. */
const largestListed = 500;

const bySet = (of: Int32Array): number[][] => {
  const sets = new Map<number, number[]>();
  of.forEach((set, record) => {
    const known = sets.get(set);
    if (known === undefined) sets.set(set, [record]);
    else known.push(record);
  });
  return [...sets.values()].filter(({ length }) => length > 1 && length <= largestListed);
};

const eachPairOf = (sets: readonly (readonly number[])[], use: (a: number, b: number) => void): void => {
  for (const set of sets) {
    set.forEach((a, at) => {
      for (const b of set.slice(at + 1)) use(a, b);
    });
  }
};

/** Groups with fewer records tell nothing; regions beyond the largest are many and small. */
const fewestRecords = 20;
const mostRegions = 12;

const worthShowing = (tallies: readonly Tally[]): Tally[] => {
  const regions = tallies.filter(({ by }) => by === 'region').sort((a, b) => b.records - a.records);
  const shown = new Set(regions.slice(0, mostRegions));
  return tallies.filter((tally) => tally.records >= fewestRecords && (tally.by !== 'region' || shown.has(tally)));
};

/**
 * Missed and false merges by group: a wrong merge denies somebody a benefit, and a missed one pays twice; neither may
 * fall on one group of people. A pair counts for the group of each of its two records.
 */
export const measureGroups = (
  profiles: readonly PersonProfile[],
  clusterOf: Int32Array,
  personOf: Int32Array,
): GroupMeasures[] => {
  const grouping = createGrouping(profiles);
  const groups = profiles.map(grouping);
  const tallies = new Map<string, Tally>();
  const of = ([by, group]: readonly [string, string]): Tally => {
    const name = `${by}\t${group}`;
    const known = tallies.get(name) ?? { by, group, records: 0, truePairs: 0, linkedPairs: 0, correctPairs: 0 };
    tallies.set(name, known);
    return known;
  };
  for (const some of groups) for (const group of some) of(group).records += 1;
  const count = (a: number, b: number, what: 'truePairs' | 'linkedPairs' | 'correctPairs'): void => {
    (groups[a] ?? []).forEach((mine, at) => {
      const theirs = groups[b]?.[at] ?? mine;
      of(mine)[what] += 1;
      if (theirs[1] !== mine[1]) of(theirs)[what] += 1;
      if (mine[0] === 'script' && theirs[1] !== mine[1] && mine[1] !== NO_NAME && theirs[1] !== NO_NAME)
        of(['script', 'two scripts'])[what] += 1;
    });
  };
  eachPairOf(bySet(personOf), (a, b) => {
    count(a, b, 'truePairs');
    if (clusterOf[a] === clusterOf[b]) count(a, b, 'correctPairs');
  });
  eachPairOf(bySet(clusterOf), (a, b) => {
    count(a, b, 'linkedPairs');
  });
  const twoScripts = tallies.get('script\ttwo scripts');
  if (twoScripts !== undefined) twoScripts.records = 2 * twoScripts.truePairs;
  return worthShowing([...tallies.values()])
    .sort((a, b) => (a.by === b.by ? (a.group < b.group ? -1 : 1) : a.by < b.by ? -1 : 1))
    .map(({ by, group, records, truePairs, linkedPairs, correctPairs }) => {
      const { recall, precision } = pairMeasures(truePairs, linkedPairs, correctPairs);
      return {
        by,
        group,
        records,
        truePairs,
        missed: truePairs - correctPairs,
        recall,
        falseMerges: linkedPairs - correctPairs,
        falseShare: 1 - precision,
      };
    });
};
