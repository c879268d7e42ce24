import type { EtlError } from '../../core/errors.ts';
import type {
  AreaRelease,
  ChangeGuard,
  Enrolment,
  HoldSwitch,
  ImportRun,
  Reclustering,
  SourceLinks,
  Verdict,
} from '../../schemas/generated/types.ts';
import type { ErasureStep } from './erasure/step.ts';
import type { Component } from './graph/component.ts';
import type { RecordOutcome } from './outcome.ts';
import type { RecordState } from './recordState.ts';
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
  /** The state is that of the record with this view. */
  | (RecordState & {
      readonly kind: 'view';
      readonly view: View;
      /** Those that the record is in or has left. */
      readonly components: readonly Component[];
    })
  | ErasureStep
  /** A tombstone of what the resolver does not keep. */
  | { readonly kind: 'nothing'; readonly run: string }
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
    }
  | { readonly kind: 'restraint'; readonly restraint: HoldSwitch | AreaRelease | SourceLinks | ChangeGuard }
  | {
      readonly kind: 'reclustering';
      readonly step: Reclustering;
      /** With scope `held`: of everybody of whom something may be held; who is, shows when it is decided on. */
      readonly components: readonly Component[];
    };

/** The components of a step; none for one that has none. */
export const componentsIn = (step: Step): readonly Component[] => ('components' in step ? step.components : []);
