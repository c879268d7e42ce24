import { EtlError } from '../../core/errors.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { readToEnd } from '../kafka/index.ts';
import type { Codec, IncomingMessage } from '../kafka/index.ts';

/** A message that is about somebody, where it stands. */
export interface Trace {
  readonly key: string;
  readonly partition: number;
  readonly offset: number;
}

/** Where a message stands. */
export const traceOf = (
  { key, offset }: { readonly key: string; readonly offset: number },
  partition: number,
): Trace => ({
  key,
  partition,
  offset,
});

/** What stands before the first slash of a key: of a record's state its record key, of an audit entry whose it is. */
export const firstPart = (key: string): string => key.slice(0, key.indexOf('/'));

/** What topics are read with. */
export type Reading = Pick<Deployment, 'codec' | 'kafka' | 'topic'>;

/** Hears what is being read. */
export type OnReading = (topic: string) => void;

/** A field of a value; undefined where nobody can read it. */
export const fieldOf = (codec: Codec, value: Buffer, name: string): unknown => {
  try {
    return (codec.decode(value).value as Record<string, unknown>)[name];
  } catch (thrown) {
    // A value that nobody can read is taken away all the same.
    if (thrown instanceof EtlError && thrown.fault === 'record') return undefined;
    throw thrown;
  }
};

/**
 * Reads a topic and gives the newest message of each key that is wanted, tombstones left out.
 *
 * @param name of the topic, logical
 * @param of what to keep of a message; undefined: nothing, and of those before it neither
 * @returns by key, in the order of the log
 * @throws EtlError `transient` when Kafka or the schema registry cannot be reached
 */
export const newest = async <T>(
  { codec, kafka, topic }: Reading,
  name: string,
  wanted: (key: string) => boolean,
  of: (message: IncomingMessage & { readonly key: string; readonly value: Buffer }, partition: number) => T | undefined,
): Promise<Map<string, T>> => {
  const found = new Map<string, T>();
  await readToEnd(kafka, {
    topic: topic(name),
    onMessages: async (partition, messages) => {
      const ours = messages.filter(({ key }) => key !== null && wanted(key));
      await codec.load(ours.map(({ value }) => value));
      for (const message of ours) {
        const { key, value } = message;
        if (key === null) continue;
        const one = value === null ? undefined : of({ ...message, key, value }, partition);
        found.delete(key);
        if (one !== undefined) found.set(key, one);
      }
    },
  });
  return found;
};
