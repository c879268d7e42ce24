import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { group, idOf, member, registrant } from '../../unit/sinks/postgres/events.ts';
import { withTopics } from './fixture.ts';
import type { Topics } from './fixture.ts';

const run = promisify(execFile);

/** A Python that has what the example requires: `REGISTRY_STREAM_PYTHON`, or the one of the system. */
const python = process.env['REGISTRY_STREAM_PYTHON'] ?? 'python3';
const script = fileURLToPath(new URL('../../../examples/consumer-python/consumer.py', import.meta.url));

const isThere = async (): Promise<boolean> => {
  try {
    await run(python, ['-c', 'import confluent_kafka, fastavro']);
    return true;
  } catch {
    return false;
  }
};

const consume = async (topics: Topics, database: string): Promise<unknown> => {
  const { stdout } = await run(python, [script, database, '--once'], {
    env: {
      ...process.env,
      KAFKA_BROKERS: topics.brokers.join(','),
      SCHEMA_REGISTRY_URL: topics.schemaRegistryUrl,
      TOPIC_PREFIX: topics.prefix,
    },
    timeout: 60_000,
  });
  return JSON.parse(stdout) as unknown;
};

describe('the example of a consumer in Python', function suite() {
  this.timeout(120_000);

  it('keeps a view over restarts, by what the documents say', async function keeps() {
    // It needs confluent-kafka and fastavro: pip install -r examples/consumer-python/requirements.txt
    if (!(await isThere())) this.skip();
    await withTopics(async (topics) => {
      const directory = mkdtempSync(join(tmpdir(), 'registry-stream-python-'));
      const database = join(directory, 'view.db');
      try {
        await topics.publish(
          { state: registrant(1, { fullName: 'AMINA SAID' }) },
          { state: registrant(2, { fullName: 'OMAR SAID' }) },
          { state: registrant(3, { fullName: 'HIDDEN PERSON', sealed: true }) },
          { state: group(9, { members: [member(1), member(2), member(4)] }) },
        );
        expect(await consume(topics, database)).to.deep.equal({ people: 3, households: 1, unmet: 1 });
        expect(await consume(topics, database)).to.deep.equal({ people: 3, households: 1, unmet: 1 });
        expect(readFileSync(database, 'latin1')).to.include('AMINA').and.not.include('HIDDEN');
        await topics.publish(
          { state: registrant(4, { version: 20 }) },
          { state: registrant(4, { version: 19, fullName: 'STALE' }) },
          { state: registrant(2, { version: 21, status: 'merged', mergedInto: idOf(4) }) },
          { erased: idOf(1), headers: { version: '22' } },
          { state: group(9, { version: 22, members: [member(2), member(3), member(4)] }) },
        );
        expect(await consume(topics, database)).to.deep.equal({ people: 2, households: 1, unmet: 0 });
        expect(readFileSync(database, 'latin1'))
          .to.not.include('AMINA')
          .and.not.include('OMAR')
          .and.not.include('STALE');
      } finally {
        rmSync(directory, { recursive: true });
      }
    });
  });
});
