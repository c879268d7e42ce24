import { gzipSync } from 'node:zlib';
import type { LinkageModel } from '../../processors/identity/linkage/index.ts';
import { writeModel } from '../../processors/identity/linkage/index.ts';
import type { ModelActivation, ModelActivationStep } from '../../schemas/generated/types.ts';
import { activationKey, stepKey } from '../../processors/index.ts';
import type { LogRecord } from './logPublisher.ts';

/** Who activates what, and when. */
export interface Activation {
  readonly model: LinkageModel;
  readonly activatedBy: string;
  /** Milliseconds since 1970 UTC. */
  readonly activatedAt: number;
  readonly slices: number;
}

/**
 * The records that make a model the active one: the activation, and after it one step a slice.
 *
 * The newest activation alone has its key, so that compaction keeps no other. Steps are kept by model, and a step of a
 * model that is not the active one at its place in the log does nothing: whatever compaction has left, a replay comes to
 * the newest activation and then to its steps.
 */
export const activationRecords = ({ model, activatedBy, activatedAt, slices }: Activation): LogRecord[] => {
  const { hash } = model;
  const artefact = gzipSync(writeModel(model), { level: 9 });
  const activation: ModelActivation = { hash, artefact, activatedBy, activatedAt };
  const steps = Array.from({ length: slices }, (_, slice): LogRecord => {
    const value: ModelActivationStep = { hash, slice, of: slices, activatedAt };
    return {
      key: stepKey(hash, slice, slices),
      type: 'org.registrystream.ModelActivationStep',
      value,
      time: activatedAt,
    };
  });
  const type = 'org.registrystream.ModelActivation';
  return [{ key: activationKey, type, value: activation, time: activatedAt }, ...steps];
};
