import type { HeldChange } from '../../../schemas/generated/types.ts';
import type { Node } from '../node.ts';
import { compareNodes } from '../node.ts';
import type { Restraining } from './restraining.ts';

/**
 * Why an adverse change waits for a person: `held`, a merge on weighed evidence would touch an enrolment; `held:split`, a
 * registrant that has one would be parted; `held:death`, a living person would become one with somebody who has died; `held:adopted`, weighed evidence would make one of two records
 * that a registry had apart when it was adopted; else an operator's switch, or the rate guard of an area.
 */
export type HoldReason =
  'held' | 'held:split' | 'held:death' | 'held:adopted' | `held:${'switch' | 'area'}:${HeldChange}`;

/** Whether something of a review is held, and not only in doubt, by its conflicts. */
export const isHeld = (conflicts: readonly string[] = []): boolean =>
  conflicts.some((conflict) => conflict === 'held' || conflict.startsWith('held:'));

/** Two records about which a person is asked, and why. */
export interface Hold {
  readonly reason: HoldReason;
  readonly asked: readonly [string, string];
}

/** Records that evidence would make one, and that stay two. */
export interface HeldApart extends Hold {
  readonly pairs: readonly (readonly [string, string])[];
  /** Whether identifiers do not join them either. */
  readonly firm: boolean;
}

/** Why a registrant is not parted by what is no more than likely; undefined: it is. */
export const keptWhole = (
  members: readonly Node[],
  enrolled: ReadonlySet<string>,
  restraint: Restraining,
): HoldReason | undefined => {
  if (members.some(({ recordKey }) => enrolled.has(recordKey))) return 'held:split';
  if (restraint.isOn('split')) return 'held:switch:split';
  return restraint.hasTripped(areaOfEntity(members)) ? 'held:area:split' : undefined;
};

/** The area in which changes of a registrant count: its anchor's. */
export const areaOfEntity = (members: readonly Node[]): string => {
  const own = members.find(({ recordKey, anchor }) => anchor === recordKey) ?? [...members].sort(compareNodes)[0];
  return own?.profile.area ?? '';
};

/** Records by the registrant to which they belong as things stand; those that were never resolved are left out. */
export const standingEntities = (nodes: Iterable<Node>): Map<string, Node[]> => {
  const found = new Map<string, Node[]>();
  for (const node of nodes) {
    if (node.anchor === null) continue;
    const known = found.get(node.anchor);
    if (known === undefined) found.set(node.anchor, [node]);
    else known.push(node);
  }
  return found;
};

/** Record keys of a record's registrant as things stand; the record alone where there is none. */
export const standingWith = (
  recordKey: string,
  nodes: readonly Node[],
  entities: ReadonlyMap<string, readonly Node[]>,
): readonly string[] => {
  const anchor = nodes.find((one) => one.recordKey === recordKey)?.anchor;
  const members = anchor == null ? undefined : entities.get(anchor);
  return members?.map((member) => member.recordKey) ?? [recordKey];
};
