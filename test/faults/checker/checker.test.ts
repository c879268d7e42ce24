import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { checkAccounts } from './accounts.ts';
import type { Dump, Message } from './dump.ts';
import type { Finding } from './finding.ts';
import { checkState } from './state.ts';
import type { AuditRow, RegistrantRow, Tables } from './tables.ts';
import { checkTopics } from './topics.ts';
import { expectedModel } from './truth.ts';
import type { TrueRow } from './truth.ts';

const RUN = 'run-1';
const ID = '11111111-1111-4111-8111-111111111111';
const KEY = '0123456789abcdef0123456789abcdef/people';

/** A registry of one invented person, and all that must come of her. */
const person: TrueRow = {
  id: 1,
  isGroup: false,
  name: 'REYES, ANA ',
  givenName: 'Ana',
  familyName: 'Reyes',
  addlName: null,
  registrationDate: '2024-05-06',
  address: 'House 1, Pine Street, Harbour',
  email: null,
  birthPlace: null,
  birthdate: '1990-05-17',
  gender: 'Female',
  kind: null,
  regIds: [{ idTypeAsStr: 'National ID', value: '123-456', expiryDate: null }],
  phoneNumberIds: [{ phoneNo: '+63 917 000 0000' }],
  members: [],
};

const row: RegistrantRow = {
  id: ID,
  kind: 'individual',
  status: 'active',
  name: 'REYES, ANA',
  given_name: 'Ana',
  family_name: 'Reyes',
  addl_name: null,
  sex: 'female',
  birth_date_text: '1990-05-17',
  birth_place: null,
  address: 'House 1, Pine Street, Harbour',
  area: 'Harbour',
  email: null,
  registration_date: '2024-05-06',
  group_kind: null,
  version: '2',
};

const change = (field: string, after: unknown, before: unknown = null): AuditRow['changes'][number] => ({
  field,
  before,
  after,
});

const created: AuditRow = {
  id: '1',
  event_id: 'aaaaaaaa-0000-4000-8000-000000000001',
  subject_id: ID,
  action: 'created',
  changes: [
    change('status', 'active'),
    change('address', row.address),
    change('area', row.area),
    change('givenName', row.given_name),
    change('familyName', row.family_name),
  ],
  import_run: RUN,
};

const enrolled: AuditRow = {
  ...created,
  id: '2',
  event_id: 'aaaaaaaa-0000-4000-8000-000000000002',
  action: 'enrolled',
  changes: [change('program', 'Cash Transfer')],
};

const message = (topic: string, offset: number, key: string, content: Message['content']): Message => ({
  topic,
  partition: 0,
  offset,
  key,
  value: Buffer.from('x'),
  headers: {
    ce_id: randomUUID(),
    'import-run': RUN,
    version: typeof content['version'] === 'number' ? String(content['version']) : '',
  },
  type: 'x',
  content,
});

const auditEvent = (offset: number, { action, changes, event_id, subject_id }: AuditRow): Message =>
  message('audit', offset, `${subject_id}/${String(offset)}`, {
    eventId: event_id,
    subjectId: subject_id,
    action,
    changes,
  });

const sourceState = { version: 1, contentHash: 'h', state: 'present', importRun: RUN };
const marker = { runId: RUN, published: 1 };

const messages: readonly Message[] = [
  message('source.records', 0, KEY, sourceState),
  message('source.records', 1, `run/${RUN}/completed`, marker),
  message('source.index', 0, KEY, sourceState),
  message('registrants', 0, ID, { version: 2, status: 'active', address: row.address, importRun: RUN }),
  auditEvent(0, created),
  auditEvent(1, enrolled),
];

const ends: Dump['ends'] = [
  { topic: 'source.records', partition: 0, stable: 2, high: 2 },
  { topic: 'registrants', partition: 0, stable: 1, high: 1 },
];

const sound: { readonly dump: Dump; readonly tables: Tables } = {
  dump: { messages, ends, offsets: [] },
  tables: {
    registrants: [row],
    identifiers: [{ registrant_id: ID, type: 'National ID', value: '123456', current: true }],
    phones: [{ registrant_id: ID, number: '+639170000000' }],
    members: [],
    enrolments: [{ registrant_id: ID, program: 'Cash Transfer', state: 'draft' }],
    audit: [created, enrolled],
    positions: [
      { stage: 'identity', topic: 'source.records', partition: 0, next: '2', published: '2' },
      { stage: 'registry', topic: 'registrants', partition: 0, next: '1', published: '1' },
    ],
    outcomes: [
      { run_id: RUN, stage: 'identity', outcome: 'new', count: '1' },
      { run_id: RUN, stage: 'registry', outcome: 'created', count: '1' },
      { run_id: RUN, stage: 'registry', outcome: 'draft-made', count: '1' },
    ],
    outbox: 0,
  },
};

const findings = (dump: Partial<Dump> = {}, tables: Partial<Tables> = {}): readonly Finding[] => {
  const all = { dump: { ...sound.dump, ...dump }, tables: { ...sound.tables, ...tables } };
  const model = expectedModel([{ name: 'national', individuals: true, rows: [person] }]);
  return [
    ...checkState(model, all.tables),
    ...checkTopics(all.dump, all.tables),
    ...checkAccounts(all.dump, all.tables),
  ];
};

const problems = (...args: Parameters<typeof findings>): string =>
  findings(...args)
    .flatMap((finding) => finding.problems)
    .join('\n');

const repeated = (topic: string): readonly Message[] => [...messages, ...messages.filter((one) => one.topic === topic)];

const without = (topic: string): readonly Message[] => messages.filter((one) => one.topic !== topic);

describe('the checker', () => {
  it('finds nothing wrong with what is sound', () => {
    expect(problems()).to.equal('');
    const looks = findings().filter(({ looked }) => looked === 0);
    expect(looks.map(({ check }) => check)).to.have.length.below(3);
  });

  const wrong: readonly (readonly [string, Partial<Dump>, Partial<Tables>, RegExp])[] = [
    ['a person who is lost', {}, { registrants: [] }, /person national\/1 is lost/],
    [
      'a person who is there twice',
      {},
      {
        registrants: [row, { ...row, id: KEY }],
        identifiers: [
          ...sound.tables.identifiers,
          { registrant_id: KEY, type: 'National ID', value: '123456', current: true },
        ],
      },
      /is there 2 times/,
    ],
    ['an old value', {}, { registrants: [{ ...row, address: 'House 9' }] }, /address of .* is not what it should be/],
    [
      'somebody who was withdrawn although she was there',
      {},
      { audit: [...sound.tables.audit, { ...created, id: '3', event_id: 'x', action: 'withdrawn' }] },
      /was withdrawn, wrongly/,
    ],
    ['an enrolment that is missing', {}, { enrolments: [] }, /enrolments of/],
    ['an event that is there twice', { messages: repeated('registrants') }, {}, /stands there 2 times/],
    ['an audit event that is there twice', { messages: repeated('audit') }, {}, /2 in the topic, 1 in the table/],
    ['a change that was not published', { messages: without('audit') }, {}, /in the table alone/],
    ['an event of a change that never happened', {}, { audit: [created] }, /1 in the topic, 0 in the table/],
    [
      'a source record that is left out',
      {
        messages: messages.map((one) =>
          one.topic === 'source.records' && one.key === KEY
            ? { ...one, headers: { ...one.headers, version: '2' } }
            : one,
        ),
      },
      {},
      /follows 0/,
    ],
    ['an index that does not know what was published', { messages: without('source.index') }, {}, /the index says/],
    [
      'a state that goes back',
      {
        messages: [...messages, message('registrants', 5, ID, { version: 1, status: 'active', address: row.address })],
      },
      {},
      /version 1 of .* follows 2/,
    ],
    [
      'an aborted record that somebody saw',
      {
        messages: [
          ...messages,
          { ...message('registrants', 5, 'k', {}), headers: { 'faults-expectation': 'invisible' } },
        ],
      },
      {},
      /was aborted/,
    ],
    [
      'poison without a dead letter',
      {
        messages: [
          ...messages,
          { ...message('registrants', 5, 'k', {}), headers: { 'faults-expectation': 'dead-letter' } },
        ],
      },
      {},
      /has 0 dead letters/,
    ],
    [
      'a dead letter that nothing explains',
      {
        messages: [
          ...messages,
          message('dead-letters', 0, 'k', { position: { topic: 'registrants', partition: 0, offset: 0 } }),
        ],
      },
      {},
      /went to the dead letters, wrongly/,
    ],
    ['what is left in the outbox', {}, { outbox: 3 }, /3 rows are left/],
    [
      'what is not processed',
      { ends: [{ topic: 'registrants', partition: 0, stable: 4, high: 4 }] },
      {},
      /processed up to 1 of 4/,
    ],
    [
      'an open transaction',
      { ends: [{ topic: 'audit', partition: 0, stable: 3, high: 4 }] },
      {},
      /a transaction is left open/,
    ],
    [
      'a Kafka that is ahead of the database',
      { offsets: [{ group: 'registry.relay', topic: 'registrants', partition: 0, offset: 9 }] },
      {},
      /Kafka says published up to 9/,
    ],
    [
      'a record that was counted twice',
      {},
      { outcomes: [...sound.tables.outcomes, { run_id: RUN, stage: 'identity', outcome: 'updated', count: '1' }] },
      /1 records, 2 outcomes/,
    ],
    [
      'a run that says more than it published',
      {
        messages: messages.map((one) =>
          one.content === marker ? { ...one, content: { ...marker, published: 2 } } : one,
        ),
      },
      {},
      /says 2, and published 1/,
    ],
    [
      'a change that is missing from the chain',
      {},
      { audit: [{ ...created, changes: [change('status', 'active')] }, enrolled] },
      /is not what its last change says/,
    ],
  ];
  for (const [what, dump, tables, expected] of wrong) {
    it(`finds ${what}`, () => {
      expect(problems(dump, tables)).to.match(expected);
    });
  }
});
