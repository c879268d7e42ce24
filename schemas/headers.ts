import { erasedMemberHeader, erasedRecordHeader } from './erasure.ts';

const text = (description: string): object => ({ type: 'string', description });

/** CloudEvents 1.0, Kafka protocol binding in binary mode. */
const cloudEvent = {
  ce_specversion: { type: 'string', const: '1.0' },
  ce_id: text('Id of the event: the same event never gets another one, and never comes as two changes.'),
  ce_type: text('Full name of the record in the value.'),
  ce_source: text('Deployment and component that sent it.'),
  ce_time: { type: 'string', format: 'date-time' },
};

const importRun = text('Run that caused the event.');

const events = {
  type: 'object',
  required: Object.keys(cloudEvent),
  properties: {
    ...cloudEvent,
    'content-hash': text('Source records: keyed hash of the content.'),
    'first-seen': text("Source records: `time/source/sequence` of the record's first publication."),
    'import-run': importRun,
    version: text(
      'Source records: version of the record. Tombstones of `registrants` and `groups`: the version that they take.',
    ),
    attempt: text('Source records that were redriven: how often the record was a dead letter before.'),
    [erasedRecordHeader]: text(
      'States of registrants and groups: key of the record whose erasure they follow from. What they do not list is to be forgotten, not ended.',
    ),
    [erasedMemberHeader]: text('States of groups: id of the registrant who is to be forgotten as their member.'),
  },
};

const letters = {
  type: 'object',
  description: 'Letters have those of CloudEvents; the tombstones that resolve them have the last three instead.',
  properties: {
    ...cloudEvent,
    'import-run': importRun,
    resolution: {
      type: 'string',
      enum: ['redriven', 'superseded', 'discarded', 'erased'],
      description: 'How it was resolved.',
    },
    'resolved-below': text('Offset of the partition: a letter at or behind it was not read, and stays open.'),
    reason: text("Why, in an operator's words, where one was given."),
  },
};

/** Headers of messages as JSON Schemas, by the name under which the AsyncAPI document has them. */
export const headerSchemas = { events, letters };

/** What only a source and the commands read: its memory, its checkpoints and who holds it. */
const withoutHeaders: readonly string[] = ['SourceIndexEntry', 'SourceCheckpoint', 'SourceHold'];

/**
 * Which headers the messages of a type have.
 *
 * @param type short name
 * @returns undefined: none
 */
export const headersOf = (type: string): keyof typeof headerSchemas | undefined => {
  if (withoutHeaders.includes(type)) return undefined;
  return type === 'DeadLetter' ? 'letters' : 'events';
};
