import { EtlError } from '../../../../core/errors.ts';
import type { Query } from '../../../../core/streamProcessor.ts';
import { entityIdsOf, formerEntities, knownRecords } from '../../../../processors/index.ts';
import { readDecisions } from '../../../decisions/index.ts';
import type { DecisionKafka, ReadingProgress, StoredDecision } from '../../../decisions/index.ts';
import { compareDecisions } from '../../../decisions/index.ts';

/** What is explained. */
export interface Subject {
  /** The registrant or group. */
  readonly entityId: string;
  /** As which it goes on, when it was merged or redirected; null when it stands, or the resolver does not know it. */
  readonly goesOnAs: string | null;
  readonly decisions: readonly StoredDecision[];
}

/** Where explanations come from. */
export interface ExplainSources {
  readonly kafka: DecisionKafka;
  readonly query: Query;
  /** Deployment id. */
  readonly deployment: string;
}

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const entityPattern = new RegExp(`^${UUID}$`);
const decisionPattern = new RegExp(`^(${UUID})/\\d+/\\d+$`);

const unknown = (text: string): EtlError =>
  new EtlError(
    'NOTHING_TO_EXPLAIN',
    'config',
    `nothing was decided about ${text}; give the id of a registrant or group, a record key, or the key of a decision, as registry-stream find and review list show them`,
    { component: 'runtime/cli' },
  );

const entityOfRecord = async ({ query, deployment }: ExplainSources, recordKey: string): Promise<string> => {
  const record = (await knownRecords(query, deployment, [recordKey])).get(recordKey);
  if (record === undefined) throw unknown(recordKey);
  return record.entityId;
};

/** What has become of an entity, and which entities have come to it. */
const history = async (
  { query, deployment }: ExplainSources,
  entityId: string,
  decisions: readonly StoredDecision[],
): Promise<{ readonly goesOnAs: string | null; readonly former: readonly string[] }> => {
  const idOf = entityIdsOf(deployment);
  // An id cannot be turned back into the key of its anchor, but some decision names that record.
  const anchorKey = decisions.map(({ decision }) => decision.recordKey).find((key) => idOf(key) === entityId);
  if (anchorKey === undefined) return { goesOnAs: null, former: [] };
  const anchor = (await knownRecords(query, deployment, [anchorKey])).get(anchorKey);
  if (anchor === undefined) return { goesOnAs: null, former: [] };
  if (anchor.anchorKey !== anchorKey) return { goesOnAs: anchor.entityId, former: [] };
  return { goesOnAs: null, former: await formerEntities(query, deployment, anchorKey) };
};

/**
 * Finds the decisions that made a registrant or group what it is: those about itself, and about those that were merged
 * into it or redirected to it.
 *
 * @param name id of a registrant or group, a record key, or the key of one decision, which then comes alone
 * @throws EtlError `config` `NOTHING_TO_EXPLAIN` when nothing was decided about it
 */
export const readSubject = async (
  sources: ExplainSources,
  name: string,
  onProgress: ReadingProgress,
): Promise<Subject> => {
  const [, ofDecision] = decisionPattern.exec(name) ?? [];
  const entityId = ofDecision ?? (entityPattern.test(name) ? name : await entityOfRecord(sources, name));
  const own = await readDecisions(sources.kafka, new Set([entityId]), onProgress);
  const wanted = ofDecision === undefined ? own : own.filter(({ key }) => key === name);
  if (wanted.length === 0) throw unknown(name);
  const { goesOnAs, former } = await history(sources, entityId, own);
  if (ofDecision !== undefined) return { entityId, goesOnAs, decisions: wanted };
  const theirs = await readDecisions(sources.kafka, new Set(former), onProgress);
  return { entityId, goesOnAs, decisions: [...own, ...theirs].sort(compareDecisions) };
};
