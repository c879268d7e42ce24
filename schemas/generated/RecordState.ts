// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

/** What a source knows of a record. */
export type RecordState = 'present' | 'withdrawn' | 'out_of_scope';
