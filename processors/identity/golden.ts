import type { Group, GroupMember, PartialDate, Registrant, SourceMember } from '../../schemas/generated/types.ts';
import { Choice, commonOf } from './choice.ts';
import type { GroupView, PersonView } from './view.ts';
import { comparePreference } from './view.ts';

/** What an event says about its cause, apart from the state that it tells. */
type Cause = 'version' | 'importRun' | 'baseline' | 'cause' | 'observedAt';

/** State of a registrant, less the cause of the event that tells it. */
export type RegistrantState = Omit<Registrant, Cause>;

/** State of a group, less the cause of the event that tells it. */
export type GroupState = Omit<Group, Cause>;

/** Who an entity is: its id and the ids merged into it. */
export interface EntityName {
  readonly id: string;
  readonly mergedFrom: readonly string[];
}

const isUnreadable = (date: PartialDate): boolean => date.precision === 'unknown';

const statusOf = (views: readonly (PersonView | GroupView)[]): 'active' | 'withdrawn' =>
  views.some(({ state }) => state === 'present') ? 'active' : 'withdrawn';

/**
 * The golden record of a registrant: a pure function of its views. Each value is the first that a view has, present
 * views before withdrawn ones, then by the priority of the import, then the newest; what cannot be read gives way to
 * what can. Identifiers, phones, programmes and attributes are united.
 */
export const registrantState = (name: EntityName, views: readonly PersonView[]): RegistrantState => {
  const ordered = [...views].sort(comparePreference);
  const choose = new Choice(ordered);
  return {
    registrantId: name.id,
    status: statusOf(ordered),
    mergedInto: null,
    mergedFrom: name.mergedFrom,
    fullName: choose.of('fullName', (person) => person.fullName),
    givenName: choose.of('givenName', (person) => person.givenName),
    familyName: choose.of('familyName', (person) => person.familyName),
    additionalName: choose.of('additionalName', (person) => person.additionalName),
    sex: choose.of(
      'sex',
      (person) => person.sex,
      (sex) => sex === 'unknown',
    ),
    birthDate: choose.of('birthDate', (person) => person.birthDate, isUnreadable),
    birthPlace: choose.of('birthPlace', (person) => person.birthPlace),
    deceased: choose.of('deceased', (person) => person.deceased),
    deathDate: choose.of('deathDate', (person) => person.deathDate, isUnreadable),
    disabled: choose.of('disabled', (person) => person.disabled),
    // Whoever one source seals off is sealed off, whatever the others say.
    sealed: ordered.some(({ fields }) => fields.sealed === true),
    address: choose.of('address', (person) => person.address),
    area: choose.of('area', (person) => person.area),
    email: choose.of('email', (person) => person.email),
    registrationDate: choose.of('registrationDate', (person) => person.registrationDate),
    ...commonOf(ordered),
    fieldSources: choose.fieldSources,
  };
};

const earlier = (a: string | null, b: string | null): string | null =>
  a === null || b === null ? (a ?? b) : a < b ? a : b;

/** A membership that goes on has no end; of two that ended, the later end counts. */
const laterEnd = (a: string | null, b: string | null): string | null =>
  a === null || b === null ? null : a > b ? a : b;

const membersOf = (
  members: readonly SourceMember[],
  idOf: (recordKey: string) => string | undefined,
): GroupMember[] => {
  const found = new Map<string, GroupMember>();
  for (const { recordKey, kinds, startDate, endDate, relation } of members) {
    const registrantId = idOf(recordKey);
    if (registrantId === undefined) continue;
    const same = found.get(registrantId);
    found.set(
      registrantId,
      same === undefined
        ? { registrantId, kinds, startDate, endDate, relation }
        : {
            registrantId,
            kinds: [...new Set([...same.kinds, ...kinds])],
            startDate: earlier(same.startDate, startDate),
            endDate: laterEnd(same.endDate, endDate),
            relation: same.relation ?? relation,
          },
    );
  }
  return [...found.values()];
};

/**
 * The golden record of a group, as {@link registrantState}. Its members are those of one view, the first that has any:
 * united, they would keep for ever who has left one of its households.
 *
 * @param idOf registrant id of a member's record; undefined for one that was erased
 */
export const groupState = (
  name: EntityName,
  views: readonly GroupView[],
  idOf: (recordKey: string) => string | undefined,
): GroupState => {
  const ordered = [...views].sort(comparePreference);
  const choose = new Choice(ordered);
  const members = choose.of('members', (group) => (group.members.length === 0 ? null : group.members)) ?? [];
  return {
    groupId: name.id,
    status: statusOf(ordered),
    mergedInto: null,
    mergedFrom: name.mergedFrom,
    name: choose.of('name', (group) => group.name),
    groupKind: choose.of('groupKind', (group) => group.groupKind),
    partial: choose.of('partial', (group) => group.partial),
    address: choose.of('address', (group) => group.address),
    area: choose.of('area', (group) => group.area),
    registrationDate: choose.of('registrationDate', (group) => group.registrationDate),
    members: membersOf(members, idOf),
    ...commonOf(ordered),
    fieldSources: choose.fieldSources,
  };
};

/** A registrant that was merged: its data stand with the one that survives. */
export const mergedRegistrant = (id: string, mergedInto: string): RegistrantState => ({
  ...registrantState({ id, mergedFrom: [] }, []),
  status: 'merged',
  mergedInto,
});

/** A group that was merged: its data stand with the one that survives. */
export const mergedGroup = (id: string, mergedInto: string): GroupState => ({
  ...groupState({ id, mergedFrom: [] }, [], (recordKey) => recordKey),
  status: 'merged',
  mergedInto,
});
