import { topicName } from '../deployment/topics.ts';
import type { OutgoingMessage } from '../kafka/index.ts';
import type { Publish } from './heldSource.ts';
import type { LetterKafka, StoredLetter } from './letterLog.ts';
import type { LetterOutcome } from './outcome.ts';
import { RecordLog, versionOf } from './recordLog.ts';
import { recordVerdict } from './recordVerdict.ts';
import type { RecordVerdict } from './recordVerdict.ts';
import type { Resolve } from './resolution.ts';

/** Letters that one transaction resolves; their records are half a megabyte at most. */
const CHUNK = 50;

/** The header by which a stage counts the attempts at a record. */
const ATTEMPT = 'attempt';

const textOf = (bytes: Buffer | null): string => bytes?.toString() ?? '';

/** Letters of stages whose records come from one topic, on their way back to it. */
export class RecordRedrive {
  readonly #kafka: LetterKafka;
  readonly #topic: string;
  readonly #log: RecordLog;
  readonly #resolve: Resolve;
  #left: readonly StoredLetter[];

  /**
   * @param topic logical name
   * @param letters with their values, oldest first
   */
  constructor(kafka: LetterKafka, topic: string, letters: readonly StoredLetter[], resolve: Resolve) {
    const keys = (some: readonly StoredLetter[]): ReadonlySet<string> =>
      new Set(some.map(({ letter }) => textOf(letter.originalKey)));
    this.#kafka = kafka;
    this.#topic = topic;
    this.#left = letters;
    this.#log = new RecordLog(kafka, topic, keys(letters), keys(letters.filter(({ letter }) => letter.truncated)));
    this.#resolve = resolve;
  }

  /** Reads what the topic holds, on from where it was read before. */
  readOn(): Promise<void> {
    return this.#log.readOn();
  }

  /**
   * Decides on the letters that are left and publishes their records and their resolutions, some letters a transaction.
   *
   * @param publish under a fence that nobody else publishes to the topic's keys with; undefined: only decides
   * @param onOutcome hears of a letter once it is done, so that a later call goes on with the rest
   */
  async run(publish: Publish | undefined, onOutcome: (outcome: LetterOutcome) => void): Promise<void> {
    const { codec } = this.#kafka;
    await codec.load(this.#left.map(({ letter }) => letter.originalValue));
    while (this.#left.length > 0) {
      const chunk = this.#left.slice(0, CHUNK).map((stored) => ({ stored, verdict: this.#verdict(stored) }));
      const messages = chunk.flatMap(({ stored, verdict }) => this.#messages(stored, verdict));
      if (messages.length > 0) await publish?.(messages);
      this.#left = this.#left.slice(CHUNK);
      for (const { stored, verdict } of chunk) onOutcome(outcomeOf(stored, verdict));
    }
  }

  #verdict({ letter }: StoredLetter): RecordVerdict {
    const headers = { version: letter.version > 0 ? String(letter.version) : '' };
    // The bytes of a letter that was cut cannot be decoded; its header still has the version of a source record.
    const value = letter.truncated ? null : letter.originalValue;
    const version = versionOf(this.#kafka.codec, { headers, value });
    return recordVerdict(letter, version, this.#log.get(textOf(letter.originalKey)));
  }

  #messages({ key, letter }: StoredLetter, verdict: RecordVerdict): readonly OutgoingMessage[] {
    if (verdict.kind === 'impossible') return [];
    const { kind } = verdict;
    if (kind === 'superseded') return [this.#resolve(key, { how: kind, reason: verdict.detail })];
    const recordKey = textOf(letter.originalKey);
    const headers = Object.fromEntries(
      Object.entries(letter.originalHeaders).map(([name, value]) => [name, value.toString()]),
    );
    const record = {
      topic: topicName(this.#kafka.topicPrefix, this.#topic),
      // Where it was: every stage follows the keys of one partition in their order.
      ...(letter.position === null ? {} : { partition: letter.position.partition }),
      key: recordKey,
      value: verdict.value,
      headers: { ...headers, [ATTEMPT]: String(letter.attempt) },
    };
    return [record, this.#resolve(key, { how: 'redriven' })];
  }
}

const outcomeOf = ({ key, letter }: StoredLetter, verdict: RecordVerdict): LetterOutcome => {
  if (verdict.kind !== 'redrive') return { key, outcome: verdict.kind, detail: verdict.detail };
  const { topic = '' } = letter.position ?? {};
  return { key, outcome: 'redriven', detail: `back to ${topic}, attempt ${String(letter.attempt + 1)}` };
};
