import { standingOf } from './identifiers.ts';
import { displayName, type NewPartner, type Partner } from './partner.ts';
import type { Random } from './random.ts';

/**
 * Misspells a word as a clerk does: a letter doubled, left out, or exchanged with its neighbour.
 *
 * @returns a different word, unless the word has fewer than two letters
 */
const misspell = (word: string, random: Random): string => {
  const letters = Array.from(word);
  if (letters.length < 2) return word;
  const at = random.integer(0, letters.length - 2);
  const here = letters[at] as string;
  const next = letters[at + 1] as string;
  const way = random.integer(0, 2);
  const replaced = way === 0 ? [here, here, next] : way === 1 || here === next ? [next] : [next, here];
  return [...letters.slice(0, at), ...replaced, ...letters.slice(at + 2)].join('');
};

/** Another spelling of a person's names, with the name that OpenG2P shows for it. */
export const misspellNames = (
  person: Pick<Partner, 'givenName' | 'familyName' | 'addlName'>,
  random: Random,
): Pick<Partner, 'givenName' | 'familyName' | 'addlName' | 'name'> => {
  const givenName = person.givenName === null ? null : misspell(person.givenName, random);
  const names = { givenName, familyName: person.familyName, addlName: person.addlName };
  return { ...names, name: displayName(names) };
};

/**
 * The same person, written down a second time at another desk: a misspelt name, no phone, maybe an imprecise birth date.
 *
 * @param options.keepIdentifier with the first valid identifier of the person; otherwise with none
 * @param options.now milliseconds since 1970, to tell which identifiers are valid
 */
export const registerAgain = (
  person: Partner,
  options: { readonly keepIdentifier: boolean; readonly now: number },
  random: Random,
): NewPartner => {
  const valid = person.regIds.filter((identifier) => standingOf(identifier, options.now) === 'valid').slice(0, 1);
  const year = random.chance(0.3) ? person.birthdate?.slice(0, 4) : undefined;
  return {
    ...person,
    ...misspellNames(person, random),
    birthdate: year === undefined ? person.birthdate : `${year}-01-01`,
    email: null,
    phoneNumberIds: [],
    regIds: options.keepIdentifier ? valid : [],
  };
};
