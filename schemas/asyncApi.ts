import { stringify } from 'yaml';
import { headerSchemas, headersOf } from './headers.ts';
import { topicDefinitions, type TopicDefinition } from './topics.ts';

/** Version of the Kafka bindings, https://github.com/asyncapi/bindings/tree/master/kafka. */
const bindingVersion = '0.5.0';

const shortName = (fullName: string): string => fullName.slice(fullName.lastIndexOf('.') + 1);
const channelOf = ({ key, name, partitions, purpose, types }: TopicDefinition): object => ({
  address: `{prefix}${name}`,
  title: name,
  description:
    `${purpose}\n\nKey: ${key}. ${partitions === 'one' ? 'One partition: a total order.' : 'Order holds per key.'}` +
    ' Compacted: the newest message of a key is kept, and a null value means that the key was erased or is settled.',
  parameters: { prefix: { $ref: '#/components/parameters/prefix' } },
  messages: Object.fromEntries(
    types.map(shortName).map((type) => [type, { $ref: `#/components/messages/${type}` }] as const),
  ),
  bindings: {
    kafka: {
      ...(partitions === 'one' ? { partitions: 1 } : {}),
      topicConfiguration: { 'cleanup.policy': ['compact'] },
      bindingVersion,
    },
  },
});

const messageOf = (fullName: string, schema: object): object => {
  const { doc } = schema as { readonly doc?: string };
  const headers = headersOf(shortName(fullName));
  return {
    name: fullName,
    title: shortName(fullName),
    ...(doc === undefined ? {} : { summary: doc }),
    contentType: 'application/avro',
    ...(headers === undefined ? {} : { headers: { $ref: `#/components/schemas/${headers}` } }),
    payload: { schemaFormat: 'application/vnd.apache.avro;version=1.9.0', schema },
    bindings: {
      kafka: {
        key: { type: 'string' },
        schemaIdLocation: 'payload',
        schemaIdPayloadEncoding: 'confluent',
        schemaLookupStrategy: 'TopicRecordNameStrategy',
        bindingVersion,
      },
    },
  };
};

const operationName = (topic: string): string =>
  `send${topic
    .split(/[.-]/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')}`;

/**
 * The AsyncAPI document of all topics, for those who build readers of them.
 *
 * @param schemas self-contained Avro schemas by full name
 * @param version of the product
 * @returns YAML; the same input gives the same text
 * @see https://www.asyncapi.com/docs/reference/specification/v3.0.0
 */
export const asyncApiText = (schemas: Readonly<Record<string, object>>, version: string): string => {
  const types = [...new Set(topicDefinitions.flatMap((topic) => topic.types))].sort();
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'registry-stream',
      version,
      description:
        'People and households of social registries, resolved to registrants and groups, as a stream.\n\n' +
        'Read with `isolation.level=read_committed`: what is not committed is not an event. Of two events of one ' +
        'registrant or group the one with the higher `version` counts.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/avro',
    servers: {
      kafka: {
        host: '{broker}',
        protocol: 'kafka',
        description: "The deployment's Kafka, `kafka.brokers` in its configuration.",
        variables: { broker: { default: 'localhost:9092' } },
      },
    },
    channels: Object.fromEntries(topicDefinitions.map((topic) => [topic.name, channelOf(topic)])),
    operations: Object.fromEntries(
      topicDefinitions.map(({ name, purpose }) => [
        operationName(name),
        { action: 'send', channel: { $ref: `#/channels/${name}` }, summary: purpose },
      ]),
    ),
    components: {
      parameters: {
        prefix: { description: "`kafka.topicPrefix` in the deployment's configuration.", default: 'registry.' },
      },
      schemas: headerSchemas,
      messages: Object.fromEntries(types.map((name) => [shortName(name), messageOf(name, schemas[name] ?? {})])),
    },
  };
  const heading = '# Generated from schemas/ by `npm run schemas`. Do not edit.\n';
  return heading + stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
};
