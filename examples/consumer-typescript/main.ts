import process from 'node:process';
import { EtlError, subscribe } from 'registry-stream/subscribe';
import { HouseholdView } from './view.ts';

// Keeps a view of who lives with whom, from the topics of a deployment:
//
//   KAFKA_BROKERS=localhost:9092 SCHEMA_REGISTRY_URL=http://localhost:8081 node main.ts households.json [--once]
//
// With --once it ends when it has read what is there; otherwise it keeps up until it is stopped.

const [file, ...flags] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: main.ts <file for the view> [--once]\n');
  process.exit(64);
}

const view = new HouseholdView(file);
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    stopping.abort();
  });

const tell = (): void => {
  const households = view.households();
  const people = households.reduce((sum, { people: { length } }) => sum + length, 0);
  const unmet = households.reduce((sum, household) => sum + household.unmet, 0);
  // Counts only: names belong into the view, not into a log.
  process.stdout.write(`${JSON.stringify({ households: households.length, people, unmet })}\n`);
};

try {
  await subscribe({
    kafka: { brokers: (process.env['KAFKA_BROKERS'] ?? 'localhost:9092').split(','), clientId: 'household-view' },
    schemaRegistry: { url: process.env['SCHEMA_REGISTRY_URL'] ?? 'http://localhost:8081' },
    topicPrefix: process.env['TOPIC_PREFIX'] ?? 'registry.',
    topics: ['registrants', 'groups'],
    positions: () => Promise.resolve(view.positions()),
    known: (topic, ids) => Promise.resolve(view.known(topic, ids)),
    onBatch: (batch) => {
      view.apply(batch);
      for (const event of batch.events)
        // Of interest to a team that keeps entitlements by id: carry them over, or take them apart again by hand.
        if (!batch.isSnapshot && 'change' in event && ['merged', 'split', 'erased'].includes(event.change))
          process.stdout.write(`${JSON.stringify({ kind: event.kind, id: event.id, change: event.change })}\n`);
      return Promise.resolve();
    },
    onSnapshotStart: ({ topic, partition, reason }) => {
      process.stderr.write(`reading ${topic}/${String(partition)} from its beginning: ${reason}\n`);
    },
    onSnapshotEnd: (end) => {
      view.endSnapshot(end);
      return Promise.resolve();
    },
    onCaughtUp: () => {
      tell();
      if (flags.includes('--once')) stopping.abort();
    },
    signal: stopping.signal,
  });
} catch (thrown) {
  if (!(thrown instanceof EtlError)) throw thrown;
  process.stderr.write(`${thrown.code}: ${thrown.message}\n`);
  // 75: try again later, as a supervisor does; 70: our own code; 78: somebody has to see to the configuration.
  process.exitCode = { transient: 75, record: 65, config: 78, bug: 70 }[thrown.fault];
}
