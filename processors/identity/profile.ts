import type { EntityKind, FirstSeen, PartialDate } from '../../schemas/generated/types.ts';
import { comparableName } from '../normalise/index.ts';
import { addTo } from './collections.ts';
import type { Household } from './groups/household.ts';
import { householdOf } from './groups/household.ts';
import { digest } from './ids.ts';
import type { GroupView, View } from './view.ts';
import { compareFirstSeen, comparePreference } from './view.ts';

/** An identifier that may link: a valid one of a unique type. */
export interface LinkingIdentifier {
  /** Names the identifier in the index of claims: kind, type, issuer and canonical value, parted by tabs. */
  readonly key: string;
  /** Type and issuer: what can differ between two records only if they are two people. */
  readonly slot: string;
  readonly type: string;
  readonly issuer: string | null;
  readonly value: string;
}

/**
 * What of a record speaks for or against its being the same as another, and what decides whether a change of it has to
 * wait: a pure function of its views.
 */
export interface Profile {
  readonly firstSeen: FirstSeen;
  /** The one source whose record it is. */
  readonly source: string;
  /** The first known in the order of preference; empty when none is. */
  readonly area: string;
  /** Whether the record says that the person has died. */
  readonly deceased: boolean;
  /** Why its going is kept back, as {@link View.withheld}; null when it is not. */
  readonly withheld: string | null;
  readonly identifiers: readonly LinkingIdentifier[];
  /** Values by slot. */
  readonly slots: ReadonlyMap<string, ReadonlySet<string>>;
  readonly sex: 'male' | 'female' | 'other' | null;
  /** Only when known to the day and not imprecise. */
  readonly birthDay: string | null;
  /** Record keys of the groups in whose entries the record came. */
  readonly submissions: readonly string[];
  /** Equal for records that say the same of the same person: an identifier is over-shared by different contents only. */
  readonly content: string;
  /** What of a group is compared with other groups'; undefined for a person's record. */
  readonly household: Household | undefined;
}

/** A key that an index row cannot hold (PostgreSQL: a third of a page) links nothing. */
const longestKey = 400;

/** The identifiers of a record that may link it, from its views, each once. */
export const linkingIdentifiers = (kind: EntityKind, views: readonly View[]): LinkingIdentifier[] => {
  const found = new Map<string, LinkingIdentifier>();
  for (const { fields } of views) {
    for (const { type, issuer, value, status, unique } of fields.identifiers) {
      if (!unique || status !== 'valid') continue;
      const slot = `${type}\t${comparableName(issuer) ?? ''}`;
      const key = `${kind}\t${slot}\t${value}`;
      if (key.length <= longestKey && !found.has(key)) found.set(key, { key, slot, type, issuer, value });
    }
  }
  return [...found.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
};

const slotsOf = (identifiers: readonly LinkingIdentifier[]): Map<string, Set<string>> => {
  const slots = new Map<string, Set<string>>();
  for (const { slot, value } of identifiers) addTo(slots, slot, value);
  return slots;
};

const knownDay = (date: PartialDate | null): string | null =>
  date?.precision === 'day' && !date.imprecise ? date.value : null;

interface Naming {
  /** In all spellings of all views, sorted. */
  readonly names: readonly string[];
  readonly sex: Profile['sex'];
  readonly birthDay: string | null;
}

const namingOf = (views: readonly View[]): Naming => {
  let sex: Profile['sex'] = null;
  let birthDay: string | null = null;
  const names = new Set<string>();
  const addName = (name: string | null): void => {
    const compared = comparableName(name);
    if (compared !== null) names.add(compared);
  };
  for (const view of views) {
    if (view.kind === 'group') {
      addName(view.fields.name);
      continue;
    }
    const { fields } = view;
    if (sex === null && fields.sex !== null && fields.sex !== 'unknown') sex = fields.sex;
    birthDay ??= knownDay(fields.birthDate);
    addName(fields.fullName);
    addName(fields.givenName);
    addName(fields.familyName);
  }
  return { names: [...names].sort(), sex, birthDay };
};

/** Why the going of a record is kept back; null when it is not. */
export const withheldIn = (views: Iterable<View>): string | null =>
  [...views].find(({ withheld }) => withheld !== undefined)?.withheld ?? null;

/** As the golden record reads it: the first view that says something. */
const hasDied = (views: readonly View[]): boolean => {
  for (const view of views) {
    if (view.kind === 'individual' && view.fields.deceased !== null) return view.fields.deceased;
  }
  return false;
};

/**
 * Reads the profile of a record from its views (one at least). Withdrawn views count: a record that is gone keeps its
 * links and its place in the order.
 */
export const profileOf = (kind: EntityKind, views: readonly View[]): Profile => {
  const ordered = [...views].sort(comparePreference);
  const identifiers = linkingIdentifiers(kind, ordered);
  const { names, sex, birthDay } = namingOf(ordered);
  const [firstSeen = { time: 0, source: '', sequence: 0 }] = ordered
    .map((view) => view.firstSeen)
    .sort(compareFirstSeen);
  const submissions = new Set(ordered.map((view) => view.submission).filter((key) => key !== null));
  return {
    firstSeen,
    source: ordered[0]?.source ?? '',
    area: ordered.find(({ fields }) => fields.area !== null)?.fields.area ?? '',
    deceased: hasDied(ordered),
    withheld: withheldIn(ordered),
    identifiers,
    slots: slotsOf(identifiers),
    sex,
    birthDay,
    submissions: [...submissions].sort(),
    content: digest(JSON.stringify([names, sex, birthDay, identifiers.map(({ key }) => key)])),
    household:
      kind === 'group' ? householdOf(views.filter((view): view is GroupView => view.kind === 'group')) : undefined,
  };
};
