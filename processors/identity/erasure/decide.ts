import type { Position } from '../../../core/position.ts';
import type { Decision, OutputEvent, RowWrite } from '../../../core/streamProcessor.ts';
import { erasedMemberHeader, erasedRecordHeader } from '../../../schemas/erasure.ts';
import { accepted, eventsWith, writesOf } from '../events.ts';
import type { Facts } from '../facts.ts';
import { memberKeysOf, putNode } from '../facts.ts';
import { tiedTo } from '../groups/clusterGroups.ts';
import type { EntityIds } from '../ids.ts';
import { bare } from '../lineage.ts';
import { orderedPair } from '../pairs.ts';
import type { Cause } from '../publish.ts';
import { groupsListing, recluster, replaceMembers } from '../resolve.ts';
import type { Reclustering } from '../resolve.ts';
import { erasedWrite, memberWrites, nodeRemoval, verdictWrite } from '../store/tables.ts';
import { takenBack } from './input.ts';
import { leave } from './leave.ts';
import type { Leaving } from './leave.ts';
import type { ErasureStep } from './step.ts';

/** Outcome of a tombstone under whose key nothing was known. */
export const nothingErased = 'nothing-erased';

/** Verdicts on a record of which nothing is left: whoever it was judged with, nobody knows him as that any more. */
const verdictRemovals = ({ recordKey, judged, origin }: ErasureStep): RowWrite[] =>
  judged.map((other) => verdictWrite(takenBack(...orderedPair(recordKey, other), origin.at)));

/** Ids of the groups that list a record, as they stand. */
const idsOfListing = (recordKey: string, facts: Facts, idOf: EntityIds): Set<string> =>
  new Set(
    [...(facts.groupsByMember.get(recordKey) ?? [])].flatMap((key) => {
      const group = facts.nodes.get(key);
      return group === undefined ? [] : idOf(group.anchor ?? key);
    }),
  );

/** Says of each state that follows from an erasure what a reader has to forget. */
const marked = (
  { publications }: Reclustering,
  { recordKey }: ErasureStep,
  was: string,
  facts: Facts,
  idOf: EntityIds,
): OutputEvent[] => {
  const bearing = new Set([idOf(was), idOf(recordKey)]);
  const listing = idsOfListing(recordKey, facts, idOf);
  return publications.map(({ event }) => {
    const headers = {
      ...(bearing.has(event.key) ? { [erasedRecordHeader]: recordKey } : {}),
      ...(event.topic === 'groups' && listing.has(event.key) ? { [erasedMemberHeader]: idOf(was) } : {}),
    };
    return Object.keys(headers).length === 0 ? event : { ...event, headers };
  });
};

interface Deciding {
  readonly step: ErasureStep;
  readonly facts: Facts;
  readonly idOf: EntityIds;
  readonly cause: Cause;
}

/** Other imports go on telling of the record: it is decided anew with what they tell. */
const eraseView = ({ step, facts, idOf, cause }: Deciding): Decision | undefined => {
  const { recordKey, rest } = step;
  const node = facts.nodes.get(recordKey);
  if (node === undefined || rest === null) return undefined;
  const was = node.anchor ?? recordKey;
  const membersBefore = memberKeysOf(node);
  const tied = node.kind === 'group' ? tiedTo(recordKey, facts) : [];
  node.views = new Map([...node.views].filter(([name]) => name !== step.import));
  facts.restraint.move(node.profile.area, rest.profile.area);
  node.profile = rest.profile;
  node.compared = rest.compared;
  putNode(node, facts);
  if (node.kind === 'group') replaceMembers(node, membersBefore, facts);
  const reclustering = recluster(step.components, facts, idOf, cause, tied);
  const changed = new Set([node, ...reclustering.changed]);
  const erased = { ...bare, kind: 'erased', rule: 'erasure', entity: was, recordKey, others: [] } as const;
  const lineage = [erased, ...reclustering.lineage];
  return accepted(
    [...writesOf({ ...reclustering, changed }, facts), ...memberWrites(recordKey, membersBefore, memberKeysOf(node))],
    eventsWith(marked(reclustering, step, was, facts, idOf), lineage, facts, idOf, cause),
    [{ run: cause.importRun, outcome: 'erased' }],
  );
};

/** Nothing is left of the record; of its registrant or group there may be. */
const eraseRecord = ({ step, facts, idOf, cause }: Deciding, left: Leaving): Decision => {
  const { recordKey } = step;
  const reclustering = recluster(step.components, facts, idOf, cause, left.groups);
  const changed = new Set([...left.changed, ...reclustering.changed]);
  const redirected = new Set([...left.redirected, ...reclustering.redirected]);
  const own = facts.erased.get(recordKey);
  const writes = [
    nodeRemoval(recordKey),
    ...writesOf({ changed, redirected }, facts),
    ...left.forgotten.map((key) => erasedWrite({ recordKey: key, redirect: null })),
    ...(own === undefined ? [] : [erasedWrite(own)]),
    ...memberWrites(recordKey, left.members, new Set()),
    ...verdictRemovals(step),
  ];
  const states = [...left.tombstones, ...marked(reclustering, step, left.was, facts, idOf)];
  const lineage = [...left.lineage(), ...reclustering.lineage];
  return accepted(writes, eventsWith(states, lineage, facts, idOf, cause), [
    { run: cause.importRun, outcome: 'erased' },
  ]);
};

/** Nothing was known under the key. That it was erased is noted all the same: the log may be one that was compacted. */
const eraseUnknown = ({ step, facts, idOf, cause }: Deciding): Decision => {
  const { recordKey } = step;
  const outcomes = [{ run: cause.importRun, outcome: nothingErased }];
  const isNoted = facts.nodes.has(recordKey) || facts.erased.has(recordKey);
  if (isNoted) return accepted(verdictRemovals(step), [], outcomes);
  const erased = { recordKey, redirect: null };
  facts.erased.set(erased);
  const reclustering = recluster(step.components, facts, idOf, cause, groupsListing([recordKey], facts));
  const writes = [erasedWrite(erased), ...writesOf(reclustering, facts), ...verdictRemovals(step)];
  const states = marked(reclustering, step, recordKey, facts, idOf);
  return accepted(writes, eventsWith(states, reclustering.lineage, facts, idOf, cause), outcomes);
};

/**
 * Decides what the erasure of a record's state in an import means. With its last state the record goes, and all that was
 * known by it: who belongs together with whom is decided anew, verdicts about it are gone, groups are told without it.
 * Its registrant or group lives on under another id while another of its records is there; else a tombstone takes it away.
 */
export const decideErasure = (step: ErasureStep, facts: Facts, idOf: EntityIds, at: Position): Decision => {
  const cause: Cause = { rule: 'erasure', at, importRun: step.origin.run, observedAt: step.origin.at };
  const deciding = { step, facts, idOf, cause };
  const partial = step.isKnown ? eraseView(deciding) : undefined;
  if (partial !== undefined) return partial;
  const left = step.isKnown ? leave(step, facts, idOf, cause) : undefined;
  if (left !== undefined) facts.decided(left.changed);
  return left === undefined ? eraseUnknown(deciding) : eraseRecord(deciding, left);
};
