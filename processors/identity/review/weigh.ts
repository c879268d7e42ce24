import type { Query } from '../../../core/streamProcessor.ts';
import type { WeighedEvidence } from '../../../schemas/generated/types.ts';
import type { Explanation, LinkageModel, PersonLinkage } from '../linkage/index.ts';
import { createPersonLinkage, explain, readModel, starterModel } from '../linkage/index.ts';
import { selectActiveModel, selectModel } from '../store/reviewStatements.ts';
import { weighedProfileOf } from '../weighedProfile.ts';
import type { KnownRecord } from './records.ts';

const modelIn = (row: Readonly<Record<string, unknown>> | undefined): LinkageModel | undefined =>
  row === undefined ? undefined : readModel(String(row['artefact']));

/**
 * The model by which evidence is weighed now.
 *
 * @throws EtlError `config` for a model that was made for another version of the program
 */
export const weighingModel = async (query: Query): Promise<LinkageModel> => {
  const [row] = await query(selectActiveModel, []);
  return modelIn(row) ?? starterModel();
};

/**
 * The model with a hash, which once weighed evidence.
 *
 * @returns undefined when it is no longer known
 * @throws EtlError `config` for a model that was made for another version of the program
 */
export const modelByHash = async (query: Query, hash: string): Promise<LinkageModel | undefined> => {
  const [row] = await query(selectModel, [hash]);
  const model = modelIn(row);
  if (model !== undefined) return model;
  const starter = starterModel();
  return starter.hash === hash ? starter : undefined;
};

/** A model at work, as the resolver uses it: identifiers link by a rule of their own and are not weighed. */
export const reviewLinkage = (model: LinkageModel): PersonLinkage =>
  createPersonLinkage(model, { weighIdentifiers: false });

/** The waterfall of two records; undefined for groups, which nothing is weighed of. */
export const weighPair = (linkage: PersonLinkage, one: KnownRecord, other: KnownRecord): Explanation | undefined => {
  const [mine, theirs] = [one, other].map(({ views, submissions }) => weighedProfileOf(views, submissions));
  if (mine === undefined || theirs === undefined) return undefined;
  return explain(linkage, linkage.contentOf(mine), linkage.contentOf(theirs));
};

/** The waterfall that a decision carries. */
export const explanationOf = (weighed: WeighedEvidence): Explanation => ({
  model: weighed.model,
  prior: { strangers: weighed.priorStrangers, household: weighed.priorHousehold },
  evidence: weighed.comparisons,
  strangers: weighed.strangers,
  household: weighed.household,
  weight: weighed.weight,
  probability: weighed.probability,
  conflict: weighed.guard === 'conflict',
});
