import {
  addIdentifier,
  correctIdentifier,
  correctName,
  registerPersonAgain,
  update,
  updateHousehold,
} from './changesOfPeople.ts';
import { addMember, die, marry, move, removeHousehold, removePerson } from './changesOfHouseholds.ts';
import { createTargets, type ChangeContext, type Targets } from './targets.ts';

/** Everything that the registry can be told to do. */
export const changeKinds = [
  /** A new address or phone of a person. */
  'update',
  /** A new address of a household. */
  'updateHousehold',
  /** A corrected given name of a person who has a valid identifier. */
  'correctName',
  /** A corrected identifier of a person who has another valid one. */
  'correctIdentifier',
  /** A first national id for a member of a household who had no valid identifier. */
  'addIdentifier',
  'addHousehold',
  /** A person outside any household. */
  'addPerson',
  /** A person who joins a household. */
  'addMember',
  'removePerson',
  /** A household with all its members. */
  'removeHousehold',
  /** A member with a valid identifier leaves one household and joins another. */
  'move',
  /** A second row for a person, misspelt, with the same identifier. */
  'registerAgainWithIdentifier',
  /** A second row for a person, misspelt, without any identifier. */
  'registerAgainWithoutIdentifier',
  /** Two adults with valid identifiers leave their households and found one. */
  'marry',
  /** A person dies: OpenG2P archives the row, so it is no longer served. */
  'die',
] as const;

type ChangeKind = (typeof changeKinds)[number];

/** How often each change is made. */
export type ChangeCounts = Partial<Record<ChangeKind, number>>;

/** One change that was made. */
export interface ChangeRecord {
  readonly change: ChangeKind;
  /** Hidden ids of the people concerned. */
  readonly persons: readonly string[];
  /** Hidden ids of the households concerned. */
  readonly households: readonly string[];
  /** The fields of the person or household that changed; empty where rows came or went. */
  readonly fields: readonly string[];
}

type Change = (targets: Targets, context: ChangeContext) => Omit<ChangeRecord, 'change'>;

const changes: Record<ChangeKind, Change> = {
  update,
  updateHousehold,
  correctName,
  correctIdentifier,
  addIdentifier,
  addHousehold: (targets, { settler, store }) => {
    const group = targets.use(settler.household());
    const members = group.members.flatMap((member) => store.get(member?.individualId ?? -1) ?? []);
    for (const member of members) targets.use(member);
    return { persons: members.map((member) => member.truthId), households: [group.truthId], fields: [] };
  },
  addPerson: (targets, { settler }) => ({
    persons: [targets.use(settler.person()).truthId],
    households: [],
    fields: [],
  }),
  addMember,
  removePerson,
  removeHousehold,
  move,
  registerAgainWithIdentifier: (targets, context) => registerPersonAgain(targets, context, true),
  registerAgainWithoutIdentifier: (targets, context) => registerPersonAgain(targets, context, false),
  marry,
  die,
};

/**
 * Makes changes, kind by kind in the order of {@link changeKinds}. Nobody is concerned by two of them.
 *
 * @throws RangeError when there are not enough rows that can be changed in this way
 */
export const applyChanges = (context: ChangeContext, counts: ChangeCounts): ChangeRecord[] => {
  const targets = createTargets(context);
  return changeKinds.flatMap((kind) =>
    Array.from({ length: counts[kind] ?? 0 }, () => ({ change: kind, ...changes[kind](targets, context) })),
  );
};
