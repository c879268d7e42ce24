import { Check } from './finding.ts';
import type { Finding } from './finding.ts';
import type { Dump, Message } from './dump.ts';
import { expectationOf, isMarker, isOurs } from './kinds.ts';
import type { Tables } from './tables.ts';

/** Input topics of the stages. */
const inputs = ['source.records', 'registrants', 'groups'];
const states = ['registrants', 'groups'];

const at = ({ topic, partition, offset }: Pick<Message, 'topic' | 'partition' | 'offset'>): string =>
  `${topic}/${String(partition)}@${String(offset)}`;

const occurrences = (texts: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
};

const lookAtEventIds = ({ messages }: Dump): Finding => {
  const check = new Check('every event is in the topics once, by event id');
  const ids = messages.filter((message) => !isOurs(message) && message.headers['ce_id'] !== undefined);
  for (const [id, count] of occurrences(ids.map(({ topic, headers }) => `${topic} ${headers['ce_id'] ?? ''}`)))
    check.look(count === 1, () => `event ${id} stands there ${String(count)} times`);
  for (const message of messages)
    if (!isOurs(message) && message.topic !== 'source.index' && message.topic !== 'source.checkpoints')
      check.look(message.headers['ce_id'] !== undefined, () => `${at(message)} has no event id`);
  return check.finding;
};

/** What the topic `audit` and the table must have in common. */
const audited = (id: unknown, subject: unknown, action: unknown, changes: number): string =>
  `${String(id)} ${String(subject)} ${String(action)} with ${String(changes)} fields`;

const lookAtAudit = ({ messages }: Dump, { audit }: Tables): Finding => {
  const check = new Check('the topic audit and the audit log tell the same changes, each once, by id and by count');
  const published = messages.filter(({ topic }) => topic === 'audit');
  const inTopic = occurrences(
    published.map(({ content }) =>
      audited(content['eventId'], content['subjectId'], content['action'], (content['changes'] as object[]).length),
    ),
  );
  const inTable = occurrences(
    audit.map((row) => audited(row.event_id, row.subject_id, row.action, row.changes.length)),
  );
  for (const [event, count] of inTopic)
    check.look(
      inTable.get(event) === count && count === 1,
      () => `${event}: ${String(count)} in the topic, ${String(inTable.get(event) ?? 0)} in the table`,
    );
  for (const event of inTable.keys()) check.look(inTopic.has(event), () => `${event}: in the table alone`);
  check.look(
    published.length === audit.length,
    () => `${String(published.length)} events for ${String(audit.length)} changes`,
  );
  return check.finding;
};

const lookAtSourceVersions = ({ messages }: Dump): Finding => {
  const check = new Check('the states of every source record are in the log one after the other, none left out');
  const newest = new Map<string, number>();
  for (const message of messages) {
    if (message.topic !== 'source.records' || isOurs(message) || isMarker(message)) continue;
    const key = message.key ?? '';
    const version = Number(message.headers['version']);
    const before = newest.get(key) ?? 0;
    check.look(
      version === before + 1,
      () => `${at(message)}: version ${String(version)} of ${key} follows ${String(before)}`,
    );
    newest.set(key, version);
  }
  return check.finding;
};

const lastOf = (messages: readonly Message[], topic: string): Map<string, Message> =>
  new Map(
    messages.filter((one) => one.topic === topic && !isOurs(one) && !isMarker(one)).map((one) => [one.key ?? '', one]),
  );

const lookAtIndex = ({ messages }: Dump): Finding => {
  const check = new Check("the source's index knows the newest state of every record, and no other");
  const records = lastOf(messages, 'source.records');
  const index = lastOf(messages, 'source.index');
  for (const [key, record] of records) {
    const content = index.get(key)?.content ?? {};
    const same = (name: string): boolean => String(content[name]) === String(record.content[name]);
    check.look(
      same('version') && same('contentHash') && same('state'),
      () =>
        `${key}: the index says ${['version', 'state', 'contentHash'].map((name) => String(content[name])).join(' ')}, ` +
        `the log ${['version', 'state', 'contentHash'].map((name) => String(record.content[name])).join(' ')}`,
    );
  }
  for (const key of index.keys()) check.look(records.has(key), () => `${key} is in the index, but was never published`);
  return check.finding;
};

const lookAtOrder = ({ messages }: Dump): Finding => {
  const check = new Check('newer states follow older ones, so that the last message of every key is the newest state');
  const newest = new Map<string, number>();
  for (const message of messages) {
    if (!states.includes(message.topic) || isOurs(message) || isMarker(message)) continue;
    const key = `${message.topic} ${message.key ?? ''}`;
    const version = Number(message.content['version']);
    const before = newest.get(key) ?? -1;
    check.look(
      version > before,
      () => `${at(message)}: version ${String(version)} of ${key} follows ${String(before)}`,
    );
    newest.set(key, version);
  }
  return check.finding;
};

const lookAtNewest = ({ messages }: Dump, { registrants }: Tables): Finding => {
  const check = new Check('the tables hold the newest state of every key in the topics');
  const last = new Map([...lastOf(messages, 'registrants'), ...lastOf(messages, 'groups')]);
  for (const row of registrants) {
    const { content } = last.get(row.id) ?? { content: undefined };
    const address = content?.['address'] ?? null;
    check.look(
      content?.['status'] === row.status && address === row.address,
      () => `${row.kind} ${row.id} is not what the last message of it says`,
    );
    check.look(
      Number(row.version) <= Number(content?.['version']),
      () => `${row.id} has version ${row.version}, and the topic only ${String(content?.['version'])}`,
    );
  }
  check.look(
    last.size === registrants.length,
    () => `${String(last.size)} keys in the topics, ${String(registrants.length)} rows`,
  );
  return check.finding;
};

const lookAtDeadLetters = ({ messages }: Dump): Finding => {
  const check = new Check('every poison message has its one dead letter, and nothing else has any');
  const letters = messages.filter(({ topic }) => topic === 'dead-letters');
  const positions = occurrences(
    letters.map(({ content }) => {
      const position = content['position'] as Pick<Message, 'topic' | 'partition' | 'offset'> | null;
      return position === null ? 'no position' : at(position);
    }),
  );
  const poison = new Set<string>();
  for (const message of messages.filter(isOurs)) {
    const expected = expectationOf(message);
    check.look(expected !== 'invisible', () => `${at(message)} was aborted, and a read_committed reader sees it`);
    if (expected !== 'dead-letter' || !inputs.includes(message.topic)) continue;
    poison.add(at(message));
    check.look(
      positions.get(at(message)) === 1,
      () => `${at(message)} has ${String(positions.get(at(message)) ?? 0)} dead letters`,
    );
  }
  for (const position of positions.keys())
    check.look(poison.has(position), () => `${position} went to the dead letters, wrongly`);
  return check.finding;
};

/** Checks what stands in the topics, by itself and beside the tables. */
export const checkTopics = (dump: Dump, tables: Tables): readonly Finding[] => [
  lookAtEventIds(dump),
  lookAtAudit(dump, tables),
  lookAtSourceVersions(dump),
  lookAtIndex(dump),
  lookAtOrder(dump),
  lookAtNewest(dump, tables),
  lookAtDeadLetters(dump),
];
