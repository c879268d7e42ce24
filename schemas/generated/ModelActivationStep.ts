// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

/** Clusters one slice of the records anew after a model was activated. A step of a model that is not active any more does nothing. */
export interface ModelActivationStep {
  /** Of the model. */
  readonly hash: string;
  /** 0 to `of` less one. */
  readonly slice: number;
  /** How many slices there are. */
  readonly of: number;
  /** As in the activation. */
  readonly activatedAt: number;
}
