import type { InputRecord, StreamProcessor } from '../../core/streamProcessor.ts';
import type { ImportRun, SourceGroup, SourcePerson } from '../../schemas/generated/types.ts';
import { decideRecord, decideRun } from './decide.ts';
import type { Facts } from './facts.ts';
import { entityIdsOf } from './ids.ts';
import { readFacts } from './readFacts.ts';
import { postgresReader } from './store/postgresReader.ts';
import { identityTables } from './store/tables.ts';
import { unknownRecord } from './validate.ts';
import type { View } from './view.ts';
import { groupView, personView } from './view.ts';

/** What the resolver is made with. */
export interface IdentityOptions {
  /** Deployment id: it gives registrants and groups their ids, so it never changes. */
  readonly deployment: string;
  /** How many different contents may hold an identifier that still links; 5 when absent. */
  readonly cap?: number;
}

/** The resolver's working memory of a batch, with the batch's records as they were normalised when it was read. */
export interface IdentityFacts extends Facts {
  readonly views: WeakMap<InputRecord, View>;
}

const defaultCap = 5;

/** The view of a person's or group's record; undefined for every other record. */
const viewOf = (input: InputRecord): View | undefined => {
  // The stage has decoded the value by the schema that its type names.
  if (input.type === 'org.registrystream.SourcePerson') return personView(input.value as SourcePerson);
  if (input.type === 'org.registrystream.SourceGroup') return groupView(input.value as SourceGroup);
  return undefined;
};

/**
 * The identity resolver: to which registrant or group each source record belongs, by the identifiers that records share
 * (DESIGN §6). A deterministic fold over the one partition of `source.records`: its events are the same for any batch
 * size, and its final state is a function of the newest state of each record, whatever the order in which they came.
 *
 * Its rejects are of fault `record`: `GROUP_TWO_HEADS`, `RECORD_KIND_CHANGED`, `RECORD_TYPE_UNKNOWN`.
 */
export const createIdentityProcessor = (options: IdentityOptions): StreamProcessor<IdentityFacts> => {
  const cap = options.cap ?? defaultCap;
  const idOf = entityIdsOf(options.deployment);
  return {
    stage: 'identity',
    inputTopics: ['source.records'],
    tables: identityTables,
    read: async (batch, query) => {
      const views = new WeakMap<InputRecord, View>();
      const found: View[] = [];
      for (const input of batch) {
        const view = viewOf(input);
        if (view === undefined) continue;
        views.set(input, view);
        found.push(view);
      }
      return { ...(await readFacts(found, cap, postgresReader(query))), views };
    },
    decide: (input, facts) => {
      if (input.type === 'org.registrystream.ImportRun') return decideRun(input.value as ImportRun);
      const view = facts.views.get(input) ?? viewOf(input);
      if (view === undefined) {
        return { kind: 'rejected', error: unknownRecord(input.type, input.key) };
      }
      const cause = { at: input.at, importRun: view.importRun, observedAt: view.observedAt };
      return decideRecord(view, facts, idOf, cause);
    },
  };
};
