import type { MemoryStore } from './memoryStore.ts';
import type { Resolver } from './resolver.ts';

/** A resolver that has been run, and its tables. */
export interface Run {
  readonly resolver: Resolver;
  readonly store: MemoryStore;
}

/** The state that is a function of the records, the model and the verdicts: not the path to it. */
export const stateOf = ({ resolver, store }: Run): unknown => ({
  registry: [...resolver.registrants, ...resolver.groups]
    .filter(([, { status }]) => status !== 'merged')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, state]) => {
      const { sources, ...rest } = { ...state, version: 0, cause: null, importRun: '', observedAt: 0, mergedFrom: [] };
      return [id, rest, sources.map(({ recordKey, import: door, state: now }) => [recordKey, door, now])];
    }),
  nodes: [...store.table('identity_node').values()]
    .map((row) => [row['record_key'], row['anchor_key'], row['views'], row['review']])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  erased: [...store.table('identity_erased').keys()].sort(),
  verdicts: [...store.table('identity_verdict')].sort(([a], [b]) => (a < b ? -1 : 1)),
});
