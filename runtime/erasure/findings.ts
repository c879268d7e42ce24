import { identityRowsOf, viewRowsOf } from '../../processors/index.ts';
import { registryRowsOf } from '../../sinks/index.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { firstPart } from './newest.ts';
import type { Scope } from './scope.ts';
import type { Traces } from './traces.ts';

/** What a topic or table holds about somebody. */
export interface Finding {
  /** `topic …` or `table …`. */
  readonly place: string;
  readonly count: number;
  /** Of messages: their keys, which say nothing of anybody. */
  readonly keys: readonly string[];
}

// A row holds all messages of a claim; the fifth part of each is its key (see `runtime/stage`).
const outboxSql = `select count(*)::int as rows
  from registry_stream.outbox o, json_array_elements(o.messages::json) as message
  where split_part(message ->> 4, '/', 1) = any($1)`;

const inTopics = (traces: Traces, { gone }: Scope): readonly Finding[] => {
  const { records, index, others, letters, states, decisions } = traces;
  const audit = traces.audit.filter(({ key }) => gone.has(firstPart(key)));
  const keysOf = (all: readonly { readonly key: string }[]): readonly string[] => all.map(({ key }) => key);
  const found: readonly (readonly [topic: string, keys: readonly string[]])[] = [
    ['source.records', [...records.keys(), ...others]],
    ['source.index', [...index.keys()]],
    ['registrants', keysOf(states.registrants)],
    ['groups', keysOf(states.groups)],
    ['identity.decisions', keysOf(decisions)],
    ['audit', keysOf(audit)],
    ['dead-letters', keysOf(letters)],
  ];
  const shown = traces.views.map(({ view, traces: of }) => [view.topic, keysOf(of)] as const);
  return [...found, ...shown].map(([topic, keys]) => ({ place: `topic ${topic}`, count: keys.length, keys }));
};

/** What topics and tables hold about the records in scope, place by place; places that hold nothing are left out. */
export const findingsOf = async (
  { query }: Pick<Deployment, 'query'>,
  scope: Scope,
  traces: Traces,
): Promise<readonly Finding[]> => {
  const [recordKeys, gone] = [[...scope.recordKeys], [...scope.gone]];
  const shown = traces.views.flatMap(({ keys }) => keys);
  const [outbox] = await query(outboxSql, [[...recordKeys, ...gone, ...shown]]);
  const rows = [
    ...(await identityRowsOf(query, recordKeys, gone)),
    ...(await registryRowsOf(query, gone, recordKeys)),
    await viewRowsOf(query, gone),
    { table: 'registry_stream.outbox', rows: Number(outbox?.['rows'] ?? 0) },
  ];
  return [
    ...inTopics(traces, scope),
    ...rows.map(({ table, rows: count }) => ({ place: `table ${table}`, count, keys: [] })),
  ].filter(({ count }) => count > 0);
};
