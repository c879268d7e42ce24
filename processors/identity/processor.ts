import { EtlError } from '../../core/errors.ts';
import type { StreamProcessor } from '../../core/streamProcessor.ts';
import { decideStep } from './decide.ts';
import { entityIdsOf } from './ids.ts';
import { ResolverMemory } from './memory.ts';
import type { Batch } from './readBatch.ts';
import { readBatch } from './readBatch.ts';
import { weightOf } from './slices.ts';
import { postgresReader } from './store/postgresReader.ts';
import { identityTables } from './store/tables.ts';

/** What the resolver is made with. */
export interface IdentityOptions {
  /** Deployment id: it gives registrants and groups their ids, so it never changes. */
  readonly deployment: string;
  /** How many different contents may hold an identifier that still links; 5 when absent. */
  readonly cap?: number;
}

const defaultCap = 5;

/**
 * The identity resolver: to which registrant or group each source record belongs, by the identifiers that records share,
 * by weighed evidence and by persons' verdicts (DESIGN §6). A deterministic fold over the one partition of
 * `source.records`: its events are the same for any batch size, and its final state is a function of the newest state of
 * each record, of the verdicts and of the active model, whatever the order in which they came.
 *
 * It holds the graph of all records in memory, read at the start from what is stored.
 *
 * Its rejects are of fault `record`: `GROUP_TWO_HEADS`, `RECORD_KIND_CHANGED`, `RECORD_TYPE_UNKNOWN`,
 * `VERDICT_MISPLACED`, `MODEL_HASH_DIFFERS`, and what {@link readModel} throws.
 */
export const createIdentityProcessor = (options: IdentityOptions): StreamProcessor<Batch> => {
  const cap = options.cap ?? defaultCap;
  const idOf = entityIdsOf(options.deployment);
  let memory: ResolverMemory | undefined;
  return {
    stage: 'identity',
    inputTopics: ['source.records'],
    tables: identityTables,
    open: async (query, loaded) => {
      memory = undefined;
      memory = await ResolverMemory.load({ cap, idOf }, postgresReader(query), loaded);
    },
    weight: weightOf,
    committed: () => {
      memory?.keep();
    },
    read: async (batch, query) => {
      const reader = postgresReader(query);
      memory ??= await ResolverMemory.load({ cap, idOf }, reader, () => undefined);
      memory.revert();
      return readBatch(batch, memory, reader);
    },
    decide: (input, { facts, steps }) => {
      const step = steps.get(input);
      if (step !== undefined) return decideStep(step, facts, idOf, input.at);
      const context = { component: 'processors/identity', details: { ...input.at } };
      throw new EtlError('RECORD_NOT_READ', 'bug', 'A record came to be decided on that was not read.', context);
    },
  };
};
