import { EtlError } from '../../core/errors.ts';
import { topicName } from '../deployment/topics.ts';
import { readToEnd } from '../kafka/index.ts';
import type { Codec, IncomingMessage } from '../kafka/index.ts';
import type { LetterKafka } from './letterLog.ts';
import type { KnownRecord } from './recordVerdict.ts';

const versionIn = (value: unknown): number | undefined => {
  const version: unknown =
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)['version'] : undefined;
  return typeof version === 'number' ? version : undefined;
};

/**
 * Version of a state: the header of a source record, or the field that every state of a registrant or group has.
 * Undefined for what has none or cannot be read.
 *
 * @param codec has loaded the value's schema
 */
export const versionOf = (
  codec: Codec,
  { headers, value }: Pick<IncomingMessage, 'headers' | 'value'>,
): number | undefined => {
  const header = Number(headers['version'] ?? NaN);
  if (Number.isSafeInteger(header) && header > 0) return header;
  if (value === null) return undefined;
  try {
    return versionIn(codec.decode(value).value);
  } catch (thrown) {
    if (thrown instanceof EtlError && thrown.fault === 'record') return undefined;
    throw thrown;
  }
};

/** What was known before is gone, and versions begin anew. */
const erasedAt = (offset: number): KnownRecord => ({
  version: undefined,
  erasedAt: offset,
  lastOffset: offset,
  value: undefined,
});

/** What a topic holds under some keys, read as far as `ends` says. */
export class RecordLog {
  readonly #known = new Map<string, KnownRecord>();
  readonly #kafka: LetterKafka;
  readonly #topic: string;
  readonly #keys: ReadonlySet<string>;
  readonly #withValue: ReadonlySet<string>;
  #ends: ReadonlyMap<number, number> = new Map();

  /**
   * @param topic its logical name
   * @param keys of the records
   * @param withValue keys of which the newest state's bytes are kept
   */
  constructor(kafka: LetterKafka, topic: string, keys: ReadonlySet<string>, withValue: ReadonlySet<string>) {
    this.#kafka = kafka;
    this.#topic = topicName(kafka.topicPrefix, topic);
    this.#keys = keys;
    this.#withValue = withValue;
  }

  get(key: string): KnownRecord | undefined {
    return this.#known.get(key);
  }

  /** Reads on to the topic's end; nothing is fetched when there is nothing new. */
  async readOn(): Promise<void> {
    const { codec, connection } = this.#kafka;
    this.#ends = await readToEnd(connection, {
      topic: this.#topic,
      from: this.#ends,
      onMessages: async (_, messages) => {
        const ours = messages.filter(({ key }) => key !== null && this.#keys.has(key));
        await codec.load(ours.map(({ value }) => value));
        for (const message of ours) this.#note(message);
      },
    });
  }

  #note(message: IncomingMessage): void {
    const key = message.key ?? '';
    if (message.value === null) this.#known.set(key, erasedAt(message.offset));
    else this.#noteState(key, message, message.value);
  }

  #noteState(key: string, message: IncomingMessage, bytes: Buffer): void {
    const before = this.#known.get(key);
    const version = versionOf(this.#kafka.codec, message);
    const newer = version !== undefined && version >= (before?.version ?? 0);
    const value = newer && this.#withValue.has(key) ? Buffer.from(bytes) : undefined;
    this.#known.set(key, {
      ...(before?.erasedAt === undefined ? {} : { erasedAt: before.erasedAt }),
      version: newer ? version : before?.version,
      lastOffset: message.offset,
      value: newer ? value : before?.value,
    });
  }
}
