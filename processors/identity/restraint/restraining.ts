import type { Restraint } from './restraint.ts';

/** What keeps clusters from being made, as those who make them ask for it. */
export type Restraining = Pick<Restraint, 'mayLink' | 'isOn' | 'hasTripped'>;

/** Nothing is held, and every source may be linked with every other. */
export const unrestrained: Restraining = {
  mayLink: () => true,
  isOn: () => false,
  hasTripped: () => false,
};
