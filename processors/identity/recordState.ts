import type { Profile } from './profile.ts';

/** What of a record, from all its views, decides who it is. */
export interface RecordState {
  readonly profile: Profile;
  /** As `packCompared` gives it. */
  readonly compared: Buffer;
}
