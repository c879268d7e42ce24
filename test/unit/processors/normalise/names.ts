import type { NameForms, NameParts } from '../../../../processors/normalise/index.ts';
import { nameForms } from '../../../../processors/normalise/index.ts';

/** The forms in which a token of a name is compared. */
export type Form = 'native' | 'latin' | 'skeleton';

/** A name of which only some parts are known. */
export const parts = (more: Partial<NameParts>): NameParts => ({
  fullName: null,
  givenName: null,
  familyName: null,
  additionalName: null,
  ...more,
});

/** The forms of a name that is known as a whole. */
export const of = (fullName: string): NameForms => nameForms(parts({ fullName }));

/** One form of all tokens of a whole name, parted by spaces. */
export const words = (fullName: string, form: Form): string =>
  of(fullName)
    .all.map((token) => token[form])
    .join(' ');
