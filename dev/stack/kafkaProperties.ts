/** What of the broker's settings differs from one stack to the next. */
export interface KafkaPlace {
  /** The port of 127.0.0.1 that clients use. */
  readonly port: number;
  /** The port of 127.0.0.1 that the controller uses. */
  readonly controllerPort: number;
  /** Where the log segments go; relative paths count from the working directory of the broker. */
  readonly logDirectory: string;
}

/**
 * The settings of a single broker that is its own controller (KRaft).
 *
 * - The voters are named here and not in the formatted storage, so that a stack may come back on other ports.
 * - Every internal topic has one replica and few partitions: a broker that starts in seconds.
 * - Groups balance at once and may use session timeouts of a second, and compaction runs as soon as a topic asks for
 *   it (`min.cleanable.dirty.ratio`, `segment.ms`): tests need not wait.
 * - A broker that was killed may come back after four seconds: for so long its controller takes the old one for alive
 *   and refuses the new one.
 * - A topic that nobody made is an error, as it is in production.
 *
 * @see https://kafka.apache.org/documentation/#brokerconfigs
 */
export const kafkaSettings = (place: KafkaPlace): Readonly<Record<string, string>> => ({
  'process.roles': 'broker,controller',
  'node.id': '1',
  'controller.quorum.voters': `1@127.0.0.1:${String(place.controllerPort)}`,
  listeners: `PLAINTEXT://127.0.0.1:${String(place.port)},CONTROLLER://127.0.0.1:${String(place.controllerPort)}`,
  'advertised.listeners': `PLAINTEXT://127.0.0.1:${String(place.port)}`,
  'inter.broker.listener.name': 'PLAINTEXT',
  'controller.listener.names': 'CONTROLLER',
  'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
  'log.dirs': place.logDirectory,
  'auto.create.topics.enable': 'false',
  'num.partitions': '4',
  'default.replication.factor': '1',
  'offsets.topic.replication.factor': '1',
  'offsets.topic.num.partitions': '10',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'transaction.state.log.num.partitions': '10',
  'share.coordinator.state.topic.replication.factor': '1',
  'share.coordinator.state.topic.min.isr': '1',
  'share.coordinator.state.topic.num.partitions': '1',
  'group.initial.rebalance.delay.ms': '0',
  'group.min.session.timeout.ms': '1000',
  'log.cleaner.backoff.ms': '500',
  'log.cleaner.dedupe.buffer.size': '16777216',
  'log.segment.delete.delay.ms': '1000',
  'log.initial.task.delay.ms': '1000',
  'log.retention.check.interval.ms': '5000',
  'num.network.threads': '2',
  'num.io.threads': '4',
  'broker.heartbeat.interval.ms': '500',
  'broker.session.timeout.ms': '4000',
});

const escapeValue = (value: string): string =>
  value
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replace(/^ /, '\\ ')
    // The file is read as Latin-1 unless its reader says otherwise.
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * Writes settings as a Java properties file.
 *
 * @see https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/Properties.html#load(java.io.Reader)
 */
export const toPropertiesFile = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([key, value]) => `${key}=${escapeValue(value)}\n`)
    .join('');
