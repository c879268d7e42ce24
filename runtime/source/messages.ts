import { v5 as uuidv5 } from 'uuid';
import type { SourceCheckpoint, SourceIndexEntry } from '../../schemas/generated/types.ts';
import { topicName } from '../deployment/topics.ts';
import { cloudEventHeaders } from '../kafka/index.ts';
import type { Codec, OutgoingMessage } from '../kafka/index.ts';
import type { runMarker } from './checkpoint.ts';
import type { Letter } from './deadLetters.ts';
import { recordName, typeNames } from './records.ts';
import type { SourceRecord } from './records.ts';

/** Logical names of the topics that a source writes. */
export const sourceTopics = {
  records: 'source.records',
  index: 'source.index',
  erasures: 'erasures',
  checkpoints: 'source.checkpoints',
  deadLetters: 'dead-letters',
} as const;

/** Turns what a source has decided into messages, each to its topic. */
export interface SourceMessages {
  record(record: SourceRecord): OutgoingMessage;
  marker(marker: ReturnType<typeof runMarker>): OutgoingMessage;
  index(entry: SourceIndexEntry): OutgoingMessage;
  checkpoint(checkpoint: SourceCheckpoint): OutgoingMessage;
  deadLetter(letter: Letter): OutgoingMessage;
}

/**
 * @param deployment deployment id, part of every event id
 * @param source name of the source
 * @param topicPrefix goes before every topic's name
 * @param codec prepared: its schemas are known
 */
export const sourceMessages = (
  deployment: string,
  source: string,
  topicPrefix: string,
  codec: Codec,
): SourceMessages => {
  const namespace = uuidv5(deployment, uuidv5.DNS);
  const topics = {
    records: topicName(topicPrefix, sourceTopics.records),
    index: topicName(topicPrefix, sourceTopics.index),
    checkpoints: topicName(topicPrefix, sourceTopics.checkpoints),
    deadLetters: topicName(topicPrefix, sourceTopics.deadLetters),
  };

  const cloudEvent = (type: string, id: readonly (string | number)[], time: number): Record<string, string> =>
    cloudEventHeaders({
      id: uuidv5(['source', source, ...id].join('|'), namespace),
      type,
      source: `/${deployment}/source/${source}`,
      time: new Date(time).toISOString(),
    });

  return {
    record({ key, type, value }) {
      const { contentHash, firstSeen, importRun, observedAt, version } = value;
      const headers = {
        ...cloudEvent(type, [sourceTopics.records, key, version], observedAt),
        'content-hash': contentHash,
        'first-seen': `${String(firstSeen.time)}/${firstSeen.source}/${String(firstSeen.sequence)}`,
        'import-run': importRun,
        version: String(version),
      };
      return { topic: topics.records, key, value: codec.encode(topics.records, type, value), headers };
    },

    marker({ key, value }) {
      const headers = {
        ...cloudEvent(typeNames.run, [sourceTopics.records, key], value.endedAt ?? value.startedAt),
        'import-run': value.runId,
      };
      return { topic: topics.records, key, value: codec.encode(topics.records, typeNames.run, value), headers };
    },

    index(entry) {
      const key = recordName(entry.recordKey, entry.import);
      return { topic: topics.index, key, value: codec.encode(topics.index, typeNames.index, entry), headers: {} };
    },

    checkpoint(checkpoint) {
      const key = `${checkpoint.source}/${checkpoint.import}`;
      const value = codec.encode(topics.checkpoints, typeNames.checkpoint, checkpoint);
      return { topic: topics.checkpoints, key, value, headers: {} };
    },

    deadLetter({ key, value }) {
      const id = [sourceTopics.deadLetters, key, value.importRun ?? ''];
      const headers = { ...cloudEvent(typeNames.deadLetter, id, value.time), 'import-run': value.importRun ?? '' };
      const encoded = codec.encode(topics.deadLetters, typeNames.deadLetter, value);
      return { topic: topics.deadLetters, key, value: encoded, headers };
    },
  };
};
