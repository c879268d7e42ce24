import type { NormalisedPerson } from '../normalise/index.ts';
import { personForms } from '../normalise/index.ts';
import type { PersonProfile } from './linkage/index.ts';
import { profileOfPerson } from './linkage/index.ts';
import type { PersonView, View } from './view.ts';
import { comparePreference } from './view.ts';

const isPerson = (view: View): view is PersonView => view.kind === 'individual';

/** The fields of all views as one person's: the first known value in the order of preference; lists are united. */
const united = ([first, ...others]: readonly PersonView[]): NormalisedPerson | undefined => {
  if (first === undefined || others.length === 0) return first?.fields;
  const all = [first, ...others].map(({ fields }) => fields);
  const found = Object.fromEntries(
    Object.keys(first.fields).map((name) => {
      const values = all.map((fields) => fields[name as keyof NormalisedPerson]);
      return [name, values.find((value) => value !== null) ?? null];
    }),
  ) as unknown as NormalisedPerson;
  return {
    ...found,
    identifiers: all.flatMap(({ identifiers }) => identifiers),
    phones: all.flatMap(({ phones }) => phones),
  };
};

/** Whether one of the views seals the person off. */
export const isSealed = (views: readonly View[]): boolean =>
  views.some((view) => view.kind === 'individual' && view.fields.sealed === true);

/** What households share is not weighed of somebody who is sealed off: nobody is to be led to her by it, nor she to them. */
const withoutHousehold = (person: NormalisedPerson): NormalisedPerson => ({
  ...person,
  address: null,
  area: null,
  phones: [],
});

/**
 * What of a person's record is weighed against others: a pure function of its views. Withdrawn views count: a record
 * that is gone keeps its links.
 *
 * @param submissions record keys of the groups in whose entries the record came
 * @returns undefined for a group's record
 */
export const weighedProfileOf = (views: readonly View[], submissions: readonly string[]): PersonProfile | undefined => {
  const person = united(views.filter(isPerson).sort(comparePreference));
  if (person === undefined) return undefined;
  return profileOfPerson(personForms(isSealed(views) ? withoutHousehold(person) : person), submissions);
};
