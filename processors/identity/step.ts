import type { EtlError } from '../../core/errors.ts';
import type { Enrolment, ImportRun, Verdict } from '../../schemas/generated/types.ts';
import type { Component } from './graph/component.ts';
import type { RecordOutcome } from './outcome.ts';
import type { Profile } from './profile.ts';
import type { StoredModel } from './store/reader.ts';
import type { View } from './view.ts';

/**
 * What an input record does to the graph, found out when the batch was read. Components are as they are after this
 * record and before the next.
 */
export type Step =
  | { readonly kind: 'refused'; readonly error: EtlError; readonly run?: string }
  /** The record is not newer than what is known of it in its import. */
  | { readonly kind: 'stale'; readonly view: View; readonly outcome: RecordOutcome }
  | {
      readonly kind: 'view';
      readonly view: View;
      /** Of the record with this view. */
      readonly profile: Profile;
      /** As {@link packCompared} gives it. */
      readonly compared: Buffer;
      /** Those that the record is in or has left. */
      readonly components: readonly Component[];
    }
  | { readonly kind: 'run'; readonly run: ImportRun }
  | { readonly kind: 'verdict'; readonly verdict: Verdict; readonly components: readonly Component[] }
  | { readonly kind: 'enrolment'; readonly enrolment: Enrolment }
  /** `before` is undefined when the starter weighed; equal models change nothing. */
  | { readonly kind: 'activation'; readonly before: StoredModel | undefined; readonly now: StoredModel }
  | {
      readonly kind: 'activation-step';
      /** Of the model. */
      readonly hash: string;
      readonly slice: number;
      /** Milliseconds since 1970 UTC. */
      readonly activatedAt: number;
      readonly components: readonly Component[];
    };
