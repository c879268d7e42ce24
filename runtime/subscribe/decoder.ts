import { EtlError } from '../../core/errors.ts';
import { schemas } from '../../schemas/generated/schemas.ts';
import { codec, schemaIds } from '../kafka/index.ts';
import type { Codec, IncomingMessage, SchemaRegistryConfig } from '../kafka/index.ts';
import { failure } from './errors.ts';
import type { SubscribeOptions } from './options.ts';
import { telling } from './translate.ts';
import type { ReadMessage } from './translate.ts';

const TYPES = ['Registrant', 'Group', 'AuditEvent', 'ImportRun'].map((name) => `org.registrystream.${name}`);

/** Reads the values of a batch. @throws EtlError for one that cannot be read, unless the reader passes it over */
export type ReadMessages = (
  at: { readonly topic: string; readonly partition: number },
  messages: readonly IncomingMessage[],
) => Promise<readonly ReadMessage[]>;

const decodedBy = (codecs: Pick<Codec, 'decode'>, message: IncomingMessage): ReadMessage => {
  const { key, value } = message;
  if (key === null) throw failure('KEY_MISSING', 'record', 'a message without a key tells of nobody', {});
  return { message: { ...message, key }, decoded: value === null ? null : codecs.decode(value) };
};

/** Reads values by this release's types, and those of a view by the schema that they were written with. */
export const messageReader = (
  config: SchemaRegistryConfig,
  onUnreadable: SubscribeOptions['onUnreadable'],
): ReadMessages => {
  const catalogue = TYPES.map((name) => ({ name, schema: schemas[name] ?? {}, topics: [] }));
  const codecs = codec(catalogue, schemaIds(config), { othersAsWritten: true });
  return async (at, messages) => {
    await codecs.load(messages.map(({ value }) => value));
    const read: ReadMessage[] = [];
    for (const message of messages) {
      try {
        read.push(decodedBy(codecs, message));
      } catch (thrown) {
        const isPassedOver = thrown instanceof EtlError && thrown.fault === 'record' && onUnreadable !== undefined;
        if (!isPassedOver) throw thrown;
        onUnreadable(thrown, { ...at, offset: message.offset });
      }
    }
    return telling(read);
  };
};
