import type { Clock } from './clock.ts';
import { identityKeys } from './identifiers.ts';
import type { Partner } from './partner.ts';
import type { Settler } from './population.ts';
import type { Random } from './random.ts';
import type { PartnerStore } from './store.ts';

/** What a change works on. */
export interface ChangeContext {
  readonly store: PartnerStore;
  readonly clock: Clock;
  readonly settler: Settler;
  readonly random: Random;
  /** Share of changes to a household's members that leave the household's write date as it was, 0 to 1. */
  readonly silentMemberships: number;
}

/** Finds rows to change, each once. Poison and people registered twice are left alone: their outcome would be in doubt. */
export interface Targets {
  /** A person of whom the condition holds. */
  person(condition: (person: Partner) => boolean): Partner;
  /** A household of whom the condition holds, and none of whose members was changed. */
  household(condition: (group: Partner) => boolean): Partner;
  /** Marks a row as changed; the row as it is now comes back. */
  use(partner: Partner): Partner;
  hasIdentifier(person: Partner): boolean;
  /** The one household of a person; undefined when there is none, or more than one. */
  householdOf(person: Partner): Partner | undefined;
}

const isPoison = (partner: Partner): boolean => partner.truthId.includes('poison');

/** Looks from a drawn place on until a row fits, so that the draw stays cheap when few rows fit. */
const find = (rows: readonly Partner[], random: Random, fits: (row: Partner) => boolean): Partner | undefined => {
  const start = rows.length === 0 ? 0 : random.integer(0, rows.length - 1);
  for (let step = 0; step < rows.length; step++) {
    const row = rows[(start + step) % rows.length];
    if (row !== undefined && fits(row)) return row;
  }
  return undefined;
};

/** Prepares one round of changes. */
export const createTargets = ({ store, clock, random }: ChangeContext): Targets => {
  const rows = store.all().filter((partner) => !isPoison(partner));
  const groups = rows.filter((partner) => partner.isGroup);
  const registrations = new Map<string, number>();
  for (const { truthId } of rows) registrations.set(truthId, (registrations.get(truthId) ?? 0) + 1);
  const people = rows.filter((partner) => !partner.isGroup && registrations.get(partner.truthId) === 1);
  const used = new Set<number>();

  const take = (list: readonly Partner[], what: string, condition: (row: Partner) => boolean): Partner => {
    const found = find(list, random, (row) => {
      const current = store.get(row.id);
      return current !== undefined && !used.has(row.id) && condition(current);
    });
    const current = found === undefined ? undefined : store.get(found.id);
    if (current === undefined) throw new RangeError(`no ${what} is left that can be changed in this way`);
    used.add(current.id);
    return current;
  };

  return {
    person: (condition) => take(people, 'person', condition),
    household: (condition) =>
      take(groups, 'household', (group) => {
        const members = group.members.map((member) => member?.individualId ?? -1);
        return members.every((id) => !used.has(id)) && condition(group);
      }),
    use: (partner) => {
      used.add(partner.id);
      return partner;
    },
    hasIdentifier: (person) => identityKeys(person, clock.now()).length > 0,
    householdOf: (person) => {
      const [group, ...others] = store.groupsOf(person.id);
      return others.length === 0 ? group : undefined;
    },
  };
};
