export { addressForms } from './forms.ts';
export type { AddressForms } from './types.ts';
