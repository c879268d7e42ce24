import type { Changed } from './changesOfPeople.ts';
import { dayOf } from './clock.ts';
import { identifierTypes } from './identifiers.ts';
import type { Membership, Partner } from './partner.ts';
import type { ChangeContext, Targets } from './targets.ts';

const adultYears = 18;

const writeMembers = (group: Partner, members: Partner['members'], context: ChangeContext): void => {
  const silent = context.random.chance(context.silentMemberships);
  context.store.write(group.id, { members }, silent ? group.writtenAt : undefined);
};

/** Makes somebody head of a household that has lost its head: the spouse, or the first who is left. */
const withHead = (members: readonly (Membership | null)[], now: number): readonly (Membership | null)[] => {
  if (members.some((member) => member?.kind === 'Head')) return members;
  const heir = members.find((member) => member?.kind === 'Spouse') ?? members.find((member) => member !== null);
  return members.map((member) =>
    member !== null && member === heir ? { ...member, kind: 'Head', writtenAt: now } : member,
  );
};

/** Ends a membership; a household that nobody lives in any more is removed. */
const leave = (group: Partner, individualId: number, context: ChangeContext): void => {
  const rest = group.members.filter((member) => member?.individualId !== individualId);
  if (rest.length === 0) context.store.remove(group.id);
  else writeMembers(group, withHead(rest, context.clock.now()), context);
};

const join = (group: Partner, individualId: number, kind: string | null, context: ChangeContext): void => {
  const now = context.clock.now();
  writeMembers(group, [...group.members, { individualId, kind, createdAt: now, writtenAt: now }], context);
};

/** The household of a person, as it is now. The caller has made sure that there is one. */
const homeOf = (person: Partner, targets: Targets): Partner => {
  const group = targets.householdOf(person);
  if (group === undefined) throw new RangeError(`partner ${String(person.id)} has no household`);
  return group;
};

const livesWithOthers = (targets: Targets, person: Partner): boolean =>
  (targets.householdOf(person)?.members.length ?? 0) > 1;

/** Adds a new person to a household. */
export const addMember = (targets: Targets, context: ChangeContext): Changed => {
  const group = targets.household((candidate) => candidate.members.length < 9);
  const person = targets.use(context.settler.member(group));
  join(group, person.id, null, context);
  return { persons: [person.truthId], households: [group.truthId], fields: ['members'] };
};

const removeMember = (targets: Targets, context: ChangeContext): Changed => {
  const person = targets.person((candidate) => livesWithOthers(targets, candidate));
  const group = homeOf(person, targets);
  leave(group, person.id, context);
  context.store.remove(person.id);
  return { persons: [person.truthId], households: [group.truthId], fields: ['members'] };
};

/** Deletes a member of a household; the household goes on. */
export const removePerson = removeMember;

/** Archives a member of a household who has died. The registry shows nothing of it: the row is no longer served. */
export const die = removeMember;

/** Deletes a household with all its members. */
export const removeHousehold = (targets: Targets, context: ChangeContext): Changed => {
  const { store } = context;
  const onlyHome = (group: Partner): boolean =>
    group.members.every((member) => store.groupsOf(member?.individualId ?? -1).length === 1);
  const group = targets.household(onlyHome);
  const members = group.members.flatMap((member) => store.get(member?.individualId ?? -1) ?? []);
  store.remove(group.id);
  for (const member of members) store.remove(targets.use(member).id);
  return { persons: members.map((member) => member.truthId), households: [group.truthId], fields: [] };
};

/** Moves a member who has a valid identifier into another household. */
export const move = (targets: Targets, context: ChangeContext): Changed => {
  const person = targets.person((candidate) => targets.hasIdentifier(candidate) && livesWithOthers(targets, candidate));
  const from = homeOf(person, targets);
  const to = targets.household((candidate) => candidate.id !== from.id && candidate.members.length < 9);
  leave(from, person.id, context);
  join(to, person.id, null, context);
  return { persons: [person.truthId], households: [from.truthId, to.truthId], fields: ['members'] };
};

const bornBefore = (now: number): string => {
  const day = dayOf(now);
  return String(Number(day.slice(0, 4)) - adultYears) + day.slice(4);
};

/** Two adults leave their households and found one together. */
export const marry = (targets: Targets, context: ChangeContext): Changed => {
  const { store, clock, settler } = context;
  const canMarry = (person: Partner): boolean =>
    targets.hasIdentifier(person) &&
    livesWithOthers(targets, person) &&
    (person.birthdate ?? '9999') <= bornBefore(clock.now());
  const first = targets.person(canMarry);
  const firstHome = homeOf(first, targets);
  const second = targets.person((person) => canMarry(person) && targets.householdOf(person)?.id !== firstHome.id);
  const secondHome = homeOf(second, targets);
  leave(firstHome, first.id, context);
  leave(secondHome, second.id, context);
  const now = clock.now();
  const place = (person: Partner, kind: string): Membership => ({
    individualId: person.id,
    kind,
    createdAt: now,
    writtenAt: now,
  });
  const identifier = {
    idTypeAsStr: identifierTypes.householdId,
    value: settler.issuer.householdId(),
    expiryDate: null,
  };
  const home = store.add({
    ...firstHome,
    name: `Household ${first.familyName ?? second.familyName ?? ''}`,
    regIds: [identifier],
    phoneNumberIds: [],
    members: [place(first, 'Head'), place(second, 'Spouse')],
    truthId: settler.householdTruthId(),
  });
  targets.use(home);
  return {
    persons: [first.truthId, second.truthId],
    households: [home.truthId, firstHome.truthId, secondHome.truthId],
    fields: ['members'],
  };
};
