import type { Query } from '../../../core/streamProcessor.ts';
import type { WeighedEvidence } from '../../../schemas/generated/types.ts';
import type { Explanation, LinkageModel, PersonLinkage } from '../linkage/index.ts';
import { explain, readModel, starterModel } from '../linkage/index.ts';
import { modelIn } from '../memory.ts';
import { selectModel } from '../store/reviewStatements.ts';
import { activeModel } from '../store/standing.ts';
import { weighedProfileOf } from '../weighedProfile.ts';
import type { KnownRecord } from './records.ts';

/**
 * The model by which evidence is weighed now.
 *
 * @throws EtlError `config` for a model that was made for another version of the program
 */
export const weighingModel = async (query: Query): Promise<LinkageModel> => modelIn(await activeModel(query));

/**
 * The model with a hash, which once weighed evidence.
 *
 * @returns undefined when it is no longer known
 * @throws EtlError `config` for a model that was made for another version of the program
 */
export const modelByHash = async (query: Query, hash: string): Promise<LinkageModel | undefined> => {
  const [row] = await query(selectModel, [hash]);
  if (row !== undefined) return readModel(String(row['artefact']));
  const starter = starterModel();
  return starter.hash === hash ? starter : undefined;
};

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
