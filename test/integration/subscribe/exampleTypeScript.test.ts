import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { runProgram } from '../../support/program.ts';
import { group, idOf, member, registrant } from '../../unit/sinks/postgres/events.ts';
import { withTopics } from './fixture.ts';
import type { Topics } from './fixture.ts';

const withFile = async (use: (file: string) => Promise<void>): Promise<void> => {
  const directory = mkdtempSync(join(tmpdir(), 'registry-stream-example-'));
  try {
    await use(join(directory, 'households.json'));
  } finally {
    rmSync(directory, { recursive: true });
  }
};

const run = async (topics: Topics, file: string): Promise<{ readonly lines: unknown[]; readonly said: string }> => {
  const { code, stdout, stderr } = await runProgram('examples/consumer-typescript/main.ts', [file, '--once'], {
    environment: {
      KAFKA_BROKERS: topics.brokers.join(','),
      SCHEMA_REGISTRY_URL: topics.schemaRegistryUrl,
      TOPIC_PREFIX: topics.prefix,
    },
  });
  expect(code, stderr).to.equal(0);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  return { lines, said: stderr };
};

describe('the example of a consumer in TypeScript', function suite() {
  this.timeout(120_000);

  it('keeps a view over restarts: members not met, merges, sealed people, erasures', () =>
    withTopics((topics) =>
      withFile(async (file) => {
        await topics.publish(
          { state: registrant(1, { fullName: 'AMINA SAID' }) },
          { state: registrant(2, { fullName: 'OMAR SAID' }) },
          { state: registrant(3, { fullName: 'HIDDEN PERSON', sealed: true }) },
          { state: group(9, { members: [member(1), member(2), member(3), member(4)] }) },
        );
        const first = await run(topics, file);
        expect(first.lines).to.deep.equal([{ households: 1, people: 3, unmet: 1 }]);
        expect(first.said).to.include('from its beginning: new');
        expect(readFileSync(file, 'utf8')).to.include('AMINA').and.not.include('HIDDEN');
        await topics.publish(
          { state: registrant(4, { version: 20 }) },
          { state: registrant(2, { version: 21, status: 'merged', mergedInto: idOf(4) }) },
          { erased: idOf(1), headers: { version: '22' } },
          { state: group(9, { version: 22, members: [member(2), member(3), member(4)] }) },
        );
        const second = await run(topics, file);
        expect(second.lines).to.have.deep.members([
          { kind: 'registrant', id: idOf(2), change: 'merged' },
          { kind: 'registrant', id: idOf(1), change: 'erased' },
          { households: 1, people: 2, unmet: 0 },
        ]);
        expect(second.said).to.equal('');
        expect(readFileSync(file, 'utf8')).to.not.include('AMINA').and.not.include('OMAR');
      }),
    ));
});
