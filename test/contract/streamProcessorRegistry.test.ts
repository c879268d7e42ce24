import type { Pool } from 'pg';
import type { InputRecord, Query } from '../../core/streamProcessor.ts';
import {
  createRegistryProcessor,
  registryMigrations,
  upsertMembershipKinds,
  upsertPrograms,
} from '../../sinks/index.ts';
import {
  group,
  identifier,
  input,
  member,
  phone,
  provenance,
  registrant,
  runMarker,
} from '../unit/sinks/postgres/events.ts';
import { streamProcessorContract } from './streamProcessor.ts';

/** Three states of a few registrants and groups, some of them stale, repeated, withdrawn or beyond what a row takes. */
const stateOf = (turn: number, n: number): Parameters<typeof input>[1] => {
  const version = turn % 4 === 3 ? 1 : turn * 10 + 1;
  const more = {
    version,
    status: (turn + n) % 7 === 6 ? ('withdrawn' as const) : ('active' as const),
    area: ['North', 'South', null][(turn * n) % 3] ?? null,
    identifiers: [identifier(`NID${String(n)}`), identifier(`P${String((turn + n) % 3)}`, { type: 'Passport' })],
    phones: turn % 2 === 0 ? [phone(`+96475000000${String(n)}`)] : [],
    programs: n % 2 === 0 ? ['Cash', 'Food', 'Unknown'] : [],
    sources: [provenance(`key-${String(n)}`, { version })],
  };
  if (n < 8) return registrant(n, more);
  return group(n, { ...more, members: [member(turn % 5, { kinds: ['Head'] }), member(6, { relation: 'Daughter' })] });
};

const states = Array.from({ length: 9 }, (_, turn) => Array.from({ length: 10 }, (__, n) => stateOf(turn, n))).flat();

const values: readonly Parameters<typeof input>[1][] = [
  runMarker('started'),
  ...states,
  registrant(1, { registrantId: 'no id', version: 900 }),
  registrant(2, { version: 901, identifiers: [identifier('9'.repeat(3000))] }),
  runMarker('completed'),
];

// One partition of one topic, as the contract has it; groups come on a topic of their own.
const records: readonly InputRecord[] = values.map((value, offset) => {
  const one = input(offset, value);
  return { ...one, at: { ...one.at, topic: 'registrants' } };
});

const queryOf =
  (pool: Pool): Query =>
  async (text, values) =>
    (await pool.query({ text, values: [...values] })).rows as Record<string, unknown>[];

const tables = [
  'registrant',
  'registrant_identifier',
  'registrant_phone',
  'registrant_relation',
  'group_membership',
  'group_membership_kind',
  'registrant_source',
];

streamProcessorContract({
  name: 'the registry sink',
  create: () =>
    createRegistryProcessor({
      deployment: 'contract',
      auditValues: 'hashed',
      auditSecret: 'a secret of the tests',
      uniqueKinds: ['Head'],
    }),
  records,
  migrations: [registryMigrations],
  prepare: async (pool) => {
    await upsertMembershipKinds(queryOf(pool), ['Head']);
    await upsertPrograms(queryOf(pool), [
      { name: 'Cash', target: 'individual' },
      { name: 'Food', target: 'group' },
    ]);
  },
  rows: [
    ...tables.map((name) => `select t::text from registry.${name} t order by 1`),
    'select registrant_id, program_id, state, import_run from registry.program_membership order by 1, 2',
    'select event_id, action from registry.audit_log order by 1',
  ],
  rejects: ['NOT_AN_ID', 'VALUE_TOO_LONG'],
  clocks: ['recordedTime', 'recorded_time'],
});
