/** How the peer is configured. */
export type PeerName = 'connect-default' | 'connect-tuned';

/** What every configuration of the connector needs for this table. */
const common = {
  'connector.class': 'io.debezium.connector.jdbc.JdbcSinkConnector',
  // Four tasks on two cores bring nothing and cost a quarter more processor time.
  'tasks.max': '1',
  'insert.mode': 'upsert',
  'primary.key.mode': 'record_value',
  'primary.key.fields': 'registrant_id',
  'schema.evolution': 'none',
  'collection.name.format': 'flat_person',
  'consumer.override.auto.offset.reset': 'earliest',
};

/** Batches as large as ours, several states of a row folded to the last, one statement for many rows, larger fetches. */
const tuned = {
  'batch.size': '2000',
  'use.reduction.buffer': 'true',
  'consumer.override.max.poll.records': '2000',
  'consumer.override.fetch.min.bytes': '262144',
  'consumer.override.fetch.max.wait.ms': '100',
  'consumer.override.max.partition.fetch.bytes': '4194304',
};

/** Where the connector reads and writes. */
export interface ConnectorPlace {
  readonly topic: string;
  /** `postgres://user:password@host:port/database`. */
  readonly databaseUrl: string;
}

const jdbc = (databaseUrl: string, rewrite: boolean): Readonly<Record<string, string>> => {
  const { host, pathname, username, password } = new URL(databaseUrl);
  // JDBC sends a text as varchar, which PostgreSQL does not take for a uuid; so it leaves the type to the server.
  const parameters = `stringtype=unspecified${rewrite ? '&reWriteBatchedInserts=true' : ''}`;
  return {
    'connection.url': `jdbc:postgresql://${host}${pathname}?${parameters}`,
    'connection.username': decodeURIComponent(username),
    'connection.password': decodeURIComponent(password),
  };
};

/**
 * The configuration of the Debezium JDBC sink.
 *
 * @see https://debezium.io/documentation/reference/stable/connectors/jdbc.html
 */
export const connectorConfig = (peer: PeerName, place: ConnectorPlace): Readonly<Record<string, string>> => ({
  ...common,
  ...(peer === 'connect-tuned' ? tuned : {}),
  ...jdbc(place.databaseUrl, peer === 'connect-tuned'),
  topics: place.topic,
});

/** The configuration of the worker; the converter reads the Confluent wire format through the registry's v2 interface. */
export const workerConfig = (where: {
  readonly brokers: readonly string[];
  readonly schemaRegistryUrl: string;
  readonly port: number;
  readonly plugins: string;
  readonly offsets: string;
}): Readonly<Record<string, string>> => ({
  'bootstrap.servers': where.brokers.join(','),
  'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
  'value.converter': 'io.apicurio.registry.utils.converter.AvroConverter',
  'value.converter.apicurio.registry.url': `${new URL(where.schemaRegistryUrl).origin}/apis/registry/v2`,
  'value.converter.apicurio.registry.as-confluent': 'true',
  'value.converter.apicurio.registry.use-id': 'contentId',
  'value.converter.apicurio.registry.headers.enabled': 'false',
  'value.converter.apicurio.registry.auto-register': 'false',
  'offset.storage.file.filename': where.offsets,
  'plugin.path': where.plugins,
  'plugin.discovery': 'hybrid_warn',
  listeners: `http://127.0.0.1:${String(where.port)}`,
});
