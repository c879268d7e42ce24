export { nameForms } from './forms.ts';
export type { NameForms, NameParts, NameToken } from './types.ts';
