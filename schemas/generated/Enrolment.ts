// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

/** What became of an enrolment that caseworkers have taken past the draft. Part of the log, so that the resolver knows whom a merge would touch. Its key is `enrolment/<registrant id>/<program>`; the newest counts. */
export interface Enrolment {
  readonly registrantId: string;
  readonly program: string;
  /** As `registry.program_membership` has it; `draft` or `none` (the row is gone): nothing is at stake any more. */
  readonly state: string;
  /** Milliseconds since 1970 UTC. */
  readonly changedAt: number;
}
