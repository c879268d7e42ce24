// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

/** active; withdrawn: every source record is; merged: see mergedInto. */
export type RegistrantStatus = 'active' | 'withdrawn' | 'merged';
