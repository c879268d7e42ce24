import type { NormalisedPerson } from '../normalise/index.ts';
import { personForms } from '../normalise/index.ts';
import type { PersonProfile } from './linkage/index.ts';
import { profileOfPerson } from './linkage/index.ts';
import type { PersonView, View } from './view.ts';
import { comparePreference } from './view.ts';

const said = (fields: NormalisedPerson): Partial<NormalisedPerson> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

/** The newest state of one person in all imports as one: what a preferred view does not say, the next one may. */
const united = (views: readonly PersonView[]): NormalisedPerson | undefined => {
  const all = [...views].sort(comparePreference).map(({ fields }) => fields);
  const [first] = all;
  if (first === undefined) return undefined;
  return {
    ...all.reduceRight((known, fields) => ({ ...known, ...said(fields) }), first),
    identifiers: all.flatMap(({ identifiers }) => identifiers),
    phones: all.flatMap(({ phones }) => phones),
  };
};

/**
 * What of a record is weighed, from its views in all imports.
 *
 * @param submissions the distinct submissions of the views, sorted
 * @returns undefined for a group, which nothing is weighed of
 */
export const weighedProfileOf = (views: readonly View[], submissions: readonly string[]): PersonProfile | undefined => {
  const person = united(views.filter((view): view is PersonView => view.kind === 'individual'));
  return person === undefined ? undefined : profileOfPerson(personForms(person), submissions);
};
