import { gzipSync } from 'node:zlib';
import { comparisonsFor } from '../../../../processors/identity/linkage/comparisons/catalogue.ts';
import { writeModel } from '../../../../processors/identity/linkage/index.ts';
import type { LinkageModel } from '../../../../processors/identity/linkage/index.ts';
import { assembleModel } from '../../../../processors/identity/linkage/model/assemble.ts';
import { starterEstimates } from '../../../../processors/identity/linkage/model/starter.ts';
import type { ModelActivation, ModelActivationStep } from '../../../../schemas/generated/types.ts';
import { polledAt } from './records.ts';

/**
 * A model that links by weighed evidence, as one trained in a registry of `size` people would.
 *
 * @param cap how many different contents a block may hold before it falls silent
 */
export const linkingModel = (size = 2_000, cap = 200): LinkageModel => {
  const comparisons = comparisonsFor([]);
  return assembleModel({
    kind: 'trained',
    texts: [],
    comparisons,
    estimates: comparisons.map(starterEstimates),
    size,
    matchesPerRecord: 0.1,
    householdPairsPerRecord: 1,
    rarity: {},
    rules: ['phone', 'birth-date+given-initial', 'birth-date+family-initial', 'names+birth-year'],
    cap,
    training: { records: size, seed: 1, sessions: [] },
  });
};

/** The record that activates a model. */
export const activationOf = (model: LinkageModel): ModelActivation => ({
  hash: model.hash,
  artefact: gzipSync(writeModel(model)),
  activatedBy: 'tester',
  activatedAt: polledAt,
});

/** The records that follow an activation: everybody is clustered anew in `of` slices. */
export const stepsOf = ({ hash }: LinkageModel, of: number): ModelActivationStep[] =>
  Array.from({ length: of }, (_, slice) => ({ hash, slice, of, activatedAt: polledAt }));
