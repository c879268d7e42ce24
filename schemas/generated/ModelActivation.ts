// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

/** From here on evidence is weighed by another model. Part of the log, so that a replay weighs as it was weighed. It is followed by its steps: the records are clustered anew in slices, each an input of its own. */
export interface ModelActivation {
  /** Of the model. */
  readonly hash: string;
  /** The model, as `identity train` wrote it, compressed by gzip. */
  readonly artefact: Buffer;
  readonly activatedBy: string;
  /** Milliseconds since 1970 UTC. */
  readonly activatedAt: number;
}
