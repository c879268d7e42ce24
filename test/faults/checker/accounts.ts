import { Check } from './finding.ts';
import type { Finding } from './finding.ts';
import type { Dump, Message } from './dump.ts';
import { expectationOf, isMarker, isOurs } from './kinds.ts';
import type { AuditRow, RegistrantRow, Tables } from './tables.ts';

const inputs = ['source.records', 'registrants', 'groups'];
const RUN_HEADER = 'import-run';

const lookAtPositions = ({ ends, offsets }: Dump, { outbox, positions }: Tables): Finding => {
  const check = new Check('everything is processed and published, and Kafka and PostgreSQL agree how far');
  check.look(outbox === 0, () => `${String(outbox)} rows are left in the outbox`);
  for (const { topic, partition, high, stable } of ends) {
    const place = `${topic}/${String(partition)}`;
    check.look(stable === high, () => `${place}: a transaction is left open at ${String(stable)} of ${String(high)}`);
    if (!inputs.includes(topic)) continue;
    const stored = positions.filter((row) => row.topic === topic && row.partition === partition);
    check.look(stored.length === 1, () => `${place} has ${String(stored.length)} positions in the database`);
    for (const { next, published, stage } of stored) {
      check.look(Number(next) === high, () => `${place}: processed up to ${next} of ${String(high)}`);
      check.look(next === published, () => `${place}: processed up to ${next}, published up to ${published}`);
      const relayed = offsets.find(
        (one) => one.group === `${stage}.relay` && one.topic === topic && one.partition === partition,
      );
      // Without events nothing is sent, so Kafka's own may lag behind; it may never be ahead.
      check.look(
        (relayed?.offset ?? 0) <= Number(published),
        () => `${place}: Kafka says published up to ${String(relayed?.offset)}, the database ${published}`,
      );
    }
  }
  return check.finding;
};

/** The run that a message of the input counts for, as its stage finds it. */
const runOf = (message: Message): string | undefined => {
  const said = message.content['importRun'];
  if (typeof said === 'string') return said;
  // An erasure that belongs to no run is counted all the same.
  return message.headers[RUN_HEADER] ?? (message.value === null ? 'erasure' : undefined);
};

const lookAtOutcomes = ({ messages }: Dump, { outcomes }: Tables): Finding => {
  const check = new Check('every record has one outcome or one dead letter: the runs add up');
  const wanted = new Map<string, number>();
  for (const message of messages) {
    if (!inputs.includes(message.topic) || isMarker(message) || expectationOf(message) === 'invisible') continue;
    const run = runOf(message);
    if (run === undefined) continue;
    const stage = message.topic === 'source.records' ? 'identity' : 'registry';
    const name = `${stage} ${run}`;
    wanted.set(name, (wanted.get(name) ?? 0) + 1);
  }
  const found = new Map<string, number>();
  for (const { count, outcome, run_id, stage } of outcomes) {
    // What came of a record besides its outcome.
    if (outcome.startsWith('draft-')) continue;
    const name = `${stage} ${run_id}`;
    found.set(name, (found.get(name) ?? 0) + Number(count));
  }
  for (const name of new Set([...wanted.keys(), ...found.keys()]))
    check.look(
      wanted.get(name) === found.get(name),
      () => `${name}: ${String(wanted.get(name) ?? 0)} records, ${String(found.get(name) ?? 0)} outcomes`,
    );
  return check.finding;
};

const lookAtRuns = ({ messages }: Dump): Finding => {
  const check = new Check('every run published as many records as it says');
  const published = new Map<string, number>();
  for (const message of messages) {
    if (message.topic !== 'source.records' || isMarker(message) || isOurs(message)) continue;
    const run = message.headers[RUN_HEADER] ?? '';
    published.set(run, (published.get(run) ?? 0) + 1);
  }
  for (const { content, key, topic } of messages) {
    if (topic !== 'source.records' || key === null || !/^run\/.*\/(completed|interrupted)$/.test(key)) continue;
    const run = String(content['runId']);
    check.look(
      Number(content['published']) === (published.get(run) ?? 0),
      () => `run ${run} says ${String(content['published'])}, and published ${String(published.get(run) ?? 0)}`,
    );
  }
  return check.finding;
};

/** Columns that the audit log's fields are about. */
const columns: Readonly<Record<string, keyof RegistrantRow>> = {
  status: 'status',
  address: 'address',
  area: 'area',
  givenName: 'given_name',
  familyName: 'family_name',
  email: 'email',
};

/** Follows the values of a registrant's fields from change to change; says where one does not begin where the last ended. */
const follow = (check: Check, row: RegistrantRow, entries: readonly AuditRow[]): void => {
  const [first, ...later] = entries.filter(({ action }) => action !== 'enrolled');
  check.look(first?.action === 'created', () => `the first change of ${row.id} is ${first?.action ?? 'missing'}`);
  check.look(
    later.every(({ action }) => action !== 'created'),
    () => `${row.id} was created more than once`,
  );
  const values = new Map<string, unknown>();
  for (const { action, changes, event_id } of entries) {
    if (action === 'enrolled') continue;
    check.look(changes.length > 0, () => `${event_id} of ${row.id} tells no change`);
    for (const { after, before, field } of changes) {
      if (columns[field] === undefined) continue;
      check.look(
        (values.get(field) ?? null) === before,
        () => `${event_id}: ${field} of ${row.id} does not follow from the change before`,
      );
      values.set(field, after);
    }
  }
  for (const [field, column] of Object.entries(columns))
    check.look(
      (values.get(field) ?? null) === row[column],
      () => `${field} of ${row.id} is not what its last change says`,
    );
};

const lookAtChanges = ({ audit, enrolments, registrants }: Tables): Finding => {
  const check = new Check('every change has one audit entry: they lead from nothing to what the tables hold');
  const entries = new Map<string, AuditRow[]>();
  for (const row of audit) {
    const list = entries.get(row.subject_id);
    if (list === undefined) entries.set(row.subject_id, [row]);
    else list.push(row);
  }
  for (const row of registrants) follow(check, row, entries.get(row.id) ?? []);
  const enrolled = audit.filter(({ action }) => action === 'enrolled').length;
  check.look(
    enrolled === enrolments.length,
    () => `${String(enrolled)} enrolments are audited, ${String(enrolments.length)} are there`,
  );
  return check.finding;
};

/** Checks positions, outcomes, runs and the chain of changes. */
export const checkAccounts = (dump: Dump, tables: Tables): readonly Finding[] => [
  lookAtPositions(dump, tables),
  lookAtOutcomes(dump, tables),
  lookAtRuns(dump),
  lookAtChanges(tables),
];
