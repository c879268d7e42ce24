import type { EtlError } from '../../core/errors.ts';
import type { MappedGroup, MappedMember, MappedPerson, SourceEntry } from '../../core/source.ts';
import type { RecordTarget, SourceMember } from '../../schemas/generated/types.ts';
import { groupNaming, namingAlias, namingText, personNaming, strongAliases } from './aliases.ts';
import type { Alias, Identifiable, Naming, StrongAliases } from './aliases.ts';
import { resolveKey } from './recordKeys.ts';
import type { KeyContext, Unresolved } from './recordKeys.ts';

/** A group's own fields, with references to its members in place of the members. */
export interface GroupFields extends Omit<MappedGroup, 'members'> {
  readonly members: readonly SourceMember[];
}

interface DraftOf<Target extends RecordTarget, Fields> extends Unresolved {
  readonly target: Target;
  readonly recordKey: string;
  /** Key of the group in whose entry it came. */
  readonly submission: string | null;
  readonly fields: Fields;
  readonly raw: string;
}

/** A record of a page with its key, before it is known whether it is news. */
export type RecordDraft = DraftOf<'person', MappedPerson> | DraftOf<'group', GroupFields>;

/** What an entry of a page turns out to be; a group's members come before the group. */
export type Part =
  | { readonly kind: 'record'; readonly draft: RecordDraft }
  /** Nothing to find it by at the next scan. */
  | { readonly kind: 'without-identifier'; readonly naming: Naming }
  /** It broke its mapping; without a key nobody can say whom the scan has seen. */
  | {
      readonly kind: 'rejected';
      readonly recordKey: string | undefined;
      readonly aliases: readonly Alias[];
      readonly target: RecordTarget;
      readonly error: EtlError;
      readonly raw: string;
    };

const aliasesOf = (
  { hash, source, day, byOwnId }: KeyContext,
  { target, recordId, identifiers }: Identifiable,
): StrongAliases =>
  strongAliases(hash, source, { target, recordId, identifiers: byOwnId === true ? [] : identifiers }, day);

const personParts = (context: KeyContext, person: MappedPerson, raw: string): Part => {
  const strong = aliasesOf(context, { target: 'person', ...person });
  const naming = personNaming(context.hash, context.source, person);
  const recordKey = resolveKey(context, { ...strong, naming });
  if (recordKey === undefined) return { kind: 'without-identifier', naming };
  return {
    kind: 'record',
    draft: { ...strong, target: 'person', recordKey, naming, submission: null, fields: person, raw },
  };
};

interface MemberDraft extends Unresolved {
  readonly member: MappedMember;
  readonly place: number;
  readonly strong: readonly Alias[];
}

const strength = ({ strong }: MemberDraft): number =>
  strong.length === 0 ? 2 : strong[0]?.startsWith('r:') === true ? 0 : 1;

/** Members with their aliases, those first that can be told for certain. */
const memberDrafts = (context: KeyContext, groupKey: string, members: readonly MappedMember[]): MemberDraft[] => {
  const { hash, source } = context;
  const drafts = members
    .map((member, place) => {
      const { aliases, expired } = aliasesOf(context, { target: 'person', ...member.person });
      return { member, place, strong: aliases, aliases, expired, naming: personNaming(hash, source, member.person) };
    })
    .sort((left, right) => strength(left) - strength(right) || left.place - right.place);
  const sameNamings = new Map<string, number>();
  return drafts.map((draft) => {
    const naming = namingText(draft.member.person);
    if (naming === undefined) return draft;
    const ordinal = (sameNamings.get(naming) ?? 0) + 1;
    sameNamings.set(naming, ordinal);
    return { ...draft, aliases: [...draft.strong, namingAlias(hash, groupKey, naming, ordinal)] };
  });
};

/** True when two members of one group are the same person, listed twice: a strong alias and the naming are the same. */
const listedTwice = (left: MemberDraft, right: MemberDraft): boolean =>
  left.strong.some((alias) => right.strong.includes(alias)) &&
  (left.naming.length === 0 || right.naming.length === 0 || left.naming.join() === right.naming.join());

/**
 * Keys of a group's members. They are different people, so no two of them get the same key, unless one is listed twice.
 *
 * @returns by the member's place in the entry; those without any alias are absent
 */
const memberKeys = (context: KeyContext, drafts: readonly MemberDraft[]): ReadonlyMap<number, string> => {
  const keys = new Map<number, string>();
  const holders = new Map<string, MemberDraft>();
  for (const draft of drafts) {
    const first = resolveKey(context, draft);
    const holder = first === undefined ? undefined : holders.get(first);
    const again = holder !== undefined && !listedTwice(holder, draft);
    const key = again ? resolveKey(context, draft, new Set(holders.keys())) : first;
    if (key === undefined) continue;
    keys.set(draft.place, key);
    if (!holders.has(key)) holders.set(key, draft);
  }
  return keys;
};

const listedMembers = (members: readonly MappedMember[], keys: ReadonlyMap<number, string>): SourceMember[] => {
  const listed = new Map<string, SourceMember>();
  members.forEach(({ kinds, startDate, endDate, relation }, place) => {
    const recordKey = keys.get(place);
    if (recordKey === undefined) return;
    const before = listed.get(recordKey);
    const allKinds = [...new Set([...(before?.kinds ?? []), ...kinds])];
    listed.set(recordKey, {
      recordKey,
      kinds: allKinds,
      startDate: startDate ?? before?.startDate ?? null,
      endDate,
      relation: relation ?? before?.relation ?? null,
    });
  });
  return [...listed.values()];
};

const memberParts = (context: KeyContext, groupKey: string, members: readonly MappedMember[]) => {
  const drafts = memberDrafts(context, groupKey, members);
  const keys = memberKeys(context, drafts);
  const parts = drafts
    .sort((left, right) => left.place - right.place)
    .map(({ member, place, aliases, expired, naming }): Part => {
      const recordKey = keys.get(place);
      if (recordKey === undefined) return { kind: 'without-identifier', naming };
      const { person, raw } = member;
      const submission = groupKey;
      return {
        kind: 'record',
        draft: { target: 'person', recordKey, aliases, expired, naming, submission, fields: person, raw },
      };
    });
  return { parts, members: listedMembers(members, keys) };
};

const groupParts = (context: KeyContext, group: MappedGroup, raw: string): Part[] => {
  const { members, ...own } = group;
  const strong = aliasesOf(context, { target: 'group', ...group });
  const naming = groupNaming(context.hash, context.source, group.name);
  const recordKey = resolveKey(context, { ...strong, naming });
  if (recordKey === undefined) {
    // The household cannot be found again, but those of its people who can are still people.
    const alone = members.map((member) => personParts(context, member.person, member.raw));
    return [...alone, { kind: 'without-identifier', naming }];
  }
  const taken = memberParts(context, recordKey, members);
  const fields = { ...own, members: taken.members };
  return [
    ...taken.parts,
    {
      kind: 'record',
      draft: { ...strong, target: 'group', recordKey, naming, submission: null, fields, raw },
    },
  ];
};

/**
 * Takes an entry of a page apart into records: a group into one for each member and one for itself, which refers to the
 * members by their keys. All of them carry the group's key as their submission.
 */
export const takeApart = (context: KeyContext, entry: SourceEntry): readonly Part[] => {
  switch (entry.kind) {
    case 'person':
      return [personParts(context, entry.person, entry.raw)];
    case 'group':
      return groupParts(context, entry.group, entry.raw);
    case 'rejected': {
      const { target, error, raw } = entry;
      const strong = aliasesOf(context, entry);
      const recordKey = resolveKey(context, { ...strong, naming: [] });
      return [{ kind: 'rejected', recordKey, aliases: strong.aliases, target, error, raw }];
    }
  }
};
