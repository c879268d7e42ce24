import type { OutputEvent } from '../../../core/streamProcessor.ts';
import type { Facts } from '../facts.ts';
import { memberKeysOf, nodesOf } from '../facts.ts';
import type { EntityIds } from '../ids.ts';
import { tiedTo } from '../groups/clusterGroups.ts';
import type { Lineage } from '../lineage.ts';
import { bare } from '../lineage.ts';
import type { Node } from '../node.ts';
import { compareNodes } from '../node.ts';
import type { Cause } from '../publish.ts';
import { tombstoneOf } from '../publish.ts';
import { groupsListing } from '../resolve.ts';
import type { Redirect } from './erasures.ts';
import type { ErasureStep } from './step.ts';

/** What a record leaves behind that was erased, before those who were connected with it are clustered anew. */
export interface Leaving {
  /** Anchor of its registrant or group as it was. */
  readonly was: string;
  /** Record keys that it listed as members. */
  readonly members: ReadonlySet<string>;
  /** Fellow records that have another anchor now; to be stored. */
  readonly changed: ReadonlySet<Node>;
  /** Groups that list the record or one of those, and groups that were tied to them or to it: to be clustered anew. */
  readonly groups: ReadonlySet<string>;
  /** Redirects that follow another record now; to be stored. */
  readonly redirected: ReadonlySet<Redirect>;
  /** Record keys of erased ones that have nowhere to send readers any more. */
  readonly forgotten: readonly string[];
  readonly tombstones: readonly OutputEvent[];
  /** Why, once everybody is clustered anew. */
  readonly lineage: () => readonly Lineage[];
}

const byErasure = { ...bare, rule: 'erasure' } as const;

/** Fellow records of a registrant or group, in the order in which they were first seen. */
const fellowsOf = ({ components }: ErasureStep, was: string, facts: Facts): Node[] =>
  components
    .flatMap(({ recordKeys }) => nodesOf(recordKeys, facts))
    .filter(({ anchor }) => anchor === was)
    .sort(compareNodes);

/**
 * Ids that the record bore, or that followed it, go where its heir goes; they have nowhere to go when nobody is left.
 *
 * @returns the redirects, without a host that counts when there is no heir
 */
const redirect = (node: Node, heir: Node | undefined, facts: Facts): Redirect[] => {
  const { recordKey, kind, published } = node;
  const host = heir?.recordKey ?? '';
  const redirects = facts.erased.following(recordKey).map((one): Redirect => ({ ...one, host }));
  // Told anew even where it says the same: what readers keep of it is to be forgotten.
  if (published !== null) redirects.push({ recordKey, kind, host, published: { ...published, hash: '' } });
  else facts.erased.set({ recordKey, redirect: null });
  for (const one of redirects)
    facts.erased.set({ recordKey: one.recordKey, redirect: heir === undefined ? null : one });
  return redirects;
};

const lineageOf = ({ recordKey, kind }: Node, was: string, heir: Node | undefined): Lineage[] => {
  const erased: Lineage = { ...byErasure, kind: 'erased', entityKind: kind, entity: was, recordKey, others: [] };
  if (was !== recordKey || heir === undefined) return [erased];
  const now = heir.anchor ?? heir.recordKey;
  const redirected: Lineage = { ...erased, kind: 'redirected', others: [now] };
  const created: Lineage = { ...byErasure, kind: 'created', entity: now, recordKey: heir.recordKey, others: [] };
  return now === heir.recordKey ? [erased, redirected, created] : [erased, redirected];
};

const takeOut = (node: Node, members: ReadonlySet<string>, facts: Facts): void => {
  const { recordKey, profile } = node;
  facts.restraint.move(profile.area, undefined);
  facts.decided([{ ...node, anchor: recordKey, review: null }]);
  for (const member of members) facts.groupsByMember.get(member)?.delete(recordKey);
  facts.nodes.delete(recordKey);
  facts.memberships.remove(recordKey);
};

/** Puts the followers of an erased anchor under its heir. @returns groups for which that may mean something */
const follow = (followers: readonly Node[], heir: Node | undefined, erased: string, facts: Facts): Set<string> => {
  const moved = [erased, ...followers.map(({ recordKey }) => recordKey)];
  const groups = groupsListing(moved, facts);
  for (const follower of followers) follower.anchor = heir?.recordKey ?? follower.recordKey;
  facts.memberships.moved(moved);
  return groups;
};

/**
 * Takes an erased record out of the working memory. When it was the anchor, its fellow records stand under the one that
 * was seen first after it, whose id the registrant or group has from now on, and readers of the old id are sent there:
 * nobody is parted by it. The ids that were merged into it follow, or go with it when nobody is left.
 *
 * @returns undefined when the working memory does not hold the record
 */
export const leave = (step: ErasureStep, facts: Facts, idOf: EntityIds, cause: Cause): Leaving | undefined => {
  const { recordKey } = step;
  const node = facts.nodes.get(recordKey);
  if (node === undefined) return undefined;
  const was = node.anchor ?? recordKey;
  const members = memberKeysOf(node);
  const tied = node.kind === 'group' ? tiedTo(recordKey, facts) : [];
  takeOut(node, members, facts);

  const fellows = fellowsOf(step, was, facts);
  const heir = facts.nodes.get(was) ?? fellows[0];
  const followers = was === recordKey ? fellows : [];
  const listing = follow(followers, heir, recordKey, facts);
  const redirects = redirect(node, heir, facts);
  const left = heir === undefined ? redirects : [];
  return {
    was,
    members,
    changed: new Set(followers),
    groups: new Set([...tied, ...listing]),
    redirected: new Set(heir === undefined ? [] : redirects),
    forgotten: left.map((one) => one.recordKey),
    tombstones: left.map((one) => tombstoneOf(one, idOf, cause)),
    lineage: () => lineageOf(node, was, heir),
  };
};
